"""The tables of a quality run: of the score half, one row a set and language."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from bantay.bench.quality import spans, suites
from bantay.bench.quality.outside import Difference, Extracted, Matched, right
from bantay.bench.quality.rates import Rate, pooled
from bantay.bench.quality.talks import Cell, Cells
from bantay.bench.quality.weigh import Measured
from bantay.bench.sets_catalogue import BENIGN, SPAM
from bantay.kit import Spec

HALF = "score"
SHOWN_FROM = 3_000
"""Messages a set needs before a rate of a few per 10,000 means anything; below: upper bound."""
_FEW = 500  # messages below which a language gets no row of its own
_MAIN = "contact_evasion"
_FINDINGS_TOO = ("minor_at_risk", "extortion")

Value = str | int
Pool = dict[tuple[str, ...], Cell]


class Table(Struct, frozen=True):
    """A table as data: drawn on a screen, in a document and kept in the result file alike."""

    title: str
    columns: list[str]
    rows: list[list[Value]]


def pool(cells: Cells, names: Iterable[str], by: Sequence[int], half: str = HALF) -> Pool:
    """Cells of the named sets poured together by some parts of their key
    (0 set, 1 language, 2 label)."""
    wanted = set(names)
    found: Pool = {}
    for key, cell in cells.items():
        if key[0] in wanted and key[3] == half:
            found.setdefault(tuple(key[part] for part in by), Cell()).add(cell)
    return dict(sorted(found.items()))


def _few(cells: Pool) -> Pool:
    """Languages with hardly any messages as one row, last of their set."""
    kept = {key: cell for key, cell in cells.items() if cell.messages >= _FEW}
    small: dict[tuple[str, ...], list[Cell]] = {}
    for key, cell in cells.items():
        if key not in kept:
            small.setdefault(key[:-1], []).append(cell)
    for set_, few in small.items():
        kept[(*set_, f"{len(few)} more")] = pooled_cell(few)
    return dict(sorted(kept.items(), key=lambda item: (item[0][:-1], item[0][-1][:1].isdigit())))


def benign_names() -> list[str]:
    """The sets of ordinary talk."""
    return [of.name for of in BENIGN]


def false_alarms(cell: Cell, hypothesis: str) -> Rate:
    """Alarms opened, or findings each enough for one, whichever are more, a message."""
    return Rate(max(cell.alarms[hypothesis], cell.alone[hypothesis]), cell.messages)


def false_findings(cell: Cell, hypothesis: str) -> Rate:
    """Findings that stood at the end and that nobody judged right, a message."""
    return Rate(cell.findings[hypothesis] - cell.right[hypothesis], cell.messages)


def ordinary(cells: Cells) -> Table:
    """Ordinary talk by set and language."""
    rows: list[list[Value]] = []
    for (name, lang), cell in _few(pool(cells, benign_names(), (0, 1))).items():
        alarms = false_alarms(cell, _MAIN)
        rows.append(
            [
                *(name, lang, cell.messages, cell.findings[_MAIN], cell.alarms[_MAIN]),
                alarms.per_10000(SHOWN_FROM),
                *(cell.findings[hypothesis] for hypothesis in _FINDINGS_TOO),
                sum(cell.right[hypothesis] for hypothesis in _FINDINGS_TOO),
                sum(n for h, n in cell.alarms.items() if h not in (_MAIN, *_FINDINGS_TOO)),
            ]
        )
    columns = ["set", "language", "messages", "contact found", "alarmed", "per 10,000 (95 %)"]
    columns += ["minor found", "extortion found", "judged right", "other alarms"]
    return Table("False alarms on ordinary talk, by set", columns, rows)


def by_language(cells: Cells, hypotheses: Sequence[str]) -> Table:
    """Ordinary talk by language, all sets together: false alarms of each hypothesis."""
    rows: list[list[Value]] = [
        [
            *(lang, cell.messages),
            *(false_alarms(cell, one).per_10000(SHOWN_FROM) for one in hypotheses),
        ]
        for (lang,), cell in _few(pool(cells, benign_names(), (1,))).items()
    ]
    columns = ["language", "messages", *hypotheses]
    return Table("False alarms per 10,000 messages (95 %), by language", columns, rows)


def spam(cells: Cells) -> Table:
    """Talks of the labelled sets in which something is found, by label."""
    rows: list[list[Value]] = []
    for (name, label, lang), cell in pool(cells, [of.name for of in SPAM], (0, 2, 1)).items():
        row: list[Value] = [name, label, lang, cell.talks]
        for hypothesis in (_MAIN, "scam"):
            row += [
                Rate(cell.found[hypothesis], cell.talks).percent(),
                Rate(cell.alarmed[hypothesis], cell.talks).percent(),
            ]
        rows.append(row)
    columns = ["set", "label", "language", "talks", "contact found", "alarmed", "scam found"]
    return Table("Finding rates on labelled sets", [*columns, "scam alarmed"], rows)


def evasion(rows: Sequence[suites.Tried]) -> Table:
    """The contact suites by language and label."""
    lines: list[list[Value]] = []
    for lang, label, mine in suites.groups(rows):
        hidden = [row for row in mine if row.obfuscated]
        shown = (suites.share(mine, "found"), suites.share(mine, "alarmed"))
        line: list[Value] = [lang, label, len(mine), *(rate.percent() for rate in shown)]
        lines.append([*line, len(hidden), suites.share(hidden, "alarmed").percent()])
    columns = ["language", "label", "rows", "found", "alarmed", "obfuscated", "of these alarmed"]
    return Table("Contacts in the test strings of other filters", columns, lines)


def exact(found: Mapping[tuple[str, str], spans.Spans]) -> Table:
    """E-mails, links and phones at exact places."""
    rows: list[list[Value]] = [
        [
            *(name, kind, cell.expected, cell.rate.percent(), cell.near, cell.unexpected),
            f"{cell.other_exact} of {cell.other}" if kind == "phone" else "–",
        ]
        for (name, kind), cell in sorted(found.items())
    ]
    columns = ["set", "kind", "expected", "exact (95 %)", "only near", "where none is"]
    return Table("Contacts at exact places", [*columns, "no plan accepts"], rows)


def finder(found: list[Matched]) -> Table:
    """Our reading of telephone numbers beside their matcher's."""
    rows: list[list[Value]] = []
    for expect in ("match", "no match", "possible only"):
        mine = [row for row in found if row.expect == expect]
        rows.append([expect, len(mine), sum(r.ours for r in mine), sum(r.theirs for r in mine)])
    ours, theirs = right(found, "ours"), right(found, "theirs")
    rows.append(["right", ours.of, ours.percent(), theirs.percent()])
    return Table("Numbers, beside the number plans' own matcher", _FINDER, rows)


_FINDER = ["expected", "rows", "found by Bantay", "found by the matcher"]


def conformance(found: list[Extracted], named: Mapping[str, Difference]) -> Table:
    """Mentions and links as a conformance suite expects them, with who is right where not."""
    rows: list[list[Value]] = []
    for kind in ("mentions", "urls"):
        mine = [row for row in found if row.kind == kind]
        wrong = [named.get(row.row) for row in mine if not row.right]
        whose = [one.whose if one else "not named" for one in wrong]
        rate = Rate(len(mine) - len(wrong), len(mine))
        counts = [whose.count(who) for who in ("ours", "theirs", "not named")]
        rows.append([kind, len(mine), rate.percent(), *counts])
    columns = ["what", "rows", "as expected (95 %)", "our mistake", "theirs", "not named"]
    return Table("Mentions and links, by a conformance suite", columns, rows)


def detectors(cells: Cells, specs: Mapping[str, Spec]) -> Table:
    """What each detector says on ordinary talk, and how often on what stands for its aim."""
    everything = pooled_cell(pool(cells, benign_names(), (0,)).values())
    spoken = pool(cells, [of.name for of in SPAM], (0, 2))
    rows: list[list[Value]] = []
    for id in sorted(specs):
        found = Rate(everything.by_detector[id], everything.messages)
        fired = {
            f"{name} {label}": Rate(cell.fired[id], cell.keys)
            for (name, label), cell in spoken.items()
            if cell.fired[id]
        }
        most = max(fired.items(), key=lambda item: item[1].share, default=None)
        shown = f"{most[0]}: {most[1].percent()}" if most else "–"
        rows.append([id, found.hits, found.per_10000(), shown])
    columns = ["detector", "false findings", "per 10,000 (95 %)", "fires most often on"]
    return Table("Detectors", columns, rows)


def pooled_cell(cells: Iterable[Cell]) -> Cell:
    """Several cells as one."""
    total = Cell()
    for cell in cells:
        total.add(cell)
    return total


def weights(found: Iterable[Measured]) -> Table:
    """What was measured, and what of it may be used."""
    rows: list[list[Value]] = []
    for one in found:
        fired, false = pooled(one.positives.values()), pooled(one.negatives.values())
        shown = f"{one.ratio.db:+.1f} ({one.ratio.low:+.1f} to {one.ratio.high:+.1f})"
        rows.append(
            [
                *(one.detector, one.hypothesis, f"{fired.hits} of {fired.of}"),
                f"{false.hits} of {false.of:,}",
                shown if fired.of and fired.hits + false.hits else "–",
                one.draft_because or f"{one.used:+.1f} dB",
            ]
        )
    columns = ["detector", "hypothesis", "positives", "negatives", "dB (95 %)", "used, or why not"]
    return Table("Weights, as measured", columns, rows)
