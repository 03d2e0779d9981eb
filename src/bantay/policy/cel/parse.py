"""A condition's text as a tree: the grammar of CEL without maps, indexing and messages.

    expression  := or ("?" or ":" expression)?
    or          := and ("||" and)*            and := relation ("&&" relation)*
    relation    := sum (("==" | "!=" | "<" | "<=" | ">" | ">=" | "in") sum)?
    sum         := product (("+" | "-") product)*
    product     := unary (("*" | "/" | "%") unary)*
    unary       := ("!" | "-")* member        member := primary ("." name ("(" args ")")?)*

Source: the CEL specification's grammar. Chained relations (`a < b < c`) mean nothing a
policy could want, so they are refused.
"""

from collections.abc import Callable

from bantay.policy.cel.tokens import Token, tokens
from bantay.policy.cel.tree import Applied, Call, Items, Literal, Named, Node, Wrong

LONGEST = 2_000
"""Characters of a condition."""
MOST_TOKENS = 400
"""Words and signs of a condition."""
DEEPEST = 24
"""Brackets, signs and questions inside each other."""

_RELATIONS = ("==", "!=", "<", "<=", ">", ">=", "in")
_TRUTH = {"true": True, "false": False}


def parse(source: str) -> Node:
    """The tree of a condition. Raises Wrong at the first thing that is no condition."""
    if len(source) > LONGEST:
        reason = f"a condition has at most {LONGEST} characters; this one has {len(source)}"
        raise Wrong("BP204", reason, 0, 1)
    found = list(tokens(source))
    if len(found) > MOST_TOKENS:
        over = found[MOST_TOKENS]
        reason = f"a condition has at most {MOST_TOKENS} words and signs"
        raise Wrong("BP204", reason, over.start, over.end)
    parser = _Parser(found)
    tree = parser.expression()
    parser.finish()
    return tree


class _Parser:
    def __init__(self, found: list[Token]):
        self._tokens, self._at, self._depth = found, 0, 0

    @property
    def _now(self) -> Token:
        return self._tokens[self._at]

    def _sees(self, *texts: str) -> bool:
        token = self._now
        return token.kind in ("sign", "name") and token.text in texts

    def _take(self) -> Token:
        token = self._now
        self._at += token.kind != "end"
        return token

    def _expect(self, sign: str, what: str) -> Token:
        if not self._sees(sign):
            raise self._unexpected(what)
        return self._take()

    def _unexpected(self, wanted: str) -> Wrong:
        token = self._now
        seen = "the condition ends" if token.kind == "end" else f"{token.text!r} stands"
        return Wrong("BP205", f"{wanted} expected, but {seen} here", token.start, token.end)

    def finish(self) -> None:
        """Nothing may follow."""
        if self._sees(*_RELATIONS):
            token = self._now
            reason = "one comparison does not follow another; join them with &&"
            raise Wrong("BP205", reason, token.start, token.end)
        if self._now.kind != "end":
            raise self._unexpected("the end, && or ||")

    def _deeper(self, inner: Callable[[], Node]) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            token = self._now
            reason = f"at most {DEEPEST} things may stand inside each other"
            raise Wrong("BP204", reason, token.start, token.end)
        node = inner()
        self._depth -= 1
        return node

    def expression(self) -> Node:
        """A whole condition, or one inside brackets."""
        return self._deeper(self._question)

    def _question(self) -> Node:
        asked = self._chain(self._and, "||")
        if not self._sees("?"):
            return asked
        self._take()
        then = self.expression()
        self._expect(":", "':' of the question")
        other = self.expression()
        return Applied(asked.start, other.end, "?", (asked, then, other))

    def _and(self) -> Node:
        return self._chain(self._relation, "&&")

    def _chain(self, inner: Callable[[], Node], *signs: str) -> Node:
        left = inner()
        while self._sees(*signs):
            sign = self._take().text
            right = inner()
            left = Applied(left.start, right.end, sign, (left, right))
        return left

    def _relation(self) -> Node:
        left = self._sum()
        if not self._sees(*_RELATIONS):
            return left
        sign = self._take().text
        right = self._sum()
        return Applied(left.start, right.end, sign, (left, right))

    def _sum(self) -> Node:
        return self._chain(self._product, "+", "-")

    def _product(self) -> Node:
        return self._chain(self._unary, "*", "/", "%")

    def _unary(self) -> Node:
        if not self._sees("!", "-"):
            return self._member()
        sign = self._take()
        side = self._deeper(self._unary)
        if sign.text == "-" and isinstance(side, Literal) and type(side.value) in (int, float):
            return Literal(sign.start, side.end, -side.value)  # type: ignore[operator]
        return Applied(sign.start, side.end, sign.text, (side,))

    def _member(self) -> Node:
        node = self._primary()
        while self._sees("."):
            self._take()
            if self._now.kind != "name":
                raise self._unexpected("a name")
            name = self._take()
            if self._sees("("):
                args, end = self._arguments()
                node = Call(name.start, end, name.text, node, args)
            elif isinstance(node, Named):
                node = Named(
                    node.start, name.end, (*node.path, name.text), (*node.starts, name.start)
                )
            else:
                raise Wrong("BP205", "only names have parts", name.start, name.end)
        return node

    def _primary(self) -> Node:
        token = self._now
        if token.kind in ("int", "float", "text"):
            self._take()
            return Literal(token.start, token.end, token.value)
        if token.kind == "name" and token.text != "in":
            return self._word()
        if self._sees("("):
            self._take()
            inner = self.expression()
            self._expect(")", "')'")
            return inner
        if self._sees("["):
            return self._items()
        raise self._unexpected("a name or a value")

    def _word(self) -> Node:
        name = self._take()
        if name.text in _TRUTH:
            return Literal(name.start, name.end, _TRUTH[name.text])
        if self._sees("("):
            args, end = self._arguments()
            return Call(name.start, end, name.text, None, args)
        return Named(name.start, name.end, (name.text,), (name.start,))

    def _arguments(self) -> tuple[tuple[Node, ...], int]:
        self._take()
        args, end = self._several(")")
        return args, end

    def _items(self) -> Node:
        start = self._take().start
        items, end = self._several("]")
        return Items(start, end, items)

    def _several(self, closing: str) -> tuple[tuple[Node, ...], int]:
        found: list[Node] = []
        while not self._sees(closing):
            found.append(self.expression())
            if not self._sees(","):
                break
            self._take()
        return tuple(found), self._expect(closing, f"{closing!r}").end
