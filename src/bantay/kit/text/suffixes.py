"""Public suffixes: whether a host's ending is one that names are registered under.

The list is the one the `publicsuffixlist` package carries; nothing is fetched.
"""

from functools import lru_cache

from publicsuffixlist import PublicSuffixList


@lru_cache(maxsize=1)
def _list() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False, only_icann=True, accept_encoded_idn=False)


@lru_cache(maxsize=4_096)
def is_ending(label: str) -> bool:
    """Whether a last label ("com", "technology") is a top-level name of the internet."""
    return _list().publicsuffix(f"name.{label}") is not None


@lru_cache(maxsize=4_096)
def is_registrable(host: str) -> bool:
    """Whether a host is a name under a public suffix, and not such a suffix itself."""
    return _list().privatesuffix(host) is not None
