"""Names are base 32 as everybody's is, made faster."""

from base64 import b32encode

from hypothesis import given
from hypothesis import strategies as st

from bantay.engine.naming import _base32


@given(st.binary(min_size=1, max_size=40))
def test_it_is_the_standard_one(raw: bytes) -> None:
    assert _base32(raw) == b32encode(raw).decode().rstrip("=").lower()
