"""`networks`: the surveys against other people's payments, all that is measured of it."""

from bantay.bench.networks import lift, shapes
from bantay.bench.networks_foreign import foreign
from bantay.bench.networks_planted import planted
from bantay.bench.results import Figures


def bar() -> tuple[dict[str, bool], Figures]:
    """Shapes named, patterns planted and found, lift over chance, foreign graphs: as one bar."""
    met: dict[str, bool] = {}
    figures: Figures = {}
    measures = {"shapes": shapes, "planted": planted, "lift": lift, "foreign": foreign}
    for name, measure in measures.items():
        one, found = measure()
        met |= one
        figures[name] = found
    return met, figures
