"""The scoreboard as one static page: style inside, plots as SVG, no script, nothing loaded."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from bantay.bench.quality.tables import Table, Value
from bantay.bench.scoreboard import plots
from bantay.bench.scoreboard.measures import Band, Step, Summary

_UNBROKEN = 32  # characters that a cell keeps on one line
LARGEST = 300_000
"""Bytes that the page may have."""

STYLE = """
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#626b76;--line:#d5dae0;--one:#0b6a8f;
--two:#b4531c;--back:#fff}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ec;--soft:#9aa4af;--line:#3a424b;--one:#5db7dc;
--two:#e59461;--back:#14181c}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--back);max-width:1320px;
margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;margin:0}h2{font-size:1.15rem;margin:2.2rem 0 .5rem}
p{max-width:72ch}ul{padding-left:1.2rem}
div.wide{overflow-x:auto}
table{border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums}
th,td{padding:.25rem .7rem .25rem 0;text-align:left;border-bottom:1px solid var(--line);
vertical-align:top}th{color:var(--soft);font-weight:600}td.n{text-align:right}
td.f{white-space:nowrap}td.none{color:var(--soft);font-style:italic}.missed{color:var(--two);font-weight:600}
svg{width:100%;height:auto;font:11px system-ui,sans-serif;fill:var(--ink)}
svg .soft{fill:var(--soft)}svg text.one{fill:var(--one)}svg text.two{fill:var(--two)}
svg line.one,svg .thin{stroke:var(--one);stroke-width:2}svg .thin{stroke-width:1;opacity:.6}
svg line.two{stroke:var(--two);stroke-width:2}svg circle.one{fill:var(--one)}
svg circle.two{fill:var(--two)}svg .grid{stroke:var(--line)}
svg .frame{fill:none;stroke:var(--line)}
svg .curve{fill:none;stroke:var(--one);stroke-width:1.5}
footer{color:var(--soft);margin-top:3rem}
"""

NOT_SHOWN = (
    "Its people do what we imagined. They do not learn from being caught.",
    "Three languages are not all languages, and its phrases are not all phrases.",
    "Pictures are only hashes; nothing here says how a picture is recognised.",
    "A share of 1 in 1,000 is an assumption. On your platform it is another.",
    "People of other scenarios are not in the precision: the last column says how many of "
    "them were alarmed.",
    "A weight measured on a simulator is no probability about a person.",
)


def page(
    title: str,
    facts: Mapping[str, Value],
    met: Mapping[str, bool],
    tables: Mapping[str, Table],
    found: Sequence[Summary],
    bands: Sequence[Band],
    steps: Sequence[Step],
) -> str:
    """The whole page as HTML."""
    silent = [one.hypothesis for one in found if not one.detectors]
    parts = [
        f"<h1>{escape(title)}</h1>",
        _facts(facts),
        "<h2>Bars</h2>",
        _bars(met),
        _silent(silent),
        "<h2>Recall, default and hardest</h2>",
        plots.recalls(found),
        *_table(tables["hypotheses"]),
        *_table(tables["when"]),
        "<h2>Precision over recall, brought to 1 in 1,000, with the area below</h2>",
        "<p>Across: recall, 0 to 100 %; up: precision, 0 to 100 %.</p>",
        plots.curves(found),
        "<h2>Claimed decibans against measured</h2>",
        plots.calibration(bands),
    ]
    rest = [name for name in tables if name not in ("hypotheses", "when")]
    for name in rest:
        parts += _table(tables[name])
    parts += _dials(steps)
    parts += ["<h2>What this does not show</h2>", _list(NOT_SHOWN)]
    return _document(title, parts)


def _document(title: str, parts: Iterable[str]) -> str:
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    head = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>"
    )
    return head + "\n".join(parts) + "\n</body></html>\n"


def _facts(facts: Mapping[str, Value]) -> str:
    said = (f"{escape(name)}: {escape(_shown(value))}" for name, value in facts.items())
    return f"<p>{' · '.join(said)}</p>"


def _bars(met: Mapping[str, bool]) -> str:
    rows = (
        f"<li>{escape(name)}: "
        + ("met" if holds else '<span class="missed">not met</span>')
        + "</li>"
        for name, holds in met.items()
    )
    return f"<ul>{''.join(rows)}</ul>"


def _silent(names: Sequence[str]) -> str:
    if not names:
        return ""
    return f"<p>Nothing speaks yet for: {escape(', '.join(names))}.</p>"


def _table(table: Table) -> list[str]:
    head = "".join(f"<th>{escape(name)}</th>" for name in table.columns)
    rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in table.rows)
    body = rows or f'<tr><td class="none" colspan="{len(table.columns)}">nothing</td></tr>'
    drawn = f'<div class="wide"><table><tr>{head}</tr>{body}</table></div>'
    return [f"<h2>{escape(table.title)}</h2>", drawn]


def _cell(value: Value) -> str:
    if value == "no detector yet":
        return f'<td class="none">{value}</td>'
    short = not isinstance(value, int) and len(value) <= _UNBROKEN
    kind = ' class="n"' if isinstance(value, int) else ' class="f"' if short else ""
    return f"<td{kind}>{escape(_shown(value))}</td>"


def _shown(value: Value) -> str:
    return f"{value:,}" if isinstance(value, int) else value


def _dials(steps: Sequence[Step]) -> list[str]:
    names = sorted({one.hypothesis for one in steps})
    parts = ["<h2>Recall against dials and structural numbers</h2>"]
    parts.append(
        "<p>Quarters of the positives at the default difficulty, every plane there. "
        "Up: recall, 0 to 100 %; across: the dial or number.</p>"
    )
    for name in names:
        parts += [f"<h3>{escape(name)}</h3>", plots.dials(steps, name)]
    return parts


def _list(said: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(one)}</li>' for one in said)}</ul>"
