"""Contacts given in messages, as findings: what plain and obfuscated contacts have in common."""

from collections.abc import Iterator, Sequence

from bantay.kit import Finding, Quote
from bantay.kit.text.contacts import Contact, contacts
from bantay.model.events import MessageEdited, MessageSent

Message = MessageSent | MessageEdited
Place = tuple[Message, Contact]

SCREENS = (
    *("number", "at", "at_word", "host", "cue", "payment", "marker"),
    *("spelled", "mixed", "apart", "leet", "drawn"),
)
"""The screen classes of which a message with a contact carries one."""

_PLAIN = {"separators"}
"""What everybody writes into a number without hiding it."""
_MOST_QUOTES = 20
_NOUNS = {
    "email": "e-mail address",
    "url": "link to a person's page elsewhere",
    "handle": "name on another platform",
    "payment": "payment handle",
}


def given(message: Message, regions: tuple[str, ...], least: float) -> list[Contact]:
    """The contacts of at least this confidence that an account itself wrote."""
    if message.text is None or getattr(message, "by", None) == "operator":
        return []
    return [c for c in contacts(message.text, regions) if c.confidence >= least]


def is_hidden(contact: Contact) -> bool:
    """Whether something had to be undone to read it."""
    return not _PLAIN.issuperset(contact.undone)


def findings(places: Sequence[Place]) -> Iterator[Finding]:
    """One finding a contact, with every place where it stands."""
    seen: dict[tuple[str, str], list[Place]] = {}
    for message, contact in places:
        seen.setdefault((contact.kind, contact.value), []).append((message, contact))
    for (kind, value), some in seen.items():
        yield Finding(
            anchor=f"{kind}:{value}",
            summary=_summary(some),
            quotes=tuple(_quote(*place) for place in some[-_MOST_QUOTES:]),
            contact=f"{kind}:{value}",
        )


def _quote(message: Message, contact: Contact) -> Quote:
    return Quote(message.id, "text", contact.start, contact.end, contact.undone)


def _summary(places: list[Place]) -> str:
    kind, value = places[0][1].kind, places[0][1].value
    digits = sum(char.isdigit() for char in value)
    noun = f"{digits}-digit telephone number" if kind == "phone" else _NOUNS[kind]
    count = len({message.id for message, _ in places})
    undone = [what for _, contact in places for what in contact.undone if what not in _PLAIN]
    disguise = f", written with {', '.join(dict.fromkeys(undone))}" if undone else ""
    return f"{noun} shared in {count} message{'s' if count > 1 else ''}{disguise}"
