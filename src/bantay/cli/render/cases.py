"""A failed case as the conversation it is, with what was expected of the detector."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from bantay.cli.render.explained import text_of
from bantay.cli.render.lit import excerpt, marked, pieces
from bantay.cli.render.safe import isolated, safe

if TYPE_CHECKING:
    from bantay.runtime.cases import Result


def failed(result: "Result") -> Iterator[str]:
    """The lines of one failed case; what the detector quoted is marked."""
    from bantay.runtime.cases import BEGIN, events_of

    case = result.case
    yield click.style(f"  FAIL  {safe(case.name)} ({case.verdict})", fg="red")
    for event in events_of(case):
        after = f"{(event.time - BEGIN).total_seconds():g}s"
        who = getattr(event, "account", "")
        text = text_of(event, "text")
        said = f"({type(event).__name__})" if text is None else _said(event.id, text, result)
        yield f"    {after:>8}  {isolated(safe(who))}  {safe(event.id)}  {said}"
    yield f"    {safe(result.reason)}"


def _said(id_: str, text: str, result: "Result") -> str:
    quotes = (quote for given in result.given for quote in given.finding.quotes)
    spans = [(q.start, q.end) for q in quotes if (q.event, q.field) == (id_, "text")]
    return marked(excerpt(pieces(text, spans)))
