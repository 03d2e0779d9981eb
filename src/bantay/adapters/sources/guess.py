"""Guessing a mapping from the names of columns and the look of their values.

Plans are tried in order; the first that finds what it cannot do without is taken. What no
plan uses is listed under `ignored`. A column that holds a judgement (a label) is never used.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import accumulate

from msgspec import structs

from bantay.adapters.sources import shapes
from bantay.adapters.sources.guess_chat import chat, listing, turns
from bantay.adapters.sources.guess_money import payment, registration
from bantay.adapters.sources.guess_time import Draft
from bantay.adapters.sources.kinds import InputFile
from bantay.adapters.sources.maker import Maker, RowError
from bantay.adapters.sources.mapping import Mapping
from bantay.adapters.sources.mapping_check import named
from bantay.adapters.sources.names import roles
from bantay.adapters.sources.sample import Sample
from bantay.adapters.sources.shapes import Column
from bantay.errors import InputError, Place

LONG = 25.0
"""Characters on average from which text without a telling name is taken for messages."""

DISORDER = timedelta(minutes=5)
"""How far back the time may step from row to row before a file is sorted."""

SKELETON = """\
type = "message.sent"

[fields]
account = "who wrote it"
conversation = "where it was written"
time = { column = "when", format = "iso", zone = "UTC" }
text = "what was written"
"""


def guess(file: InputFile, rows: Sample, names: tuple[str, ...] | None) -> Mapping:
    """A mapping for a file's first rows. Raises `InputError` when no plan fits.

    `names` are the columns of the whole file, where it has a fixed set.
    """
    if not rows.rows:
        raise InputError("no row could be read, so no mapping can be guessed", Place(file.name))
    for plan in _PLANS:
        rows.fresh()
        draft = plan(rows)
        if draft is not None:
            mapping = Mapping(type=draft.type, fields=draft.fields, each=draft.each)
            times = _tried(mapping, rows)
            if 2 * len(times) >= len(rows.rows):
                return _finished(mapping, names or tuple(rows.columns), times)
    raise InputError(_nothing_found(tuple(rows.columns)), Place(file.name))


def _tried(mapping: Mapping, rows: Sample) -> list[datetime]:
    """The time of the first event of every row that becomes one."""
    maker, found = Maker(mapping, "0" * 8), []
    for index, row in enumerate(rows.rows):
        made = next(iter(maker.make(row, index, b"")), None)
        if made is not None and not isinstance(made, RowError):
            found.append(made.time)
    return found


def _finished(mapping: Mapping, names: tuple[str, ...], times: list[datetime]) -> Mapping:
    used = {name for _, name in named(mapping)}
    used |= {name.partition(".")[0] for name in used if name not in names}
    newest = accumulate(times, max)
    return structs.replace(
        mapping,
        sort=any(top - time > DISORDER for top, time in zip(newest, times, strict=True)),
        ignored=tuple(name for name in names if name not in used),
    )


def _by_strong_name(rows: Sample) -> Draft | None:
    return _chat_of(rows, rows.take("text", _is_texts))


def _by_weak_name(rows: Sample) -> Draft | None:
    return _chat_of(rows, rows.take("text", _is_texts, least=1))


def _by_look(rows: Sample) -> Draft | None:
    long = [c for c in rows.free() if c.mean_length >= LONG and shapes.is_prose(c)]
    best = max(long, key=lambda c: c.mean_length, default=None)
    if best is None or best.distinct * 2 < len(best.values) or shapes.time_format(best.texts):
        return None
    return _chat_of(rows, rows.use(best))


def _chat_of(rows: Sample, text: Column | None) -> Draft | None:
    return chat(rows, text) if text else None


def _is_texts(column: Column) -> bool:
    return column.mean_length > 0 and not column.lists


_PLANS: tuple[Callable[[Sample], Draft | None], ...] = (
    turns,
    payment,
    _by_strong_name,
    listing,
    registration,
    _by_weak_name,
    _by_look,
)


def _nothing_found(names: tuple[str, ...]) -> str:
    texts = ", ".join(sorted(roles()["text"].exact)[:6])
    amounts = ", ".join(sorted(roles()["amount"].exact)[:6])
    return (
        "no mapping can be guessed: there is no column of text (by a name such as "
        f"{texts}, or long enough to be messages) and none of amounts (such as {amounts}) "
        f"with somebody who pays or is paid. The columns are: {', '.join(names)}. "
        "Write a mapping, for instance:\n\n" + SKELETON
    )
