"""What a name of the vocabulary may be: its shape, whether it may be unknown, what it means."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["bool", "int", "double", "string", "list", "record"]


@dataclass(frozen=True)
class Shape:
    """A type. `words` closes a string to a list; `item` is what a list holds, `fields` a record."""

    kind: Kind
    words: tuple[str, ...] = ()
    item: "Shape | None" = None
    fields: Mapping[str, "Name"] = field(default_factory=dict)

    @property
    def is_number(self) -> bool:
        """Whether it can be counted with."""
        return self.kind in ("int", "double")

    @property
    def is_open(self) -> bool:
        """Whether any text is allowed: no closed list says which."""
        return not self.words

    def said(self) -> str:
        """As a person says it."""
        if self.kind == "list":
            return f"a list of {self.item.plural() if self.item else 'things'}"
        return _SAID[self.kind]

    def plural(self) -> str:
        """Several of it."""
        return _PLURAL[self.kind]


_SAID: dict[Kind, str] = {
    "bool": "true or false",
    "int": "a whole number",
    "double": "a number",
    "string": "a text",
    "list": "a list",
    "record": "a thing with parts",
}
_PLURAL: dict[Kind, str] = {
    "bool": "truths",
    "int": "whole numbers",
    "double": "numbers",
    "string": "texts",
    "list": "lists",
    "record": "records",
}

BOOL, INT, DOUBLE, STRING = Shape("bool"), Shape("int"), Shape("double"), Shape("string")


@dataclass(frozen=True)
class Name:
    """A name that a condition may use. `optional`: it may be unknown, so `has()` guards it."""

    name: str
    shape: Shape
    meaning: str
    optional: bool = False


class Vocabulary:
    """All names that conditions of one sort may use."""

    def __init__(self, names: Iterable[Name]):
        self.names = {name.name: name for name in names}
        self.roots = tuple(dict.fromkeys(name.split(".")[0] for name in self.names))

    def parts(self, prefix: str) -> tuple[str, ...]:
        """The names right under a prefix."""
        under = f"{prefix}."
        return tuple(n.removeprefix(under) for n in self.names if n.startswith(under))


def enum(*words: str) -> Shape:
    """A text of a closed list."""
    return Shape("string", words=words)


def many(item: Shape) -> Shape:
    """A list."""
    return Shape("list", item=item)
