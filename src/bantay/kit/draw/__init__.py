"""Pictures as self-contained SVG: pure functions of plain values, for every way of showing."""
