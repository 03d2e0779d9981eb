"""Contacts of rows made up here: found where they are quoted, exact or near, plain or hidden."""

import pytest

from bantay.bench.quality import outside, spans, suites
from bantay.bench.quality.plain import is_plain
from bantay.bench.quality.rates import Rate
from bantay.bench.quality.spans import Spans, Wanted, accepted, compared
from bantay.bench.quality.talks import Engine
from bantay.errors import ConfigError
from bantay.kit.toml import read_toml

from .tiny import HAS_PHONE, PHONE, write


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("mail me at ana.reyes@example.com", "email"),
        ("see example.org/a", "url"),
        ("https://example.com", "url"),
        ("ring 07700 900123", "phone"),
        ("(202) 555-0143!", "phone"),
        ("13800138000", "phone"),
        ("add me: ana_reyes", "telegram"),
        ("my wechat ana_reyes ok", "wechat"),
        ("i am @ana_reyes", ""),
    ],
)
def test_what_anybody_reads_is_plain(text, kind):
    assert is_plain(text, kind)


@pytest.mark.parametrize(
    "text",
    [
        "ana at example dot com",
        "ana [at] example [dot] com",
        "zero seven seven zero zero",
        "0 7 7 0 0 9 0 0 1 2 3",
        "07700\u200b 900\u200b123",
        "０７７００９００１２３",
        "in 2024 for 500 euro",
        "Ana.Reyes was here",
    ],
)
def test_what_has_to_be_undone_is_not_plain(text):
    assert not is_plain(text, "phone")


def test_rows_of_the_suites_are_found_at_the_quoted_place_only(tmp_path):
    def row(text: str, quote: str, label: str = "contact") -> dict[str, str]:
        return {
            "suite": "s",
            "lang": "en",
            "text": text,
            "label": label,
            "kind": "",
            "quote": quote,
        }

    rows = [
        row(HAS_PHONE, PHONE),
        row(f"room 9, {HAS_PHONE}", "room 9"),
        row(HAS_PHONE, ""),
        row("a red door", ""),
        row("a red door", "", "benign"),
        row(HAS_PHONE, "", "benign"),
    ]
    write(tmp_path, suites.NAME, rows)
    found = suites.tried(tmp_path, Engine().pipeline)
    assert [one.found for one in found] == [True, False, True, False, False, True]
    assert [one.finding for one in found] == [True, True, True, False, False, True]
    assert [one.obfuscated for one in found] == [False, False, False, True, False, False]
    assert suites.recall(found) == Rate(2, 4) and suites.recall(found, ["fr"]) == Rate(0, 0)
    assert suites.flagged(found) == Rate(1, 2) and suites.hidden(found) == Rate(0, 1)
    (benign, contact) = suites.groups(found)
    assert (benign[1], len(benign[2]), contact[1], len(contact[2])) == ("benign", 2, "contact", 4)


def test_spans_are_exact_near_or_missed_and_strangers_are_counted():
    text = "write to ana@example.com or ben@example.org"
    one, two = text.index("ana"), text.index("ben")
    read = [
        Wanted("a", text, ("email",), ((one, one + 15, "email"), (two, two + 14, "email")), ()),
        Wanted("b", text, ("email",), ((one, one + 15, "email"),), ()),
        Wanted("c", "nothing here", ("email",), ((0, 7, "email"),), ()),
    ]
    found = compared(read)
    assert found["a", "email"] == Spans(exact=1, near=1, expected=2)
    assert found["b", "email"] == Spans(exact=1, expected=1, unexpected=1)
    assert found["c", "email"] == Spans(expected=1) and found["c", "email"].rate == Rate(0, 1)


def test_a_number_that_no_plan_accepts_is_reported_and_not_counted():
    text = "call 202-555-0143 or 07700 900123"
    at, other = text.index("202"), text.index("077")
    two = ((at, at + 12, "phone"), (other, other + 12, "phone"))
    found = compared([Wanted("a", text, ("phone",), two, ("US", "GB"))])
    assert found["a", "phone"] == Spans(exact=1, expected=1, other=1, other_exact=1)
    assert accepted("202-555-0143", ["US"]) and not accepted("202-555-0143", ["FR"])
    assert accepted("+1 202-555-0143", []) and not accepted("a door", ["US"])


def test_the_sets_with_spans_become_what_is_wanted(tmp_path):
    text = "mail ana@example.com"
    row = {"text": text, "expected_count": 1, "spans": [[5, 20]]}
    write(
        tmp_path,
        "presidio_recognizers",
        [
            row | {"recognizer": "email"},
            row | {"recognizer": "iban"},
            row | {"recognizer": "tr_phone_number", "spans": []},
            row | {"recognizer": "ph_mobile_number", "expected_count": 0, "spans": []},
        ],
    )
    typed = [[5, 20, "EMAIL_ADDRESS"], [0, 4, "PERSON"]]
    write(tmp_path, "presidio_synth", [{"text": text, "spans": typed}])
    one, two, three = spans.wanted(tmp_path)
    assert (one.kinds, one.spans) == (("email",), ((5, 20, "email"),))
    assert (two.kinds, two.spans, two.regions[0]) == (("phone",), (), "PH")
    assert len(set(two.regions)) == len(two.regions)
    assert (three.kinds, three.spans) == (spans.KINDS, ((5, 20, "email"),))


def test_numbers_beside_the_matcher(tmp_path):
    base = {"region": "US", "level": "valid"}
    write(
        tmp_path,
        "libphonenumber_matcher",
        [
            base | {"text": "call 202-555-0143", "expect": "match"},
            base | {"text": "a red door", "expect": "match"},
            base | {"text": "on 31/8/2011", "expect": "no match"},
            base | {"text": "on 31/8/2011", "expect": "possible only"},
            base | {"text": "call 202-555-0143", "expect": "no match", "region": "XX"},
        ],
    )
    found = outside.matched(tmp_path)
    assert [row.ours for row in found[:4]] == [True, False, False, False]
    assert [row.theirs for row in found] == [True, False, False, False, False]
    assert outside.right(found, "theirs") == Rate(3, 4)


def test_links_are_compared_in_order_and_at_their_places(tmp_path):
    text = "see https://example.com/a and https://example.org/b"
    one, two = "https://example.com/a", "https://example.org/b"
    row = {"file": "extract", "test": "urls", "text": text}
    indexed = {"test": "urls_with_indices"}
    write(
        tmp_path,
        "twitter_text_conformance",
        [
            row | {"expected": [one, two]},
            row | {"expected": [two, one]},
            row | {"expected": [one]},
            row
            | indexed
            | {"expected": [{"url": one, "indices": [4, 25]}, {"url": two, "indices": [30, 51]}]},
            row
            | indexed
            | {"expected": [{"url": one, "indices": [4, 24]}, {"url": two, "indices": [30, 51]}]},
            row | {"test": "hashtags", "expected": []},
            row | {"file": "validate", "expected": True},
            row | {"test": "mentions", "text": "a red door", "expected": ["ana"]},
        ],
    )
    found = outside.extracted(tmp_path)
    assert [one.right for one in found] == [True, False, False, True, False, False]
    assert found[-1].kind == "mentions"
    assert text not in found[0].row and found[0].row == outside.name_of("urls", text)


def test_the_ledger_is_whole_and_its_mistakes_have_a_place():
    assert all(one.why.strip() for one in outside.ledger().values())
    wrong = '[[difference]]\nrow = "urls 1"\nwhose = "their"\nwhy = "x"\n'
    with pytest.raises(ConfigError) as said:
        read_toml(wrong, outside.LEDGER, outside.Ledger)
    assert said.value.nearest == "theirs"
