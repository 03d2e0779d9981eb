"""What operators choose: files become one typed value here, or problems with their places."""

from bantay.policy.files import PolicyFile, check, default_policy, load, load_file, parse, read
from bantay.policy.policy import Policy
from bantay.policy.rules import Rule

__all__ = [
    "Policy",
    "PolicyFile",
    "Rule",
    "check",
    "default_policy",
    "load",
    "load_file",
    "parse",
    "read",
]
