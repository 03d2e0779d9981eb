"""A draft as a person reads it before saying yes: as text, and as one HTML file.

First what stands in the way, each problem at its field and with where to mend it; then every
field with its source; then the document as it would leave, and what goes along.
"""

from collections.abc import Iterator
from html import escape

from bantay.model.reporting import Draft, Problem, Report
from bantay.reports.formats import TITLES

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;"
    "color:#1c1c1c;background:#fff}table{border-collapse:collapse;width:100%}"
    "td,th{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #ccc;"
    "overflow-wrap:anywhere}pre{background:#f4f4f4;padding:1rem;overflow:auto;"
    "white-space:pre-wrap}.final{border-left:.4rem solid #a40000}.note{border-left:.4rem solid "
    "#8a6d00}@media(prefers-color-scheme:dark){body{color:#eee;background:#161616}"
    "pre{background:#222}td,th{border-color:#444}}"
)


def heading(report: Report) -> str:
    """What it is, in one line."""
    live = "PRODUCTION" if report.production else "not sent to production"
    return (
        f"{TITLES[report.format]} {report.report} of case {report.case} to {report.destination}: "
        f"{report.status}, {live}"
    )


def as_text(report: Report, draft: Draft) -> str:
    """The preview for a terminal or a file."""
    return "\n".join(_text(report, draft))


def _text(report: Report, draft: Draft) -> Iterator[str]:
    yield heading(report)
    yield f"digest {report.digest[:16]}"
    yield ""
    final = [one for one in draft.problems if one.final]
    notes = [one for one in draft.problems if not one.final]
    yield f"In the way: {len(final)}" if final else "Nothing stands in the way."
    yield from (_line(one) for one in final)
    if notes:
        yield f"To know: {len(notes)}"
        yield from (_line(one) for one in notes)
    yield ""
    yield "Fields and where they come from:"
    yield from (f"  {path}  <- {source}" for path, source in draft.fields)
    if draft.attachments:
        yield "Goes along:"
        yield from (f"  {one.name}  {one.mime}  {one.why}" for one in draft.attachments)
    yield ""
    yield f"{draft.name}:"
    yield draft.body.decode("utf-8", "replace")


def _line(one: Problem) -> str:
    where = f"  {one.path or 'document'}: {one.reason}"
    return f"{where}\n      from {one.source}" if one.source else where


def as_html(report: Report, draft: Draft) -> str:
    """The preview as one page that loads nothing."""
    rows = "".join(
        f'<tr class="{"final" if one.final else "note"}"><td>{_mark(one)}</td>'
        f"<td><code>{escape(one.path)}</code></td><td>{escape(one.reason)}</td>"
        f"<td>{escape(one.source)}</td></tr>"
        for one in sorted(draft.problems, key=lambda one: not one.final)
    )
    fields = "".join(
        f"<tr><td><code>{escape(path)}</code></td><td>{escape(source)}</td></tr>"
        for path, source in draft.fields
    )
    files = "".join(
        f"<tr><td>{escape(one.name)}</td><td>{escape(one.mime)}</td><td>{escape(one.why)}</td></tr>"
        for one in draft.attachments
    )
    problems = _table(("", "field", "what", "where to mend it"), rows)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(report.report)}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{escape(TITLES[report.format])}</h1><p>{escape(heading(report))}</p>"
        f"<p>digest <code>{report.digest[:16]}</code></p>"
        f"<h2>In the way</h2>{problems if rows else '<p>Nothing stands in the way.</p>'}"
        f"<h2>Fields</h2>{_table(('field', 'comes from'), fields)}"
        + (f"<h2>Goes along</h2>{_table(('name', 'type', 'why'), files)}" if files else "")
        + f"<h2>{escape(draft.name)}</h2><pre>{escape(draft.body.decode('utf-8', 'replace'))}"
        "</pre></body></html>\n"
    )


def _mark(one: Problem) -> str:
    return "must be mended" if one.final else "to know"


def _table(heads: tuple[str, ...], rows: str) -> str:
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
