"""What may reach a terminal: kept with the drawing tools, which need the same care."""

from bantay.kit.draw.safe import cells_of, cut, isolated, safe

__all__ = ["cells_of", "cut", "isolated", "safe"]
