"""Two spellings of one value give one hash; two values, kinds or keys never do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.kit.hashing import KINDS, keyed_hash, normalise

KEY = b"k" * 32


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("email", " Ann@Example.COM ", "ann@example.com"),
        ("email", "\uff41nn@example.com", "ann@example.com"),
        ("phone", "+44 7700 900-123", "0044 (7700) 900123"),
        ("phone", "(+44) 7700 900123", "+447700900123"),
        ("phone", "\uff10491 570 006", "0491570006"),
        ("phone", "+٤٤ ٧٧٠٠ ٩٠٠١٢٣", "+447700900123"),
        ("ip", "2001:DB8:0:0::1", "2001:db8::1"),
        ("ip", "::ffff:192.0.2.7", "192.0.2.7"),
        ("ip", " not an address ", "NOT AN ADDRESS"),
        ("name", "  Zoë  EXAMPLE ", "Zoe\u0308 example"),
        ("document", " P123 ", "P123"),
    ],
)
def test_two_spellings_agree(kind: str, one: str, other: str) -> None:
    assert keyed_hash(KEY, kind, one) == keyed_hash(KEY, kind, other)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("email", "ann@example.com", "ann@example.org"),
        ("phone", "+447700900123", "07700900123"),  # a national number could be anywhere
        ("phone", "2025550100", "+2025550100"),
        ("ip", "192.0.2.7", "192.0.2.70"),
        ("document", "p123", "P123"),
    ],
)
def test_two_values_differ(kind: str, one: str, other: str) -> None:
    assert keyed_hash(KEY, kind, one) != keyed_hash(KEY, kind, other)


def test_key_and_kind_keep_hashes_apart() -> None:
    hashes = {keyed_hash(key, kind, "7") for key in (KEY, b"x" * 32) for kind in (*KINDS, "other")}
    assert len(hashes) == 2 * 5


def test_a_hash_is_what_it_always_was() -> None:
    """Operators keep these: a change here is a change of the contract."""
    assert keyed_hash(KEY, "email", "ann@example.com") == "0d93b5f0780bbfcc183e6127cf66668e"


@given(st.sampled_from([*KINDS, "other"]), st.text(max_size=40))
def test_any_text_has_a_hash_and_normalising_twice_changes_nothing(kind: str, text: str) -> None:
    assert len(keyed_hash(KEY, kind, text)) == 32
    once = normalise(kind, text)
    if kind in ("email", "name", "other"):
        assert normalise(kind, once) == once
