"""An account is told, or tells, that others hold its papers, its pay or its way out.

Sees:       in the first person, two of these within a week by one sender in one conversation: a
            debt to a boss, fines, pay, papers or a telephone kept by others, no leave to go out.
            Or the same said to one single recipient, as messages.control_talk sees it: then the
            recipient is the subject.
Matters:    the one who breaks a platform's rules may be the one who is made to (typology C08).
            The finding raises the shield before anything is done to the account; no alarm rests
            on talk alone. There is no labelled data of such talk to measure on: this stays a
            draft.
Misses:     one sign alone; what is said to a group; hints in other words; other languages.
Wrong when: a seafarer writes home that the ship keeps passports and grants no leave; somebody
            retells a book in the first person.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Subject, Window
from bantay.model.events import MessageSent
from bantay.planes.messages._control import MOST_QUOTES, Hold, holds, is_enough, named

SPEC = Spec(
    id="messages.under_control",
    title="Possible control by others, heard or told",
    version=1,
    rows=("C08",),
    reads=(MessageSent,),
    keyed_by=Domain.SENDER,
    window=timedelta(days=7),
    keeps=40,
    hypotheses=("controlled_performer",),
    group="control talk",
    ceiling=10.0,
    half_life=timedelta(days=60),
    anchor="the conversation, and whether the account tells it or is told",
    screens=("control", "controlled", "hold"),
    indicators=Indicators(
        act=("harbouring",),
        means=("coercion", "abuse of vulnerability"),
        purpose=("exploitation",),
        ilo=(
            "debt bondage",
            "withholding of wages",
            "retention of identity documents",
            "restriction of movement",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    money: int = 3  # kinds of talk about money that are enough without papers, phone or leave
    kinds: int = 2  # kinds that somebody's own account must hold


def completes(message: MessageSent, params: Params) -> bool:
    """Whether it holds a sign of either kind."""
    return any(True for word in ("controlled", "control") for _ in holds(message, word))


def look(window: Window[MessageSent], params: Params) -> Iterator[Finding]:
    """What the sender tells of themselves, and what single recipients are told."""
    told = [hold for message in window.events for hold in holds(message, "controlled")]
    if len({hold.kind for hold in told}) >= params.kinds:
        yield Finding(
            anchor="told",
            summary=f"tells of {named(told)}",
            quotes=tuple(hold.quote for hold in told[-MOST_QUOTES:]),
        )
    for listener, found in _heard(window.events).items():
        if is_enough(found, params.money):
            yield Finding(
                anchor=f"heard {listener}",
                summary=f"is told of {named(found)}",
                quotes=tuple(hold.quote for hold in found[-MOST_QUOTES:]),
                subject=Subject("account", listener),
                roles={"controller": (found[0].message.account,)},
            )


def _heard(messages: Sequence[MessageSent]) -> dict[str, list[Hold]]:
    """Signs of control said to one recipient alone, by recipient."""
    heard: dict[str, list[Hold]] = {}
    for message in messages:
        listener = _listener(message)
        if listener is not None:
            for hold in holds(message, "control"):
                heard.setdefault(listener, []).append(hold)
    return heard


def _listener(message: MessageSent) -> str | None:
    """The single account a message is for: its recipient, or in a group the one it mentions."""
    reached = message.to if message.to and len(message.to) == 1 else message.mentions or ()
    others = [who for who in reached if who != message.account]
    return others[0] if len(others) == 1 else None


DETECTOR = Detector(SPEC, Params(), look, completes=completes)
