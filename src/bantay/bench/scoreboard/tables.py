"""The tables of a scoreboard. A hypothesis that nothing speaks for yet is an empty row."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from bantay.bench.quality.rates import Rate
from bantay.bench.quality.tables import Table, Value
from bantay.bench.scoreboard import measures
from bantay.bench.scoreboard.board import DEFAULT, Board, Positive
from bantay.bench.scoreboard.measures import Quartiles, Summary

NO_DETECTOR = "no detector yet"
_NOTHING = "none"
CLASSES = ("exploitation", "scam", "ordinary")


def every(board: Board, found: list[Summary]) -> dict[str, Table]:
    """All tables by their short names."""
    whole = [one for one in board.positives if not one.absent]
    plain = [one for one in board.positives if one.plain]
    return {
        "hypotheses": hypotheses(found),
        "when": when(found),
        "difficulty": by_group(board, whole, "difficulty", lambda one: one.difficulty),
        "scenarios": by_group(board, plain, "scenario and part", _part),
        "languages": by_group(board, plain, "language", lambda one: one.who.language),
        "absent": without(board),
        "victims": victims(board),
        "ordinary_languages": ordinary_languages(board),
        "confusion": confusion(board),
        "lives": lives(board),
        "calibration": calibration(board),
        "brier": brier(board),
        "detectors": detectors(board),
    }


def hypotheses(found: Iterable[Summary]) -> Table:
    """The front table."""
    rows: list[list[Value]] = []
    for one in found:
        if not one.detectors:
            rows.append([one.hypothesis, one.positives, NO_DETECTOR, *[""] * 6])
            continue
        rows.append(
            [
                *(one.hypothesis, one.positives, one.recall.percent(), one.seen.percent()),
                *(one.precision.percent(), one.false.per_10000(), one.curve.area.percent()),
                *(one.hardest.percent(), one.others.percent()),
            ]
        )
    columns = ["hypothesis", "positives", "recall (95 %)", "with a finding"]
    columns += ["precision at 1 in 1,000", "false alarms per 10,000", "PR-AUC", "recall, hardest"]
    return Table("By hypothesis, default difficulty", [*columns, "others alarmed"], rows)


def when(found: Iterable[Summary]) -> Table:
    """How late, and how much had happened by then."""
    rows: list[list[Value]] = [
        [
            one.hypothesis,
            *(_quartiles(one.hours, 1), _quartiles(one.acts, 2), _quartiles(one.usd, 2)),
            _quartiles(one.dollars, 0),
        ]
        for one in found
        if one.recall.value
    ]
    columns = ["hypothesis", "hours from the first act", "share of acts", "share of money moved"]
    columns.append("dollars moved")
    return Table("At the alarm: median (quarter to three quarters)", columns, rows)


def _quartiles(of: Quartiles, digits: int) -> str:
    if of.middle is None or of.low is None or of.high is None:
        return "–"
    return f"{of.middle:,.{digits}f} ({of.low:,.{digits}f} to {of.high:,.{digits}f})"


def by_group(
    board: Board, positives: Iterable[Positive], name: str, key: Callable[[Positive], str]
) -> Table:
    """Recall by hypothesis and something else."""
    rows: list[list[Value]] = []
    for group in measures.recalls(positives, key):
        spoken = group.hypothesis in board.spoken
        shown = group.recall.percent() if spoken else NO_DETECTOR
        seen: Value = group.seen if spoken else ""
        rows.append([group.hypothesis, group.by, group.recall.of, shown, seen])
    columns = ["hypothesis", name, "positives", "recall (95 %)", "with a finding"]
    return Table(f"Recall by {name}", columns, rows)


def _part(one: Positive) -> str:
    return f"{one.who.scenario}: {one.who.role}"


def without(board: Board) -> Table:
    """Recall by plane the operator does not see, and how far below that with all planes it is."""
    groups = measures.recalls(_seeing(board), _absent)
    whole = {group.hypothesis: group.recall.value for group in groups if group.by == _NOTHING}
    table = by_group(board, _seeing(board), "plane the operator does not see", _absent)
    for row, group in zip(table.rows, groups, strict=True):
        with_all = whole.get(group.hypothesis)
        told = group.by != _NOTHING and with_all is not None and group.hypothesis in board.spoken
        row.append(f"{100 * (group.recall.value - (with_all or 0)):+.1f} points" if told else "")
    return Table(table.title, [*table.columns, "against all planes"], table.rows)


def victims(board: Board) -> Table:
    """Possible victims that were taken for somebody in control."""
    rate = Rate(*board.victims)
    columns = ["controlled, and in control of nobody", "alarmed as a controller", "share (95 %)"]
    return Table("Victims taken for controllers", columns, [[rate.of, rate.hits, rate.percent()]])


def _seeing(board: Board) -> list[Positive]:
    return [one for one in board.positives if one.difficulty == DEFAULT]


def _absent(one: Positive) -> str:
    return one.absent or _NOTHING


def ordinary_languages(board: Board) -> Table:
    """Ordinary accounts by language: how many have any alarm."""
    rows: list[list[Value]] = []
    for language, rate in by_language(board).items():
        rows.append([language, rate.of, rate.hits, rate.per_10000()])
    columns = ["language", "ordinary accounts", "with an alarm", "per 10,000 (95 %)"]
    return Table("Ordinary accounts with an alarm, by language", columns, rows)


def by_language(board: Board) -> dict[str, Rate]:
    """The share of ordinary accounts with any alarm, by language."""
    counts: Counter[str] = Counter()
    for (_, _, language), accounts in board.ordinary.items():
        counts[language] += accounts
    alarmed = {(w.who.language, w.subject) for w in board.wrong if w.said.opened is not None}
    hits = Counter(language for language, _ in alarmed)
    return {name: Rate(hits[name], counts[name]) for name in sorted(counts)}


def confusion(board: Board) -> Table:
    """What accounts are against what their alarms call them."""
    rows: list[list[Value]] = []
    for is_ in CLASSES:
        of = sum(board.called[is_, called] for called in CLASSES)
        shares = (Rate(board.called[is_, called], of).percent() for called in CLASSES)
        rows.append([is_, of, *shares])
    columns = ["is", "accounts", *(f"called {name}" for name in CLASSES)]
    return Table("Exploitation, scam, ordinary: accounts, all difficulties", columns, rows)


def lives(board: Board) -> Table:
    """False alarms by kind of ordinary life, the kinds with most first."""
    counts: Counter[str] = Counter()
    for (_, life, _), accounts in board.ordinary.items():
        counts[life] += accounts
    alarms: dict[str, list[str]] = defaultdict(list)
    for one in board.wrong:
        if one.said.opened is not None:
            alarms[one.who.life].append(f"{one.hypothesis} ({', '.join(one.said.detectors)})")
    rows: list[list[Value]] = []
    for life in sorted(counts, key=lambda name: (-len(alarms[name]) / counts[name], name)):
        most = Counter(alarms[life]).most_common(2)
        said = "; ".join(f"{what}: {count}" for what, count in most) or "–"
        rate = Rate(len(alarms[life]), counts[life])
        rows.append([life, counts[life], rate.hits, rate.per_10000(), said])
    columns = ["life", "ordinary accounts", "false alarms", "per 10,000 (95 %)", "mostly"]
    return Table("False alarms by kind of ordinary life", columns, rows)


def calibration(board: Board) -> Table:
    """Claimed decibans beside measured ones, all hypotheses together and one by one."""
    rows: list[list[Value]] = []
    for name in (None, *sorted(board.spoken)):
        for band in measures.bands(board, name):
            m = band.measured
            rows.append(
                [
                    name or "all",
                    f"{band.low:g} to {band.high:g}",
                    *(f"{band.claimed:+.1f}", f"{m.db:+.1f} ({m.low:+.1f} to {m.high:+.1f})"),
                    *(band.positives, band.ordinary),
                ]
            )
    columns = ["hypothesis", "decibans", "claimed", "measured (95 %)", "positives", "ordinary"]
    return Table("Calibration: what decibans claim and what they are worth", columns, rows)


def brier(board: Board) -> Table:
    """Brier scores at the base rate."""
    found = [measures.brier(board, name) for name in sorted(board.spoken)]
    rows: list[list[Value]] = [
        [one.hypothesis, f"{one.score:.6f}", f"{one.knowing_nothing:.6f}", f"{one.skill:+.3f}"]
        for one in found
    ]
    columns = ["hypothesis", "Brier score", "knowing nothing", "skill"]
    return Table("Brier score at 1 in 1,000", columns, rows)


def detectors(board: Board) -> Table:
    """What each detector fires on: positives of its hypotheses, and everybody else."""
    positives = {
        name: {one.subject for one in board.positives if one.hypothesis == name}
        for name in board.spoken
    }
    anybody = {one.subject for one in board.positives}
    rows: list[list[Value]] = []
    for id, spec in sorted(board.specs.items()):
        for name in sorted(spec.hypotheses):
            fired, mine = board.fired.get((id, name), set()), positives[name]
            right = Rate(len(fired & mine), len(mine))
            rows.append([id, name, right.percent(), right.hits, len(fired - anybody)])
    columns = ["detector", "hypothesis", "fires on positives", "positives", "on nobody's"]
    return Table("Detectors, all difficulties", columns, rows)
