"""What one quality run saw, before tables and bars are made of it."""

from msgspec import Struct

from bantay.bench.quality import outside, spans, suites, weigh
from bantay.bench.quality.talks import Cells, Example


class Quality(Struct):
    """Everything one run saw. `cut` names the halves of sets that the cap made smaller."""

    cells: Cells
    tried: list[suites.Tried]
    spans: dict[tuple[str, str], spans.Spans]
    matched: list[outside.Matched]
    extracted: list[outside.Extracted]
    measured: list[weigh.Measured]
    examples: list[Example]
    faults: int
    cap: int
    cut: list[str]
