"""Why: each alarm's sum as rows of a waterfall, and what is not known."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from bantay.kit.draw.sums import Sum, plain, sum_of
from bantay.kit.draw.waterfall import Bar, bars_of
from bantay.kit.named import MEANINGS, OF_MEDIA, called, possible
from bantay.model.alarm import Alarm


class Row(Struct, frozen=True):
    """One bar, from `start` to `end` decibans; `look` is bar, up, down, sum or none.

    `finding` names what it rests on, where it is one finding.
    """

    label: str
    name: str
    value: str
    start: float
    end: float
    look: str
    draft: bool
    finding: str | None


class Absent(Struct, frozen=True):
    """Without this fact the total would be `left`, and there would be no alarm."""

    summary: str
    left: str


class Why(Struct, frozen=True, kw_only=True):
    """An alarm's sum. `meaning` ends the sentence "account x …"."""

    alarm: str
    hypothesis: str
    title: str
    subject: str
    meaning: str
    status: str
    opened: str
    total: str
    threshold: float
    over: str
    rows: tuple[Row, ...]
    absent: tuple[Absent, ...]
    drafts: int
    calibrated: bool
    second_reader: bool
    exception: str | None


def why(alarm: Alarm) -> Why:
    """The sum of one alarm."""
    added = sum_of(alarm)
    about = OF_MEDIA if alarm.subject.kind == "media" else MEANINGS
    return Why(
        alarm=alarm.alarm,
        hypothesis=alarm.hypothesis,
        title=possible(alarm.hypothesis),
        subject=called(alarm.subject),
        meaning=about.get(alarm.hypothesis, MEANINGS[alarm.hypothesis]),
        status=alarm.status,
        opened=alarm.opened.isoformat(),
        total=plain(added.total),
        threshold=float(added.threshold),
        over=plain(added.over),
        rows=tuple(_rows(added, bars_of(added))),
        absent=tuple(_absent(added)),
        drafts=sum(finding.draft for finding, _ in added.counted),
        calibrated=alarm.probability is not None,
        second_reader=alarm.second_reader,
        exception=alarm.exception,
    )


def _rows(added: Sum, bars: Sequence[Bar]) -> Iterable[Row]:
    known = {
        (finding.summary, finding.detector): finding.finding
        for finding, _ in (*added.counted, *added.uncounted)
    }
    for bar in bars:
        detector = bar.name.rpartition(" · ")[2]
        yield Row(bar.label, bar.name, bar.value, float(bar.start), float(bar.end), bar.look,
                  bar.draft, known.get((bar.label, detector)))  # fmt: skip


def _absent(added: Sum) -> Iterable[Absent]:
    if added.over < 0:
        return
    for finding, weight in added.counted:
        left = added.total - added.cut - weight
        if left < added.threshold:
            yield Absent(finding.summary, plain(left))
