"""Which rewritings are made of a reading, and what is looked for in each."""

from collections.abc import Iterator
from dataclasses import dataclass

from bantay.kit.text.numbers import digit_view
from bantay.kit.text.plans import LEAST
from bantay.kit.text.reading import Reading
from bantay.kit.text.views.digits import dashes, drawn_digits, letters_as_digits, single_digits
from bantay.kit.text.views.letters import leet, repeated, set_apart
from bantay.kit.text.views.lookalikes import lookalikes

_FEW = 3  # digits without which letters are not taken for more of them


@dataclass(frozen=True, slots=True)
class View:
    """A reading, whether its digits alone were rewritten, and what making it undid."""

    reading: Reading
    only_digits: bool
    undone: tuple[str, ...]


def views(reading: Reading) -> Iterator[View]:
    """The readings of a text that differ from the plain one: letters undone, then digits."""
    plain = lookalikes(reading)
    letters = leet(repeated(set_apart(plain)))
    if plain is not reading and plain is not letters:
        yield _view(reading, plain, False)
    if letters is not reading:
        yield _view(reading, letters, False)
    for found in _digits(plain):
        yield _view(reading, found, True)


def _digits(reading: Reading) -> Iterator[Reading]:
    """Digits undone; where an ideograph may be a digit or a dash, both ways."""
    written = sum(map(reading.folded.count, "0123456789"))
    dashed = dashes(reading) if written else reading
    for drawn in (reading,) if dashed is reading else (dashed, reading):
        letters = letters_as_digits(drawn_digits(drawn)) if written >= _FEW else drawn
        said = digit_view(letters)
        found = single_digits(said) if written >= LEAST else said
        if found is not reading:
            yield found


def _view(plain: Reading, made: Reading, only_digits: bool) -> View:
    known = {what for _, what in plain.notes}
    added = dict.fromkeys(what for _, what in made.notes if what not in known)
    return View(made, only_digits, tuple(added))
