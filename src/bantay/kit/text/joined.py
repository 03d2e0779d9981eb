"""Whether digit pieces, read one after another, make a number one can dial."""

from collections.abc import Sequence

from bantay.kit.text.phones import LEAST, MOST, is_ordinary
from bantay.kit.text.pieces import Piece
from bantay.kit.text.plans import Standing, standing
from bantay.kit.text.runs import is_grouped_by_plan, runs


def dialled(parts: Sequence[Piece], regions: tuple[str, ...]) -> str | None:
    """The number that the pieces make, normalised as a contact's value; None if they make none.

    Pieces prove less than one run: without a trunk digit, a country code or a mobile's
    beginning, a word must ask for a call or the pieces must be a printed number's groups.
    """
    text = " ".join(part.value for part in parts)
    digits = "".join(char for char in text if char.isdigit())
    if not LEAST <= len(digits) <= MOST:
        return None
    plus = text.startswith("+")
    run = next(runs(text))
    if is_ordinary(text, run):
        return None
    stands = standing(digits, plus, regions)
    asked = any(part.cue for part in parts) or is_grouped_by_plan(run)
    if stands is Standing.STRONG or (stands is Standing.PLAIN and asked):
        return f"+{digits}" if plus else digits
    return None
