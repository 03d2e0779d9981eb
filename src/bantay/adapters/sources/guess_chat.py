"""Plans for what people say: chats a message a row, dialogues a list a row, listings."""

from collections import defaultdict
from typing import Any

from bantay.adapters.sources import shapes
from bantay.adapters.sources.guess_time import Draft, named_or, own_name, slot, time_of, usable
from bantay.adapters.sources.mapping import Each, Origin
from bantay.adapters.sources.names import score
from bantay.adapters.sources.sample import Sample
from bantay.adapters.sources.shapes import Column

MESSAGE_STEP, DIALOGUE_STEP = "10s", "5m"
"""Made times: between rows that are messages, between rows that are whole dialogues."""

_ROLES = 4  # up to so many different speakers are roles ("user", "agent"), more are people


def chat(rows: Sample, text: Column) -> Draft:
    """A message a row. The text column has its role already."""
    draft = Draft("message.sent")
    _ids(draft, rows)
    conversation, group = rows.take("conversation"), rows.take("group")
    receiver = rows.take("receiver")
    sender = rows.take("sender") or rows.take("sender", _speaks_again, least=1)
    time = time_of(rows, MESSAGE_STEP)
    own = own_name(rows)
    draft.fields["account"] = named_or(sender, own)
    draft.fields["conversation"] = _conversation(conversation or group, sender, receiver, own)
    draft.fields["time"] = time
    draft.fields["text"] = Origin(column=text.name)
    if group is not None:
        draft.fields["group"] = Origin(column=group.name)
    if receiver is not None:
        draft.fields["to"] = Origin(column=receiver.name)
    elif sender is not None and group is None and _is_group(rows, sender, conversation):
        draft.fields["channel"] = Origin(constant="group")
    _language(draft, rows)
    return draft


def _ids(draft: Draft, rows: Sample) -> None:
    """The file's own message ids, when they are unique beyond the file."""
    column = rows.take("message_id", lambda c: shapes.is_unique(c) and usable(c))
    column = column or rows.take("id", lambda c: shapes.is_global(c) and usable(c))
    if column is not None and shapes.is_unique(column):
        draft.fields["id"] = Origin(template=f"m-{slot(column)}")
        draft.fields["message"] = Origin(column=column.name)


def _speaks_again(column: Column) -> bool:
    return 1 < column.distinct < len(column.values)


def _conversation(
    named: Column | None, sender: Column | None, receiver: Column | None, own: str
) -> Origin:
    if named is not None:
        return named_or(named, own)
    if sender is not None and receiver is not None:
        return Origin(pair=(sender.name, receiver.name), default=own)
    return Origin(template="{#file}" if sender is not None else own)


def _is_group(rows: Sample, sender: Column, conversation: Column | None) -> bool:
    """Whether more than two people write in one conversation."""
    people: dict[Any, set[str]] = defaultdict(set)
    for row in rows.rows:
        place = str(row.get(conversation.name)) if conversation else ""
        people[place].add(str(row.get(sender.name)))
    return any(len(found) > 2 for found in people.values())


def _language(draft: Draft, rows: Sample) -> None:
    language = rows.take("lang", shapes.is_languages)
    if language is not None:
        draft.fields["lang"] = Origin(column=language.name, unfit="omit")


def turns(rows: Sample) -> Draft | None:
    """A dialogue a row, in a list: of texts, of [who, text] pairs, or of objects."""
    spoken = rows.take("turns", lambda column: _said(column) is not None)
    parts = _said(spoken) if spoken else None
    if spoken is None or parts is None:
        return None
    text, speaker, time = parts
    together = rows.take("sender", lambda c: _parallel(c, spoken)) if speaker is None else None
    conversation = rows.take("conversation", usable)
    base = slot(conversation) if conversation else own_name(rows)
    columns = (spoken.name, together.name) if together else (spoken.name,)
    draft = Draft("message.sent", each=Each(columns=columns))
    who = speaker or (together.name if together else None)
    people = _people(spoken, together, speaker)
    draft.fields["account"] = _speaker(who, people, base)
    draft.fields["conversation"] = Origin(template=base)
    draft.fields["time"] = time or time_of(rows, DIALOGUE_STEP)
    draft.fields["text"] = Origin(column=text)
    if who is None:
        draft.fields["to"] = Origin(template=base + "-{#listener}")
    elif people > 2:
        draft.fields["channel"] = Origin(constant="group")
    _language(draft, rows)
    return draft


Parts = tuple[str, str | None, Origin | None]  # columns of text and speaker, the time


def _said(column: Column) -> Parts | None:
    """Where in the elements of a list column the text, the speaker and the time are."""
    elements = [element for found in column.lists for element in found]
    name = column.name
    if not elements:
        return None
    if all(isinstance(element, str) for element in elements):
        return name, None, None
    if all(isinstance(element, dict) for element in elements):
        return _said_in_objects(name, elements)
    if all(isinstance(e, list) and len(e) == 2 and all(map(_is_str, e)) for e in elements):
        return f"{name}.1", f"{name}.0", None
    return None


def _is_str(value: object) -> bool:
    return isinstance(value, str)


def _said_in_objects(name: str, elements: list[dict[str, Any]]) -> Parts | None:
    inner = Sample(elements)
    text = inner.take("text", lambda column: column.mean_length > 0)
    if text is None:
        return None
    speaker = inner.take("sender") or inner.named("role")
    time = inner.take("time", shapes.times_of)
    found = shapes.times_of(time) if time else None
    origin = None
    if time is not None and found is not None:
        origin = Origin(column=f"{name}.{time.name}", format=found.format, zone=found.zone)
    return f"{name}.{text.name}", f"{name}.{speaker.name}" if speaker else None, origin


def _parallel(column: Column, spoken: Column) -> bool:
    """Whether a column holds a name for every element of another."""
    sizes = [len(found) for found in spoken.lists]
    return bool(column.lists) and [len(found) for found in column.lists] == sizes


def _people(spoken: Column, together: Column | None, speaker: str | None) -> int:
    """How many different speakers the sample has."""
    if together is not None:
        return len({str(who) for found in together.lists for who in found})
    if speaker is None:
        return 2
    key: Any = speaker.removeprefix(f"{spoken.name}.")
    key = int(key) if key.isdigit() else key
    elements = [element for found in spoken.lists for element in found]
    return len({str(e.get(key) if isinstance(e, dict) else e[key]) for e in elements})


def _speaker(who: str | None, people: int, base: str) -> Origin:
    if who is None:
        return Origin(template=base + "-{#speaker}")
    if people > _ROLES:
        return Origin(column=who, default=base + "-{#speaker}")
    return Origin(template=base + "-{" + who + "}")


def listing(rows: Sample) -> Draft | None:
    """An advertisement a row: a title and a longer text, and nobody who writes to somebody."""
    title = rows.take("title", lambda column: column.mean_length > 0)
    body = rows.take("body", lambda column: column.mean_length >= 40)
    if title is None or body is None or (score("text", body.name) == 3 and rows.find("sender")):
        return None
    number = rows.take("listing_id", lambda c: shapes.is_unique(c) and usable(c))
    place = rows.take("place", lambda column: column.mean_length > 0)
    seller = rows.take("sender")
    own = "{#file}-" + slot(number) if number else own_name(rows)
    draft = Draft("listing.published")
    draft.fields["listing"] = Origin(template=own)
    draft.fields["account"] = named_or(seller, own)
    draft.fields["time"] = time_of(rows, MESSAGE_STEP)
    draft.fields["title"] = Origin(column=title.name, default="-")
    draft.fields["text"] = Origin(column=body.name)
    if place is not None:
        draft.fields["place"] = Origin(column=place.name, unfit="omit")
    return draft
