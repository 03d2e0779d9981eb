"""Whether pieces, read one after another, make a number one can dial or an address.

Pieces prove less than one run of digits: ordinary people send small numbers all the time.
So a join is weighed: how well the digits stand in a number plan, what the words beside
them say, and what had to be left out. All weights are small whole numbers, `NEEDED` is
what a join must reach.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from bantay.kit.text.hits import CERTAIN, FAIR, Hit
from bantay.kit.text.late import late
from bantay.kit.text.mails import mails, providers
from bantay.kit.text.phones import LEAST, MOST, is_ordinary
from bantay.kit.text.piece import Piece
from bantay.kit.text.plans import Standing, is_international, standing
from bantay.kit.text.runs import Run, is_grouped_by_plan

MORE_REGIONS = ("IN", "EG", "SA", "AE")
"""Plans of the other languages whose number words are read, tried for pieces as well."""
FAR_REGIONS = (
    *("SG", "HK", "MY", "TW", "JP", "KR", "KH", "BD", "PK", "LK", "NP", "NZ", "CA"),
    *("DE", "IT", "PT", "NL", "BE", "SE", "NO", "DK", "CH", "AT", "PL", "TR", "UA", "RO"),
    *("CO", "AR", "PE", "CL", "ZA", "NG", "KE"),
)
"""Plans tried only where pieces are sure to be of a number: with so many, chance fits one."""
NEEDED = 8
_TRIES = 200
"""Joins tried in one window, at most."""
_MOST_PARTS = 16
_LEFT_OUT = 2  # sure pieces that a join may leave out
_SURE_PARTS = 2  # pieces beyond which a row of nothing but digits is no chance
_CODED = range(11, 14)  # digits of a number that carries its country code without a plus
_FAR_MOST = 12  # digits of a number at home: some countries' plans take almost anything longer
_SURE_DIGITS = 9  # digits from which a join needs no word that asks for a call
_LONG, _ALONE = 10, 4  # digits of a piece that is a number by itself, and what it takes away
_UNUSED = 9  # what a sure piece right beside a join, left over, takes from its rank
_LACKING = late(r"(?P<name>[a-z0-9._-]+)@\.[a-z]{2,}")
_DOUBTS = (0, 1, 3)  # what doubtful pieces take away


class Join(NamedTuple):
    """A contact that pieces make: its value, which pieces (indices), how much speaks for it."""

    value: str
    at: tuple[int, ...]
    weight: int
    whole: bool = True  # an address may lack a word that no screen lets through


class Setting(NamedTuple):
    """What is known besides the pieces: plans tried, and words around that speak of a number.

    `ends[n]` is the index after the last piece that may still belong to piece `n`;
    `allowed` may refuse pieces (indices) before they are read together.
    """

    regions: tuple[str, ...]
    ends: Sequence[int]
    asked: bool = False
    allowed: Callable[[tuple[int, ...]], bool] | None = None


def in_order(pieces: Sequence[Piece]) -> list[int]:
    """The indices of pieces as they are to be read: an end that is given first goes last."""
    firsts = [n for n, piece in enumerate(pieces) if piece.role == "first"]
    early = [n for n, p in enumerate(pieces) if p.role == "end" and firsts and n < firsts[0]]
    rest = [n for n in range(len(pieces)) if n not in early]
    return [*rest, *early]


def numbers(pieces: Sequence[Piece], setting: Setting) -> list[Join]:
    """The joins into telephone numbers, from the left; of those that share a piece the best."""
    if sum(len(piece.value) for piece in pieces) < LEAST:
        return []
    tries = list(_tries(pieces, setting))
    tries.sort(
        key=lambda join: (_UNUSED * _beside(pieces, join, setting) - join.weight, -len(join.at))
    )
    chosen: list[Join] = []
    for join in tries:
        if not any(set(join.at) & set(other.at) for other in chosen):
            chosen.append(join)
    return sorted(chosen, key=lambda join: join.at)


def _beside(pieces: Sequence[Piece], join: Join, setting: Setting) -> int:
    """How many sure pieces stand right before and after a join, unused: two on a side count."""
    first, last = join.at[0], join.at[-1]
    before = [n for n in range(max(0, first - 2), first) if setting.ends[n] > first]
    after = range(last + 1, min(setting.ends[last], last + 3))
    return sum(not pieces[n].doubt for n in (*before, *after))


def _tries(pieces: Sequence[Piece], setting: Setting) -> Iterator[Join]:
    """All joins that weigh enough, within a bounded number of tries."""
    left = _TRIES
    starts = sorted(range(len(pieces)), key=lambda n: (not _begins(pieces[n]), n))
    for out in range(_LEFT_OUT + 1):
        for start in starts:
            if out and not (setting.asked or _begins(pieces[start])):
                break
            sizes = len(pieces[start].value)
            for at in _leaving(pieces, (start,), sizes, setting.ends[start], out):
                if left == 0:
                    return
                left -= 1
                join = weigh(pieces, at, setting)
                if join is not None:
                    yield join


def _begins(piece: Piece) -> bool:
    """Whether a piece looks like the beginning of a number."""
    return piece.value.startswith(("0", "+")) or piece.asked


def _leaving(
    pieces: Sequence[Piece], at: tuple[int, ...], digits: int, end: int, out: int
) -> Iterator[tuple[int, ...]]:
    """Extensions of `at` that leave exactly `out` pieces out between the first and the last."""
    n = at[-1] + 1
    for skipped in range(out + 1):
        if n + skipped >= end:
            return
        more = digits + len(pieces[n + skipped].value)
        if more > MOST + 1 or len(at) >= _MOST_PARTS:
            continue
        longer = (*at, n + skipped)
        if skipped == out and more >= LEAST:
            yield longer
        yield from _leaving(pieces, longer, more, end, out - skipped)


def weigh(pieces: Sequence[Piece], at: tuple[int, ...], setting: Setting) -> Join | None:
    """The join of these pieces, if they make a number and enough speaks for it."""
    parts = [pieces[n] for n in at]
    joined = "".join(part.value for part in parts)
    plus, digits = joined.startswith("+"), joined.removeprefix("+")
    if not LEAST <= len(digits) <= MOST or not digits.isdigit():
        return None
    asked = setting.asked or any(part.asked for part in parts)
    refused = setting.allowed is not None and not setting.allowed(at)
    sure = setting.allowed is None and _is_sure(pieces, at)
    sure = sure and (asked or any(part.told or part.undone for part in parts))
    if refused or (len(digits) < _SURE_DIGITS and not (asked or plus or sure)):
        return None
    stands = standing(digits, plus, setting.regions)
    if sure and stands < Standing.PLAIN:
        stands = _far(digits)
    run = _run(parts, plus)
    if stands < Standing.PLAIN or is_ordinary(" ".join(run.groups), run):
        return None
    out = [pieces[n] for n in range(at[0], at[-1]) if n not in at]
    weight = _weight(parts, out, stands, asked, is_grouped_by_plan(run))
    weight -= _ALONE * any(_is_number(part, setting) for part in parts)
    international = is_international(digits, plus)
    value = f"+{digits.removeprefix('00')}" if international else digits
    return Join(value, at, weight) if weight >= NEEDED else None


def _is_sure(pieces: Sequence[Piece], at: tuple[int, ...]) -> bool:
    """Whether nothing is doubtful or left out, and there are several pieces, or each was disguised
    or handed over. A game's points look so too: one of them must speak of a part as well."""
    parts = [pieces[n] for n in at]
    if len(at) != at[-1] - at[0] + 1 or any(part.doubt for part in parts):
        return False
    return len(parts) > _SURE_PARTS or all(part.undone or part.told for part in parts)


def _far(digits: str) -> Standing:
    """How well digits stand in the plans of more countries, or with a country code and no plus."""
    coded = len(digits) in _CODED and not digits.startswith("0")
    if coded and standing(digits, True, ()) is Standing.STRONG:
        return Standing.PLAIN
    if len(digits) > _FAR_MOST:
        return Standing.NONE
    return min(standing(digits, False, FAR_REGIONS), Standing.PLAIN)


def _is_number(part: Piece, setting: Setting) -> bool:
    """Whether a piece is as long as a number and one by itself, so that more may be chance."""
    digits = part.value.removeprefix("+")
    plus = digits != part.value
    return len(digits) >= _LONG and standing(digits, plus, setting.regions) >= Standing.PLAIN


def _run(parts: Sequence[Piece], plus: bool) -> Run:
    """The pieces as one run of digits, a space between each and the next."""
    groups = tuple(part.value.removeprefix("+") for part in parts)
    length = sum(map(len, groups)) + len(groups) - 1
    return Run(0, length, groups, (" ",) * (len(groups) - 1), plus)


def _weight(
    parts: Sequence[Piece], out: Sequence[Piece], stands: Standing, asked: bool, grouped: bool
) -> int:
    weight = 8 if stands is Standing.STRONG else 4
    weight += 4 * (_begins(parts[0]) and len(parts[0].value) > 1 and not parts[0].doubt)
    weight += 4 * asked
    weight += 2 * min(2, sum(part.told for part in parts))
    weight += 4 * all(part.doubt < 2 for part in parts)
    weight += 2 * grouped + min(2, len(parts) // 3)
    weight += 2 * any(part.undone for part in parts)
    weight += 2 * any(part.value.startswith("0") for part in parts[1:] if len(part.value) > 1)
    weight -= sum(_DOUBTS[part.doubt] for part in parts)
    return weight - sum(2 - piece.doubt for piece in out)


def addresses(pieces: Sequence[Piece], ends: Sequence[int]) -> list[Join]:
    """The joins into e-mail addresses, from the left, none sharing a piece."""
    found: list[Join] = []
    floor = 0
    for n, piece in enumerate(pieces):
        if n >= floor and piece.kind == "mail":
            join = _address(pieces, n, floor, ends)
            if join is not None:
                found.append(join)
                floor = join.at[-1] + 1
    return found


def _address(pieces: Sequence[Piece], anchor: int, floor: int, ends: Sequence[int]) -> Join | None:
    """The longest address around a piece that holds an "@" or names a provider."""
    first = max(floor, anchor - _MOST_PARTS)
    spans = [
        (start, end)
        for start in range(first, anchor + 1)
        for end in range(min(ends[start], anchor + _MOST_PARTS), max(start + 1, anchor), -1)
    ]
    for read, whole in ((joined_mail, True), (_incomplete, False)):
        for start, end in spans:
            value = read(pieces[start:end])
            if value is not None:
                return Join(value, tuple(range(start, end)), NEEDED, whole)
    return None


def _incomplete(parts: Sequence[Piece]) -> str | None:
    """An address that lacks the beginning of a name, or the word between "@" and ending."""
    text = "".join(part.letters for part in parts)
    told = _LACKING.fullmatch(text)
    announced = told is not None and (parts[0].asked or not told["name"].isalpha())
    if announced or parts[0].letters[0] in "_-.":
        whole = text.lstrip("_-.").replace("@.", "@example.")
        found = next(mails(whole), None)
        return text if found is not None and found.end - found.start == len(whole) else None
    return None


def joined_mail(parts: Sequence[Piece]) -> str | None:
    """The address that the pieces make when read one after another, if they make one."""
    text = parts[0].letters
    for part in parts[1:]:
        text += _joint(text, part) + part.letters
    found: Hit | None = next(mails(text), None)
    whole = found is not None and (found.start, found.end) == (0, len(text))
    return found.value if found and whole and found.confidence in (FAIR, CERTAIN) else None


def _joint(text: str, part: Piece) -> str:
    """The sign that nobody writes: "@" before a provider, "." before an ending."""
    if part.kind != "mail" or text.endswith(("@", ".")) or part.letters.startswith(("@", ".")):
        return ""
    if part.letters.partition(".")[0] in providers():
        return "" if "@" in text else "@"
    return "." if "@" in text else ""
