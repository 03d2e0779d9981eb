"""A condition cut into words and signs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bantay.policy.cel.tree import Wrong

TokenKind = Literal["name", "int", "float", "text", "sign", "end"]

_SKIP = re.compile(r"(?:\s|//[^\n]*)*")
_TOKEN = re.compile(
    r"(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<float>[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]{1,3})?)"
    r"|(?P<int>[0-9]+)"
    r"|(?P<sign>&&|\|\||==|!=|<=|>=|[-+*/%<>!?:().,\[\]])"
)
_CLOSED = re.compile(r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))", re.S)
_ESCAPES = {"n": "\n", "t": "\t", "\\": "\\", "'": "'", '"': '"'}
_MEANT = {"=": "==", "&": "&&", "|": "||"}
_WORDS = {"and": "&&", "or": "||", "not": "!"}
_NUMBER_TAIL = re.compile(r"[A-Za-z_0-9.]")


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number, text or sign, and the characters it stands for."""

    kind: TokenKind
    text: str
    start: int
    end: int
    value: int | float | str = ""


def tokens(source: str) -> Iterator[Token]:
    """All tokens, then one of kind "end". Raises Wrong at what is none."""
    at = _after_blank(source, 0)
    while at < len(source):
        token = _text(source, at) if source[at] in "'\"" else _token(source, at)
        yield token
        at = _after_blank(source, token.end)
    yield Token("end", "", len(source.rstrip()), len(source.rstrip()) + 1)


def _after_blank(source: str, at: int) -> int:
    found = _SKIP.match(source, at)
    return found.end() if found else at


def _token(source: str, at: int) -> Token:
    found = _TOKEN.match(source, at)
    if found is None:
        sign = source[at]
        reason = f"{sign!r} is no sign that a condition may hold"
        raise Wrong("BP201", reason, at, at + 1, _MEANT.get(sign))
    text, kind, end = found[0], found.lastgroup, found.end()
    if kind == "name":
        if text in _WORDS:
            raise Wrong("BP201", f"{text!r} is no sign of CEL", at, end, _WORDS[text])
        return Token("name", text, at, end)
    if kind == "sign":
        return Token("sign", text, at, end)
    return _number(source, text, kind == "float", at, end)


def _number(source: str, text: str, broken: bool, at: int, end: int) -> Token:
    if _NUMBER_TAIL.match(source, end):
        reason = "a number is written such as 12 or 12.5"
        raise Wrong("BP202", reason, at, end + 1)
    value: int | float = float(text) if broken else int(text[:20])
    if abs(value) > 2**53 or len(text) > 20:
        raise Wrong("BP202", "a number may be at most 9007199254740992", at, end)
    return Token("float" if broken else "int", text, at, end, value)


def _text(source: str, at: int) -> Token:
    found = _CLOSED.match(source, at)
    if found is None:
        raise Wrong("BP203", "this text has no closing quote", at, at + 1)
    for escape in _ESCAPE.finditer(found[0]):
        if escape[2] is not None and escape[2] not in _ESCAPES:
            where = at + escape.start()
            raise Wrong("BP203", f"{escape[0]!r} is no escape of a text", where, where + 2)
    value = _ESCAPE.sub(lambda e: chr(int(e[1], 16)) if e[1] else _ESCAPES[e[2]], found[0][1:-1])
    return Token("text", found[0], at, found.end(), value)
