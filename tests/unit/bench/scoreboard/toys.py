"""Small boards made by hand, and a small world with neutral words."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from bantay.bench.scoreboard.watch import Said, Watched
from bantay.bench.worlds import Truth
from bantay.kit import Domain, Spec
from bantay.model.clock import HOUR, micros
from bantay.model.evidence import Subject
from bantay.model.vocabulary import Hypothesis
from bantay.world.play import Dials

BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
EVADES: Hypothesis = "contact_evasion"


def account(id: str) -> Subject:
    return Subject("account", id)


def spec(name: str, *hypotheses: Hypothesis) -> Spec:
    """A detector's identity."""
    return Spec(
        id=f"messages.{name}",
        title=name,
        version=1,
        rows=("C01",),
        reads=(),
        keyed_by=Domain.ACCOUNT,
        window=timedelta(days=1),
        keeps=1,
        hypotheses=hypotheses,
        group=name,
        ceiling=10.0,
        half_life=timedelta(days=1),
        anchor="none",
    )


def truth(
    id: str,
    hypothesis: Hypothesis | None = None,
    scenario: str = "ordinary",
    *,
    community: str = "",
    evasion: float = 0.4,
    evidence: tuple[str, ...] = (),
    **more: object,
) -> Truth:
    """What is so about an account."""
    play = {}
    if hypothesis is not None:
        play = {"since": BEGIN, "dials": Dials(evasion, 0.5, 0.5, 0.2), "play": f"p-{id}"}
    return Truth(
        hypothesis=hypothesis,
        subject=account(id),
        scenario=scenario,
        community=community or f"c-{id}",
        life=str(more.pop("life", "friends")),
        language=str(more.pop("language", "en")),
        evidence=evidence,
        **{**play, **more},  # type: ignore[arg-type]
    )


def said(weight_db: float, hours: float | None, prior: float = -15.0) -> Said:
    """What was said, with an alarm after so many hours or without one."""
    opened = None if hours is None else micros(BEGIN) + round(hours * HOUR)
    return Said(prior + weight_db, weight_db, ("messages.one",), opened)


def watched(
    told: Mapping[tuple[Hypothesis, str], Said], fired: Iterable[str] = (), **more: object
) -> Watched:
    """A run of one detector that speaks for `contact_evasion` and one for `scam`."""
    specs = {one.id: one for one in (spec("one", "contact_evasion"), spec("two", "scam"))}
    seen = Watched(
        said={(name, account(id)): one for (name, id), one in told.items()},
        fired={("messages.one", EVADES): {account(id) for id in fired}},
        specs=specs,
        **more,  # type: ignore[arg-type]
    )
    return seen
