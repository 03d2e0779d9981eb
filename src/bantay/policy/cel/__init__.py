"""Conditions: the part of CEL that a policy may use, read, typed and checked before it runs.

The library that evaluates conditions checks neither names nor types beforehand; this does,
so that a condition that was accepted gives true or false in every situation.
"""

from bantay.policy.cel.check import Checked, check, refused
from bantay.policy.cel.tree import Wrong
from bantay.policy.cel.types import Kind, Name, Shape, Vocabulary

__all__ = ["Checked", "Kind", "Name", "Shape", "Vocabulary", "Wrong", "check", "refused"]
