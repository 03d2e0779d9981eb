"""People made up in the place of real ones, before what somebody wrote becomes a case.

Numbers become those that number plans keep for fiction, digit by digit, so that what hid the
number hides the new one too; mails and links go to example.com, handles and names become
invented ones, ids become short ones. The same value becomes the same everywhere in one case.
Names are guessed (words with a capital inside a sentence), and a person adds those that were
missed: nobody's text is written before somebody has read what is left of it.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, get_type_hints

import msgspec

from bantay.kit.lexicon import classes, lexicon
from bantay.kit.text.contacts import Contact, contacts
from bantay.model import vocabulary as v
from bantay.model.events import Event, MessageSent
from bantay.runtime.catalogue import plane_rooms

NAMES = ("Kim", "Robin", "Alex", "Sam", "Noor", "Jun", "Ari", "Mika", "Toni", "Sky")
"""Invented names; after the last they are numbered."""
_PLANS = (
    ("0", 11, "07700900{:03}"),
    ("44", 12, "447700900{:03}"),
    ("1", 11, "1201555{:04}"),
    ("04", 10, "0491570{:03}"),
    ("61", 11, "61491570{:03}"),
    ("0", 10, "063998{:04}"),
    ("33", 11, "3363998{:04}"),
    ("1", 11, "13800138000"),
)
"""First digits, length and fiction number: UK, US, Australia, France, and one of China."""
_ANY = "07700900{:03}"
_LEAST = 5
"""Digits in a row that may lead to somebody; fewer are an age, a price, a time."""
_PIECE = 8
"""Digits that a piece of a number has at most."""
_RUN = re.compile(rf"\d(?:[\s().\-/·,]{{0,3}}\d){{{_LEAST - 1},}}")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SENTENCE = re.compile(r"(?:^|[.!?…]\s+|\n\s*)$")
_SPELLED = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
Span = tuple[int, int]


class Fiction:
    """One case's invented people. `names` are words to be replaced wherever they stand."""

    def __init__(self, names: Collection[str] = ()):
        self._names = {name.casefold() for name in names}
        self._made: dict[tuple[str, str], str] = {}
        self._count = 100

    def id(self, kind: str, real: str) -> str:
        """A short id in the place of a real one: a, b, … for accounts, c1, … for the rest."""
        known = self._made.get((kind, real))
        if known is None:
            number = sum(k == kind for k, _ in self._made)
            letter = chr(ord("a") + number) if kind == "account" and number < 26 else None
            known = self._made[kind, real] = letter or f"{kind[0]}{number + 1}"
        return known

    def text(self, text: str, spans: Iterable[Span] = ()) -> str:
        """A text without its contacts, long numbers and names; `spans` are quoted places whose
        digits belong to a contact that no text shows alone."""
        found = sorted(contacts(text), key=lambda c: c.start)
        kept = [(c.start, c.end, self._contact(c, text[c.start : c.end])) for c in found]
        taken = [(start, end) for start, end, _ in kept]
        for start, end in (*spans, *(match.span() for match in _RUN.finditer(text))):
            if not any(start < b and a < end for a, b in taken):
                kept.append((start, end, self._digits(text[start:end])))
                taken.append((start, end))
        for start, end, new in sorted(kept, reverse=True):
            text = text[:start] + new + text[end:]
        return self._named(text, [new for _, _, new in kept])

    def rest(self, text: str) -> str:
        """A text whose quoted places are invented already: names, and contacts beside them."""
        whole = [c for c in contacts(text) if c.kind != "phone"]
        for contact in sorted(whole, key=lambda c: -c.start):
            said = text[contact.start : contact.end]
            text = text[: contact.start] + self._contact(contact, said) + text[contact.end :]
        return self._named(text, ())

    def pieces(self, texts: Mapping[str, str]) -> dict[str, str]:
        """Pieces of one number over several texts: their digits become one fiction number's."""
        joined = "".join(c for text in texts.values() for c in text if _digit(c) is not None)
        new = iter(self._number(joined))
        return {
            name: "".join(c if _digit(c) is None else _like(c, next(new)) for c in text)
            for name, text in texts.items()
        }

    def _contact(self, contact: Contact, said: str) -> str:
        if contact.kind == "phone":
            return self._digits(said, contact.value)
        number = self._index(contact.kind, contact.value)
        match contact.kind:
            case "email":
                return f"mail.{number}@example.com"
            case "url":
                return f"https://example.com/p{number}"
        head = said[0] if said[:1] == "@" else ""
        if contact.kind == "payment" and any(_digit(c) is not None for c in said):
            return self._digits(said)
        return self._handle(said, contact.value, f"{head}invented_{number}")

    def _handle(self, said: str, value: str, new: str) -> str:
        """The words around a handle stay: they are what gives it away."""
        at = said.casefold().find(value.casefold().lstrip("@"))
        if at < 0:
            return new
        return said[:at] + new.lstrip("@") + said[at + len(value.lstrip("@")) :]

    def _digits(self, said: str, value: str | None = None) -> str:
        """The same with other digits; a number in words is said in words again."""
        own = [c for c in said if _digit(c) is not None]
        if value is not None and len(own) < _LEAST:
            number = self._number(re.sub(r"\D", "", value))
            return " ".join(_SPELLED[int(c)] for c in number)
        new = iter(self._number("".join(str(_digit(c)) for c in own)))
        return "".join(c if _digit(c) is None else _like(c, next(new)) for c in said)

    def _number(self, digits: str) -> str:
        """A number for fiction, of the same length; the same for the same digits."""
        plain = "".join(str(_digit(c)) for c in digits)
        count = self._index("number", plain)
        fits = (f for head, size, f in _PLANS if size == len(plain) and plain.startswith(head))
        made = next(fits, _ANY).format(count)
        return (made * (len(plain) // len(made) + 1))[: len(plain)]

    def _index(self, kind: str, value: str) -> int:
        known = self._made.get((f"index {kind}", value.casefold()))
        if known is None:
            self._count += 1
            known = self._made[f"index {kind}", value.casefold()] = str(self._count)
        return int(known)

    def _named(self, text: str, made: Collection[str]) -> str:
        def other(match: re.Match[str]) -> str:
            word = match[0]
            if any(word in new for new in made) or not self._is_name(word, text, match.start()):
                return word
            number = self._names_so_far(word)
            return NAMES[number % len(NAMES)] + (str(number) if number >= len(NAMES) else "")

        return _WORD.sub(other, text)

    def _names_so_far(self, word: str) -> int:
        known = self._made.get(("name", word.casefold()))
        if known is None:
            number = sum(kind == "name" for kind, _ in self._made)
            known = self._made["name", word.casefold()] = str(number)
        return int(known)

    def _is_name(self, word: str, text: str, at: int) -> bool:
        if word.casefold() in self._names:
            return True
        capital = word[0].isupper() and word[1:].islower()
        inside = not _SENTENCE.search(text[:at])
        return capital and inside and word.casefold() not in _known_words()


@cache
def _known_words() -> frozenset[str]:
    """What the shipped lexicons know: names of apps, of offers, of places to meet."""
    terms = (
        term
        for plane in plane_rooms()
        for name in classes(plane)
        for term in lexicon(plane, name).terms()
    )
    return frozenset(word for term in terms for word in _WORD.findall(term.casefold()))


def _digit(c: str) -> int | None:
    return unicodedata.digit(c, None)


def _like(old: str, digit: str) -> str:
    """A digit in the script of another: full width stays full width."""
    plain = unicodedata.decimal(old, None)
    return digit if plain is None else chr(ord(old) - plain + int(digit))


def pseudonymised(
    events: Iterable[Event], fiction: Fiction, spans: Mapping[str, Collection[Span]]
) -> list[Event]:
    """Events with invented people in them; `spans` are the quoted places of each event's text."""
    events = sorted(events, key=lambda event: (event.time, event.id))
    new = dict(_pieces(events, fiction, spans))
    return [_event(event, fiction, new.get(event.id), spans.get(event.id, ())) for event in events]


def _pieces(
    events: Iterable[Event], fiction: Fiction, spans: Mapping[str, Collection[Span]]
) -> Iterator[tuple[str, str]]:
    """Texts of a number in pieces: each quoted place holds too few digits to be one alone."""
    said = {e.id: e.text for e in events if isinstance(e, MessageSent) and e.text is not None}
    parts = {
        f"{id} {start} {end}": said[id][start:end]
        for id, places in spans.items()
        for start, end in places
        if id in said and 0 < sum(_digit(c) is not None for c in said[id][start:end]) <= _PIECE
    }
    if len(parts) < 2:
        return
    made = fiction.pieces(parts)
    for id, old in said.items():
        text = old
        for start, end in sorted(spans.get(id, ()), reverse=True):
            text = text[:start] + made.get(f"{id} {start} {end}", text[start:end]) + text[end:]
        if text != old:
            yield id, text


def _event(event: Event, fiction: Fiction, text: str | None, spans: Collection[Span]) -> Event:
    hints = get_type_hints(type(event), include_extras=True)
    changed: dict[str, Any] = {"extra": None}
    for field in msgspec.structs.fields(event):
        value = getattr(event, field.name)
        if value is None:
            continue
        if field.name in type(event).PRIVATE:
            changed[field.name] = _private(field.name, value, fiction, text, spans, field.required)
        elif hints[field.name] in (v.Id, v.Id | None):
            changed[field.name] = fiction.id(_kind(field.name), value)
        elif hints[field.name] in (list[v.Id], list[v.Id] | None):
            changed[field.name] = [fiction.id(_kind(field.name), one) for one in value]
    made: Event = msgspec.structs.replace(event, **changed)
    return made


def _private(
    name: str, value: Any, fiction: Fiction, text: str | None, spans: Collection[Span], needed: bool
) -> Any:
    """Writing stays, without its people; every other private thing is left out."""
    if name == "text" and text is not None:
        return fiction.rest(text)
    if isinstance(value, str) and name in ("text", "bio", "title", "note", "ocr"):
        return fiction.text(value, spans if name == "text" else ())
    return fiction.id(_kind(name), str(value)) if needed else None


_ACCOUNTS = {
    *("account", "other", "host", "guest", "from_account", "to_account", "invited_by", "reporter"),
    *("forwarded_from", "to", "mentions", "removed_by"),
}


def _kind(field: str) -> str:
    if field in _ACCOUNTS:
        return "account"
    if field == "id":
        return "message"
    return "instrument" if field.endswith("instrument") else field
