"""Patterns that are compiled at their first use: the same patterns, and none is wrong."""

import copy
import pickle
import re

import pytest

from bantay.kit.text.late import compiled, late
from bantay.runtime.catalogue import catalogue


def test_it_does_what_the_pattern_does() -> None:
    said, plain = late(r"(?P<day>\d)th", re.I), re.compile(r"(?P<day>\d)th", re.I)
    text = "the 4TH and the 5th"
    found, wanted = said.search(text), plain.search(text)
    assert found is not None and wanted is not None
    assert found.groupdict() == wanted.groupdict() and found.span() == wanted.span()
    assert said.findall(text) == plain.findall(text) == ["4", "5"]
    assert said.sub("-", text) == plain.sub("-", text)
    assert (said.pattern, said.flags, said.groups) == (plain.pattern, plain.flags, plain.groups)


def test_it_is_compiled_once_and_not_before() -> None:
    said = late("a b{2}")
    assert "search" not in vars(said)
    said.match("a bb")
    assert vars(said)["search"] == said.search


def test_it_goes_to_another_process_and_has_no_other_names() -> None:
    again = pickle.loads(pickle.dumps(late("a", re.I)))
    assert again.match("A") and copy.copy(again).match("A")
    with pytest.raises(AttributeError):
        _ = again.nothing_of_the_kind


def test_every_pattern_of_the_catalogue_can_be_compiled() -> None:
    catalogue()
    assert compiled() > 100
