"""Which terms a catalogue has the screen look for."""

import pytest

from bantay.kit.lexicon import lexicon
from bantay.planes.messages import contact_to_leave, scheme_to_many
from bantay.runtime.catalogue import _narrowed, catalogue_terms, terms_of

REASONS = "script:away|fee|watch"


def test_a_detector_may_ask_for_some_kinds_of_a_class() -> None:
    terms = catalogue_terms()
    assert set(terms[REASONS]) == set(lexicon("messages", "script").terms("away", "fee", "watch"))
    assert set(terms[REASONS]) < set(terms["script"])


def test_only_what_is_asked_for_is_scanned() -> None:
    assert REASONS in terms_of([contact_to_leave.DETECTOR])
    assert REASONS not in terms_of([scheme_to_many.DETECTOR])
    assert "script" not in terms_of([contact_to_leave.DETECTOR, scheme_to_many.DETECTOR])


def test_a_kind_that_no_list_has_is_refused() -> None:
    with pytest.raises(KeyError, match="'gone'"):
        _narrowed("script:fee|gone")
