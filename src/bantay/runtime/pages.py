"""A detector's page, generated from what it says of itself: never edited by hand."""

import inspect
import re
import textwrap
import tokenize
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import timedelta
from io import StringIO
from typing import Any
from unicodedata import category

from bantay.engine.detect import AnyDetector
from bantay.fuse.weights import settled, shipped
from bantay.kit.spec import Weighs
from bantay.model.evidence import Weight
from bantay.runtime.cases import BEGIN, Case, Outcome, cases_of, events_of
from bantay.runtime.catalogue import catalogue

SECTIONS = ("Sees", "Matters", "Misses", "Wrong when")
"""What the docstring of every detector's module says, in this order."""

_HEAD = re.compile(rf"^(?P<name>{'|'.join(SECTIONS)}):\s+", re.M)
_INDEX = "README.md"
_VERDICTS: dict[Outcome, str] = {
    "alarm": "alarm",
    "silence": "silence",
    "known-miss": "silence, and that is a known miss",
    "known-false-alarm": "alarm, and that is a known false alarm",
}


def detector_pages() -> dict[str, str]:
    """All pages by file name, the index among them."""
    shipped = catalogue()
    return {_INDEX: _index(shipped)} | {f"{d.spec.id}.md": page(d) for d in shipped}


def page(detector: AnyDetector) -> str:
    """The page of one detector, in Markdown."""
    return body(detector, sections(detector), _parameters(detector), cases_of(detector))


def body(
    detector: AnyDetector, said: Mapping[str, str], parameters: Iterable[str], cases: Sequence[Case]
) -> str:
    """A page: what is said of a detector, rows of its parameters, its cases."""
    spec = detector.spec
    table = ["| name | default | meaning |", "| --- | --- | --- |", *parameters]
    parts = [
        f"# {spec.title}",
        _identity(detector),
        *(f"**{name}.** {text}" for name, text in said.items()),
        "## Indicators\n\n" + _indicators(detector),
        "## Parameters\n\n" + "\n".join(table),
        "## Cases\n\n" + _cases(cases),
        "## Measured\n\n" + measured(spec),
    ]
    return "\n\n".join(parts) + "\n"


def measured(spec: Weighs) -> str:
    """What was measured of a detector, a row a hypothesis, and the weight that is used."""
    found = [weight for weight in shipped().weight if weight.detector == spec.id]
    if not found:
        return f"Nothing yet: draft, ceiling {spec.ceiling:g} dB for each hypothesis."
    head = ["| speaks for | used, dB | measured, dB | interval | firings | ordinary keys | data |"]
    rows = [_weighed(weight, settled(weight)) for weight in found]
    rest = sorted(set(spec.hypotheses) - {weight.hypothesis for weight in found})
    note = (
        f"\n\nNothing yet for {', '.join(rest)}: draft, ceiling {spec.ceiling:g} dB."
        if rest
        else ""
    )
    return "\n".join([*head, "| --- | --- | --- | --- | --- | --- | --- |", *rows]) + note


def _state(spec: Weighs) -> str:
    return "measured" if any(one.detector == spec.id for one in shipped().weight) else "draft"


def _weighed(found: Weight, used: Weight) -> str:
    interval = "–" if found.low is None else f"{found.low:g} to {found.high:g}"
    return (
        f"| possible {found.hypothesis} | {used.db:+g}{' (draft)' if used.draft else ''} "
        f"| {found.db:+g} | {interval} | {found.positives or 0:,} | {found.negatives or 0:,} "
        f"| {found.data} |"
    )


def sections(detector: AnyDetector) -> dict[str, str]:
    """What the module's docstring says under each heading, in one line each."""
    text = inspect.cleandoc(detector.look.__globals__["__doc__"] or "")
    heads = list(_HEAD.finditer(text))
    ends = [*(head.start() for head in heads[1:]), len(text)]
    return {
        head["name"]: " ".join(text[head.end() : end].split())
        for head, end in zip(heads, ends, strict=True)
    }


def limits(detector: AnyDetector) -> dict[str, tuple[str, ...]]:
    """The single limits that "Misses" and "Wrong when" name, each held by a known- case."""
    said = sections(detector)
    return {
        name: tuple(part.strip() for part in re.split(r"[;.](?:\s|$)", said[name]) if part.strip())
        for name in ("Misses", "Wrong when")
    }


def _identity(detector: AnyDetector) -> str:
    spec = detector.spec
    reads = ", ".join(kind.__name__ for kind in spec.reads)
    speaks = ", ".join(f"possible {name}" for name in spec.hypotheses)
    return (
        f"`{spec.id}` · v{spec.version} · {_state(spec)} · reads {reads} per {spec.keyed_by} over "
        f"{_duration(spec.window)}, {spec.keeps} events at most\n\n"
        f"Speaks for: {speaks}. At most {spec.ceiling:g} dB while not measured, "
        f"half of it gone after {_duration(spec.half_life)}. One finding for: {spec.anchor}. "
        f"Evidence group: {spec.group}. Typologies: {', '.join(spec.rows)}."
    )


def _indicators(detector: AnyDetector) -> str:
    found = detector.spec.indicators
    named = (
        ("Palermo Protocol, act", found.act),
        ("Palermo Protocol, means", found.means),
        ("Palermo Protocol, purpose", found.purpose),
        ("ILO indicators", found.ilo),
    )
    return "\n".join(f"- {name}: {', '.join(words)}" for name, words in named if words) or "None."


def _parameters(detector: AnyDetector) -> list[str]:
    meanings = parameter_meanings(type(detector.params))
    return [
        f"| `{name}` | {_shown(getattr(detector.params, name))} | {meaning} |"
        for name, meaning in meanings.items()
    ]


def parameter_meanings(params: type[Any]) -> dict[str, str]:
    """Every field of a `Params` with the comment that stands behind it; empty without one."""
    source = textwrap.dedent(inspect.getsource(params))
    comments = {
        token.start[0]: token.string.lstrip("# ")
        for token in tokenize.generate_tokens(StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }
    lines = dict(enumerate(source.splitlines(), 1))
    return {
        field.name: next(
            (
                comments.get(n, "")
                for n, line in lines.items()
                if line.strip().startswith(f"{field.name}:")
            ),
            "",
        )
        for field in fields(params)
    }


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _cases(cases: Sequence[Case]) -> str:
    return "\n\n".join("\n".join(_case(case)) for case in cases)


def _case(case: Case) -> Iterator[str]:
    yield f"### {case.name}"
    yield ""
    if case.limit:
        yield f"Limit: {case.limit}."
        yield ""
    for event in events_of(case):
        after = _duration(event.time - BEGIN)
        yield f"- {after} `{event.id}` {_line(event)}"
    yield ""
    yield f"→ **{_VERDICTS[case.verdict]}**" + (f": {case.says}" if case.says else "")


def _line(event: Any) -> str:
    who = f"{getattr(event, 'account', '')} in {getattr(event, 'conversation', None) or '-'}"
    text = getattr(event, "text", None)
    return f"{who}: {_code(text)}" if text else f"{who}: (no text)"


def _code(text: str) -> str:
    """Text as code, invisible characters spelled out."""
    text = "".join(f"\\u{ord(c):04x}" if category(c) == "Cf" else c for c in text)
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def _duration(duration: timedelta) -> str:
    """A duration as a person writes it: 9 s, 10 min, 1 h 30 min, 30 days."""
    left = round(duration.total_seconds(), 3)
    parts = []
    for unit, size in (("days", 86_400), ("h", 3_600), ("min", 60), ("s", 1)):
        count = left // size if size > 1 else left
        left -= count * size
        if count:
            parts.append(f"{count:g} {'day' if unit == 'days' and count == 1 else unit}")
    return " ".join(parts) or "0 s"


def _index(shipped: tuple[AnyDetector, ...]) -> str:
    rows = [
        f"| [{d.spec.id}]({d.spec.id}.md) | {d.spec.title} | {', '.join(d.spec.hypotheses)} "
        f"| {', '.join(d.spec.rows)} | {_state(d.spec)}, {d.spec.ceiling:g} dB |"
        for d in shipped
    ]
    lines = [
        "# Detectors",
        "",
        "Each page is generated from the detector itself; `make docs` writes them again.",
        "",
        "| detector | sees | speaks for a possible | typologies | while not measured, at most |",
        "| --- | --- | --- | --- | --- |",
        *rows,
    ]
    return "\n".join(lines) + "\n"
