"""A condition as a tree. Every node knows which characters of the text it stands for."""

from dataclasses import dataclass


class Wrong(Exception):
    """A condition that cannot be used: a code, characters `start` to `end`, the nearest name."""

    def __init__(self, code: str, reason: str, start: int, end: int, nearest: str | None = None):
        super().__init__(reason)
        self.code, self.reason, self.nearest = code, reason, nearest
        self.start, self.end = start, end


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, text or truth value as it was written."""

    start: int
    end: int
    value: bool | int | float | str


@dataclass(frozen=True, slots=True)
class Items:
    """A list of literals: what `in` looks a value up in."""

    start: int
    end: int
    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A dotted name: `alarm.score_db`; `starts` is where each part begins."""

    start: int
    end: int
    path: tuple[str, ...]
    starts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function or method; `on` is what stands before the dot, if anything does."""

    start: int
    end: int
    name: str
    on: "Node | None"
    args: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """An operator on one, two or three sides: `!`, `-`, `&&`, `<`, `in`, `?`."""

    start: int
    end: int
    sign: str
    sides: tuple["Node", ...]


Node = Literal | Items | Named | Call | Applied
