"""The sum of an alarm in decimals: kept with the drawing tools, which print the same sum."""

from bantay.kit.draw.sums import Sum, plain, signed, sum_of

__all__ = ["Sum", "plain", "signed", "sum_of"]
