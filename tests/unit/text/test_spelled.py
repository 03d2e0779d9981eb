"""Addresses whose signs are words: what they read as, and what only sounds like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.kit.lexicon import lexicon
from bantay.kit.text.contacts import contacts
from bantay.kit.text.mails import providers
from bantay.kit.text.spelled import spelled
from bantay.kit.text.suffixes import is_ending, is_registrable

MAIL = min(providers())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("maria at example dot com please", "maria@example.com"),
        ("a at example dot com", "a@example.com"),
        ("maria dot r at example dot com", "maria.r@example.com"),
        ("maria underscore r at example dot com", "maria_r@example.com"),
        ("maria@example dot com", "maria@example.com"),
        ("maria at example . com", ""),
        ("maria.r at example . com", "maria.r@example.com"),
        ("maria(at)example(.)com", "maria@example.com"),
        ("maria at example dotcom", "maria@example.com"),
        ("maria at example dot co dot uk ok", "maria@example.co.uk"),
        (f"maria_r [at] {MAIL}", f"maria_r@{MAIL}"),
        ("maria arroba example punto com", "maria@example.com"),
        ("maria arroba example ponto com", "maria@example.com"),
        ("maria sa example tuldok com", "maria@example.com"),
        ("maria艾特example点com", "maria@example.com"),
        ("maria собака example точка ком", "maria@example.com"),
        ("maria a còng example chấm com", "maria@example.com"),
        ("maria แอท example จุดคอม", "maria@example.com"),
        ("maria at example titik com", "maria@example.com"),
        ("maria at example نقطة كوم", "maria@example.com"),
        ("maria एट example डॉट कॉम", "maria@example.com"),
        ("maria at the rate example dot com", "maria@example.com"),
        ("me at work at maria at example dot com", "maria@example.com"),
    ],
)
def test_addresses_in_words(text: str, value: str) -> None:
    found = [hit.value for hit in spelled(text) if hit.kind == "email"]
    assert found == ([value] if value else [])


@pytest.mark.parametrize(
    ("text", "value", "quote"),
    [
        ("go to example dot com now", "example.com", "example dot com"),
        ("example punto com", "example.com", "example punto com"),
        ("rooms dot example dot com", "rooms.example.com", "rooms dot example dot com"),
        ("example dot com slash maria", "example.com/maria", "example dot com slash maria"),
        ("example(.)org", "example.org", "example(.)org"),
    ],
)
def test_links_in_words(text: str, value: str, quote: str) -> None:
    (contact,) = contacts(text)
    assert (contact.kind, contact.value) == ("url", value)
    assert text[contact.start : contact.end] == quote
    assert contact.confidence >= 0.6


@pytest.mark.parametrize(
    "text",
    [
        "the dot com days",
        "look at the dot",
        "see you at six dot",
        "i am at work. at last",
        "meet me at 5 . come on",
        "connect the dots at home",
        "the red dot zone",
        "8点30在家",
        "собака лает, точка",
        "esto es un punto y aparte",
        "dot dot dot",
    ],
)
def test_what_only_sounds_like_an_address(text: str) -> None:
    assert list(spelled(text)) == []


def test_endings_are_those_of_the_internet() -> None:
    assert is_ending("com") and is_ending("technology") and is_ending("ph")
    assert not is_ending("reyes-ph") and not is_ending("txt")
    assert is_registrable("example.co.uk") and not is_registrable("co.uk")


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("see (https://example.com/a_(b)).", ["https://example.com/a_(b)"]),
        ("http://example.com/a?b=c#d!", ["http://example.com/a?b=c#d"]),
        ("https://例え.com に", ["https://例え.com"]),
        ("https://example.comだよ", ["https://example.com"]),
        ("日本語example.me日本語", ["example.me"]),
        ("rooms.example.co.il", ["rooms.example.co.il"]),
        ("http://-example.com http://example-.com http://exa_mple.com http://example.toolong1", []),
        ("http://localhost http://192.0.2.1/x", ["http://192.0.2.1/x"]),
    ],
)
def test_links(text: str, quotes: list[str]) -> None:
    assert [text[c.start : c.end] for c in contacts(text) if c.kind == "url"] == quotes


_SIGNS = lexicon("messages", "sign_word").terms()


@given(
    st.lists(
        st.one_of(
            st.sampled_from(_SIGNS), st.sampled_from([" ", "maria", "com", "@", ".", "(", ")"])
        ),
        max_size=16,
    ).map("".join)
)
def test_hits_lie_in_the_text(text: str) -> None:
    for hit in spelled(text):
        assert 0 <= hit.start < hit.end <= len(text)
        assert hit.undone
