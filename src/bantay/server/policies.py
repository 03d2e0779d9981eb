"""A draft of the policy: its mistakes at their place, and whom it would have touched."""

from typing import Annotated, Any

from litestar import get, post
from litestar.params import JSONBody
from msgspec import Meta, Struct

from bantay.errors import PolicyError
from bantay.model.decision import Step
from bantay.model.evidence import Subject
from bantay.model.vocabulary import Hypothesis
from bantay.policy.files import defaults, read, shipped
from bantay.runtime.backtest import MINUTES, Fired, Report, Rules, backtest
from bantay.server.given import TheSite
from bantay.server.problems import Refused, Wrong

_RIGHT = {"right": "playground"}
NAME = "draft.toml"
_MOST = 1_000


class DraftPolicy(Struct, kw_only=True, forbid_unknown_fields=True):
    """A policy as text (TOML)."""

    text: Annotated[str, Meta(max_length=200_000)]


class Mistake(Struct, frozen=True, kw_only=True):
    """One mistake at its place; lines and columns from 1."""

    code: str
    line: int
    column: int
    width: int
    reason: str
    nearest: str | None


class Verdict(Struct, frozen=True, kw_only=True):
    """What is wrong with a draft; `rules` counts those it holds when nothing is."""

    mistakes: tuple[Mistake, ...]
    rules: int


class Touched(Struct, frozen=True, kw_only=True):
    """A decision of one of the two replays."""

    subject: Subject
    hypothesis: Hypothesis | None
    step: Step
    rule: str
    lang: str
    country: str


class Difference(Struct, frozen=True, kw_only=True):
    """The draft against today's policy on the store's own history. `minutes` is what it adds
    to people's day, at `minutes_each`, which nobody measured."""

    entries: int
    days: float
    now_fires: tuple[Touched, ...]
    no_longer: tuple[Touched, ...]
    unchanged: tuple[Touched, ...]
    not_replayed: tuple[tuple[str, int], ...]
    minutes: float
    minutes_each: float


@get("/v1/policy", opt=_RIGHT, summary="The policy that is in force", tags=["policy"])
async def policy(site: TheSite) -> DraftPolicy:
    """The file as text; the shipped defaults when none was given."""
    from pathlib import Path

    path = Path(site.rules.file.name)
    text = await site.work(lambda: path.read_text("utf-8") if path.is_file() else None)
    return DraftPolicy(text=text or shipped("defaults"))


@post("/v1/policy/check", opt=_RIGHT, status_code=200, summary="Check a draft", tags=["policy"])
async def check(site: TheSite, data: JSONBody[DraftPolicy]) -> Verdict:
    """Every mistake with line, column and the nearest right thing."""
    found, wrong = await site.work(lambda: read(data.text, NAME, defaults()))
    return Verdict(mistakes=tuple(map(_mistake, wrong)), rules=len(found.rules) if found else 0)


@post("/v1/policy/backtest", opt=_RIGHT, status_code=200, summary="Try a draft", tags=["policy"])
async def try_draft(site: TheSite, data: JSONBody[DraftPolicy]) -> Difference:
    """Replay the journal under today's policy and the draft; nothing is written or sent."""
    found, wrong = await site.work(lambda: read(data.text, NAME, defaults()))
    if found is None:
        said = [Wrong(pointer="/text", detail=f"{m.place}: {m.reason}") for m in wrong]
        raise Refused(422, "the draft has mistakes", said)

    def tried(store: Any) -> Report:
        specs = _specs()
        return backtest(
            store, _rules(site.rules.file, specs), _rules(found, specs), specs, store.key
        )

    report = await site.read(tried)
    return Difference(
        entries=report.entries,
        days=report.days,
        now_fires=tuple(map(_touched, report.now_fires[:_MOST])),
        no_longer=tuple(map(_touched, report.no_longer[:_MOST])),
        unchanged=tuple(map(_touched, report.unchanged[:_MOST])),
        not_replayed=tuple(sorted(report.could_not.items())),
        minutes=report.minutes_after - report.minutes_before,
        minutes_each=MINUTES,
    )


def _specs() -> dict[str, Any]:
    from bantay.runtime.catalogue import catalogue, signs

    return {d.spec.id: d.spec for d in catalogue()} | {sign.id: sign for sign in signs()}


def _rules(file: Any, specs: dict[str, Any]) -> Rules:
    from bantay.fuse.weights import shipped as weights
    from bantay.fuse.weights import with_weights

    return Rules(with_weights(file.settings, specs.values(), weights()), file.policy())


def _mistake(wrong: PolicyError) -> Mistake:
    place = wrong.place
    return Mistake(
        code=wrong.code,
        line=(place.line if place else None) or 1,
        column=(place.column if place else None) or 1,
        width=wrong.width,
        reason=wrong.reason,
        nearest=wrong.nearest,
    )


def _touched(fired: Fired) -> Touched:
    one = fired.decision
    return Touched(subject=one.subject, hypothesis=one.hypothesis, step=one.step, rule=one.rule,
                   lang=fired.lang, country=fired.country)  # fmt: skip


HANDLERS = (policy, check, try_draft)
"""The handlers of this file."""
