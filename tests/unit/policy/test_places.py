"""Places of a TOML text, against texts whose places one can count."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.policy.places import Places

TEXT = '''# head
a = 1
"b c" = "x\\ty"
[t.u]
k = [ 1, { z = "q" }, """
two
lines""" ]
[[rows]]
n = 'one'
[[rows]]
n = "é\\u00e9x" # after
[rows.more]
d = 2026-01-05
'''


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        (("a",), (2, 1), (2, 5)),
        (("b c",), (3, 1), (3, 9)),
        (("t", "u"), (4, 4), (4, 4)),
        (("t", "u", "k", 0), (5, 7), (5, 7)),
        (("t", "u", "k", 1, "z"), (5, 12), (5, 16)),
        (("t", "u", "k", 2), (5, 23), (5, 23)),
        (("rows", 0), (8, 3), (8, 3)),
        (("rows", 1, "n"), (11, 1), (11, 5)),
        (("rows", 1, "more", "d"), (13, 1), (13, 5)),
        (("rows", 1, "absent"), (10, 3), (10, 3)),
    ],
)
def test_keys_and_values_stand_where_they_stand(path, key, value):
    places = Places(TEXT)
    assert (places.at(places.key(path)), places.at(places.value(path))) == (key, value)


@pytest.mark.parametrize(
    ("path", "index", "place"),
    [
        (("b c",), 1, (3, 11)),
        (("b c",), 2, (3, 13)),
        (("b c",), 3, (3, 14)),
        (("t", "u", "k", 2), 0, (6, 1)),
        (("t", "u", "k", 2), 4, (7, 1)),
        (("rows", 1, "n"), 2, (11, 13)),
    ],
)
def test_a_character_inside_a_string_stands_where_it_was_typed(path, index, place):
    places = Places(TEXT)
    assert places.at(places.inside(path, index)) == place


@given(st.text(max_size=40), st.sampled_from(["'''", '"""', '"', "'"]))
def test_every_character_of_any_string_is_found(text, quote):
    source = f"k = {quote}{text}{quote}\nlast = 1\n".replace("\r", "")
    try:
        tree = tomllib.loads(source)
    except tomllib.TOMLDecodeError:
        return
    places = Places(source)
    if set(tree) != {"k", "last"} or not isinstance(tree["k"], str):
        return
    for number, char in enumerate(tree["k"]):
        assert source[places.inside(("k",), number)] in (char, "\\")
    assert places.at(places.key(("last",)))[1] == 1


@pytest.mark.parametrize(
    "written",
    [r'"a\"b\\"', r"'a\'", r'"""a\"""b"""', r'"""a"b""c"""', "'''a''''", '""', "''", '""""""'],
)
def test_a_string_ends_where_it_ends(written):
    """Escaped quotes, quotes beside the closing ones, and strings that hold nothing."""
    places = Places(f"k = {written}\nlast = 1\n")
    start, end = places.values[("k",)]
    assert (start, end) == (4, 4 + len(written))
    assert places.at(places.key(("last",))) == (2, 1)
