"""Where in a line of JSON something stands. Slow and forgiving: it runs for invalid lines only."""

import json
import re
from collections.abc import Iterator, Sequence

Step = str | int | None
"""A key, an index, or None for "some value of this object"."""

_JSON = json.JSONDecoder(strict=False, parse_int=str, parse_float=str, parse_constant=str)
_SPACE = re.compile(r"[ \t\r\n]*")


def find(text: str, path: Sequence[Step]) -> tuple[int, int] | None:
    """Offsets of the key and of the value at a path; of the value twice where no key is."""
    try:
        return _find(text, path)
    except (ValueError, IndexError, RecursionError):
        return None


def member_at(text: str, offset: int) -> str | None:
    """The top-level key whose key or value holds an offset, also in JSON that is broken."""
    last: str | None = None
    try:
        for key, key_start, _ in _members(text, _after_space(text, 0)):
            if key_start > offset:
                break
            last = key
    except (ValueError, IndexError, RecursionError):
        pass
    return last


def keys(text: str) -> list[str]:
    """The top-level keys that can be read."""
    found = []
    try:
        for key, _, _ in _members(text, _after_space(text, 0)):
            found.append(key)
    except (ValueError, IndexError, RecursionError):
        pass
    return found


def _find(text: str, path: Sequence[Step]) -> tuple[int, int] | None:
    key = value = _after_space(text, 0)
    for step in path:
        if step is None:
            break
        here = _step(text, value, step)
        if here is None:
            return None
        key, value = here
    return key, value


def _step(text: str, start: int, step: str | int) -> tuple[int, int] | None:
    if isinstance(step, int):
        for index, at in enumerate(_elements(text, start)):
            if index == step:
                return at, at
        return None
    for key, key_start, value_start in _members(text, start):
        if key == step:
            return key_start, value_start
    return None


def _members(text: str, start: int) -> Iterator[tuple[str, int, int]]:
    """Keys of the object at `start`, with where each key and its value begins."""
    if text[start] != "{":
        return
    at = _after_space(text, start + 1)
    while text[at] == '"':
        key, end = _JSON.raw_decode(text, at)
        value = _after_space(text, _after_space(text, end) + 1)
        yield key, at, value
        at = _after_comma(text, _JSON.raw_decode(text, value)[1])


def _elements(text: str, start: int) -> Iterator[int]:
    """Where each element of the array at `start` begins."""
    if text[start] != "[":
        return
    at = _after_space(text, start + 1)
    while text[at] != "]":
        yield at
        at = _after_comma(text, _JSON.raw_decode(text, at)[1])


def _after_comma(text: str, at: int) -> int:
    at = _after_space(text, at)
    return _after_space(text, at + 1) if text[at] == "," else at


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
