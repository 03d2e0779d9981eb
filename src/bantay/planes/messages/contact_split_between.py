"""A telephone number that two people put together: one asks for the next part, one gives it.

Sees:       pieces of a number by two people in one conversation, each change of sender held
            together by a question, a yes or a word for the next part; what one only repeats
            counts once. Also pieces by one person that mean a number only because the other
            asks for one.
Matters:    who asks "and the next two?" takes part in hiding the number: both want to leave the
            platform unseen.
Misses:     a number that two people put together without a word; three people; addresses.
Wrong when: two people check a long code together, part by part, and never say what it is.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import combinations, pairwise
from typing import NamedTuple

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Subject, Window
from bantay.kit.text.contacts import REGIONS
from bantay.kit.text.joined import MORE_REGIONS, Join, Setting, numbers, weigh
from bantay.kit.text.pieces import Piece, pieces, talk
from bantay.model.events import MessageSent

SPEC = Spec(
    id="messages.contact_split_between",
    title="A number put together by two people",
    version=1,
    rows=("C02",),
    reads=(MessageSent,),
    keyed_by=Domain.CONVERSATION,
    window=timedelta(hours=1),
    keeps=40,
    hypotheses=("contact_evasion",),
    group="contact given",
    ceiling=15.0,
    half_life=timedelta(days=14),
    anchor="the joined number",
    screens=("piece", "digit+part", "number_word+part", "next_part+short", "denial"),
    indicators=Indicators(act=("recruitment",), ilo=("isolation",)),
)

_MOST = 13  # digits that two people put together: longer rows are one's number and another's
_PEOPLE = 4  # most people of a conversation whose pieces are tried together
_TAIL = 3  # digits that must be repeated before more digits for a repetition
_REPEATED = 3  # pieces back in which a repetition is looked for


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    regions: tuple[str, ...] = (*REGIONS, *MORE_REGIONS)  # plans tried without a country code
    minutes: int = 10  # minutes from one piece to the next
    other_words: int = 2  # words that say something else beside the digits of one piece


class Part(NamedTuple):
    """One message and the digits it contributes."""

    message: MessageSent
    piece: Piece
    repeats: bool = False  # begins with what the other gave just before


def admits(message: MessageSent, params: Params) -> bool:
    """Whether it may be a piece, or asks for one, or says what pieces were."""
    if not message.text:
        return False
    if _digits(message, params) is not None:
        return True
    said = talk(message.text)
    return said.asks or said.hands_over or said.denies


def least(params: Params) -> int:
    """One message of each of the two."""
    return 2


def look(window: Window[MessageSent], params: Params) -> Iterator[Finding]:
    """Every number that two people of the conversation put together."""
    messages = [message for message in window.events if message.text]
    parts = list(_parts(messages, params))
    people = [who for who, _ in Counter(m.account for m in messages).most_common(_PEOPLE)]
    if len(people) < 2 or sum(len(part.piece.value) for part in parts) < 7:
        return
    first = _first_said(parts)
    for two in combinations(sorted(people), 2):
        between = [message for message in messages if message.account in two]
        theirs = _without_overlaps([part for part in first if part.message.account in two])
        for join in _joins(theirs, between, params):
            yield _finding(join, theirs, two)


def _parts(messages: Sequence[MessageSent], params: Params) -> Iterator[Part]:
    for message in messages:
        if (piece := _digits(message, params)) is not None:
            yield Part(message, piece)


def _digits(message: MessageSent, params: Params) -> Piece | None:
    piece = pieces(message.text or "")
    if piece is None or piece.kind != "digits" or piece.other_words > params.other_words:
        return None
    return piece


def _first_said(parts: Sequence[Part]) -> list[Part]:
    """The parts without those that only repeat what somebody else gave just before."""
    kept: list[Part] = []
    for part in parts:
        before = [last.piece.value for last in kept[-_REPEATED:] if not _is_one(last, part)]
        if part.piece.told or not "".join(before).endswith(part.piece.value.removeprefix("+")):
            kept.append(part)
    return kept


def _without_overlaps(parts: Sequence[Part]) -> list[Part]:
    """The parts of two people without the front in which one repeats the other."""
    kept: list[Part] = []
    for part in parts:
        theirs = [last.piece.value for last in kept[-_REPEATED:] if not _is_one(last, part)]
        new = _new_in(part.piece.value, theirs)
        if new != part.piece.value:
            part = Part(part.message, replace(part.piece, value=new), repeats=True)  # noqa: PLW2901
        kept.append(part)
    return kept


def _new_in(said: str, before: Sequence[str]) -> str:
    """What is left of digits when those just given by the other are taken from their front."""
    tails = ("".join(before[n:]) for n in range(len(before)))
    longest = next(
        (tail for tail in tails if _TAIL <= len(tail) < len(said) and said.startswith(tail)), ""
    )
    return said[len(longest) :]


def _joins(
    parts: Sequence[Part], messages: Sequence[MessageSent], params: Params
) -> Iterator[Join]:
    """What two people's parts join into, where one person's would not do."""
    if len(parts) < 2:
        return
    ends = _ends(parts, params)

    def allowed(at: tuple[int, ...]) -> bool:
        people = {parts[n].message.account for n in at}
        digits = sum(len(parts[n].piece.value) for n in at)
        return len(people) == 1 or (digits <= _MOST and _held(at, parts, messages))

    asked = any(talk(m.text or "").asks or talk(m.text or "").hands_over for m in messages)
    read = [part.piece for part in parts]
    for join in numbers(read, Setting(params.regions, ends, asked, allowed)):
        both = len({parts[n].message.account for n in join.at}) == 2
        enough = weigh(read, join.at, Setting(params.regions, ends))
        if (both or enough is None) and not _denied(join, parts, messages, params):
            yield join


def _ends(parts: Sequence[Part], params: Params) -> list[int]:
    """For every part, the index after the last that follows without a pause too long."""
    ends = [len(parts)] * len(parts)
    for n in range(len(parts) - 2, -1, -1):
        apart = parts[n + 1].message.time - parts[n].message.time
        ends[n] = n + 1 if apart > timedelta(minutes=params.minutes) else ends[n + 1]
    return ends


def _is_one(one: Part, other: Part) -> bool:
    return one.message.account == other.message.account


def _held(at: tuple[int, ...], parts: Sequence[Part], messages: Sequence[MessageSent]) -> bool:
    """Whether words hold the pieces of two people together.

    Somebody may count aloud beside two people who talk. So each of the two must say more
    than digits, and a word must stand at every change from one to the other.
    """
    used = [parts[n] for n in at]
    start, until = used[0].message.time, used[-1].message.time
    asking = [m for m in messages if start <= m.time <= until and _only_asks(m)]
    speaking = {part.message.account for part in used if _is_worded(part)}
    speaking |= {message.account for message in asking}
    if not speaking >= {part.message.account for part in used}:
        return False
    return all(_is_one(*step) or _linked(*step, asking) for step in pairwise(used))


def _linked(one: Part, other: Part, asking: Sequence[MessageSent]) -> bool:
    between = (m for m in asking if one.message.time <= m.time < other.message.time)
    return _is_worded(one) or _is_worded(other) or any(between)


def _is_worded(part: Part) -> bool:
    """Whether a piece comes with a question, a yes, a word for the next part, a repetition."""
    said = talk(part.message.text or "")
    return part.repeats or part.piece.told or said.question or said.agrees or said.continues


def _only_asks(message: MessageSent) -> bool:
    return pieces(message.text or "") is None and talk(message.text or "").asks


def _denied(
    join: Join, parts: Sequence[Part], messages: Sequence[MessageSent], params: Params
) -> bool:
    """Whether one of the two says that it was an order, a code, a price."""
    pause = timedelta(minutes=params.minutes)
    start = parts[join.at[0]].message.time - pause
    until = parts[join.at[-1]].message.time + pause
    return any(start <= m.time <= until and talk(m.text or "").denies for m in messages)


def _finding(join: Join, parts: Sequence[Part], two: tuple[str, ...]) -> Finding:
    used = [parts[n] for n in join.at]
    digits = Counter[str]()
    for part in used:
        digits[part.message.account] += len(part.piece.value)
    gives = max(two, key=lambda who: (digits[who], who))
    others = tuple(who for who in two if who != gives)
    count = sum(char.isdigit() for char in join.value)
    return Finding(
        anchor=f"phone:{join.value}",
        summary=f"{count}-digit telephone number by two people, put together in "
        f"{len(used)} messages",
        quotes=tuple(_quote(part) for part in used),
        contact=f"phone:{join.value}",
        subject=Subject("account", gives),
        roles={"gives": (gives,), "asks": others},
    )


def _quote(part: Part) -> Quote:
    piece = part.piece
    return Quote(part.message.id, "text", piece.start, piece.end, (*piece.undone, "split"))


DETECTOR = Detector(SPEC, Params(), look, admits, least=least)
