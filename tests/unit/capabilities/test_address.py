"""Addresses that others wrote: none of them is a crash, and secrets cross a wire under https."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.model.address import parts, refused

FINE = [
    "https://example.com", "https://example.com:8443/a?b=c", "http://127.0.0.1:9/x",
    "http://localhost", "https://[2001:db8::1]/", "http://[::1]:80/",
]  # fmt: skip
NONE = ["", "example.com", "ftp://example.com", "https://", "https://[", "https://example.com:x/"]


@pytest.mark.parametrize("url", FINE)
def test_https_and_this_machine_are_fine(url: str) -> None:
    assert refused(url) is None and parts(url).hostname


@pytest.mark.parametrize("url", NONE)
def test_what_names_no_host_is_none(url: str) -> None:
    assert refused(url) == "a url begins with https:// and names a host"


@pytest.mark.parametrize("url", ["http://example.com", "http://127.0.0.1.example.com/"])
def test_nothing_goes_over_a_wire_in_the_clear(url: str) -> None:
    assert refused(url) == "http is for this machine only, use https"


@pytest.mark.parametrize("path", ["/a b", "/\u00e9", "/?q=\u00e9", "/\x7f"])
def test_a_path_that_no_request_can_hold_is_refused(path: str) -> None:
    assert parts(f"https://example.com{path}").hostname is None


@given(st.text(st.sampled_from("htps:/[]@.x1%#?\u00e9\uff0f \n"), max_size=30))
def test_no_text_is_a_crash(text: str) -> None:
    at = parts(text)
    assert refused(text) is not None or at.hostname
