"""What profiles and listings can be looked up by: their texts, their names, their contacts.

These are the keys under which the engine brings together what different accounts show; each
is a pure function of one event.
"""

from collections.abc import Iterator
from functools import lru_cache

from bantay.kit.neardup.signature import anchors
from bantay.kit.text.contacts import FAIR, contacts
from bantay.kit.text.reading import read
from bantay.kit.text.shapes import latin
from bantay.kit.text.words import is_spaceless, words
from bantay.model.events import AccountRegistered, EventBase, ListingPublished, ProfileUpdated

STREAMED = 4
"""Anchors under which one text is kept: more find more pairs, each costs a copy of the event."""
_LEAST_NAME = 2  # words of a name that is worth looking up, or as many characters without spaces
_LEAST_HANDLE = 8  # letters of a single word that is worth it: a handle, no given name
_LONGEST_NAME = 60


def texts_of(event: EventBase) -> tuple[tuple[str, str], ...]:
    """The fields of an event in which somebody describes a person, and their texts."""
    match event:
        case ProfileUpdated(bio=bio) if bio:
            return (("bio", bio),)
        case ListingPublished(title=title, text=text):
            return (("title", title), *([("text", text)] if text else []))
        case _:
            return ()


def described(event: EventBase) -> tuple[str, str]:
    """The longest of those: what a template would be made of. ("", "") when there is none."""
    return max(texts_of(event), key=lambda found: len(found[1]), default=("", ""))


def name_of(event: EventBase) -> str:
    """The name that an event shows; of a listing, nothing: its title is no name."""
    return getattr(event, "display_name", None) or ""


@lru_cache(maxsize=4_096)
def skeleton(name: str) -> str:
    """A name or handle as the eye takes it: look-alike letters, case, marks, signs and numbers at
    the end undone, words in order of the alphabet ("Reyes, Marìa" and "maria_reyes22" are
    "maria reyes"). Nothing when it is too short."""
    folded = "".join(latin(char) or char for char in read(name[:_LONGEST_NAME]).folded)
    parts = [part for word in words(folded) if (part := word.rstrip("0123456789"))]
    if len(parts) < _LEAST_NAME and sum(map(len, parts)) < _LEAST_HANDLE:
        return ""
    return _joined(parts)


def _joined(parts: list[str]) -> str:
    if all(map(is_spaceless, parts)):
        return "".join(parts)
    return " ".join(sorted(parts))


def sketch_keys(event: EventBase) -> Iterator[str]:
    """Anchors of the described person's text, and the skeleton of the name shown."""
    if not isinstance(event, ProfileUpdated | ListingPublished | AccountRegistered):
        return
    yield from (f"text:{anchor}" for anchor in anchors(described(event)[1], STREAMED))
    if name := skeleton(name_of(event)):
        yield f"name:{name}"


def contact_keys(event: EventBase) -> Iterator[str]:
    """Contacts that a profile or a listing shows, and those an account was registered with."""
    found = dict.fromkeys(_contacts(event))
    yield from found


def _contacts(event: EventBase) -> Iterator[str]:
    if isinstance(event, AccountRegistered):
        for field in (event.email, event.phone):
            yield from _read(field or "")
    for _, text in texts_of(event):
        yield from _read(text)
    if isinstance(event, ProfileUpdated):
        for link in event.links or ():
            yield from _read(link)


def _read(text: str) -> Iterator[str]:
    for contact in contacts(text):
        if contact.confidence >= FAIR:
            yield f"{contact.kind}:{contact.value}"
