"""What operators choose: files become typed settings here, or an error with line and column."""

from bantay.policy.settings import load, parse

__all__ = ["load", "parse"]
