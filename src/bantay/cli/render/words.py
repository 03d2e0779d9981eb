"""What the closed lists are called: kept with the tools, since pictures and cases say it too."""

from bantay.kit.named import MEANINGS, NAMES, OF_MEDIA, called, count, possible

__all__ = ["MEANINGS", "NAMES", "OF_MEDIA", "called", "count", "possible"]
