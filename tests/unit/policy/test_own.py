"""The operator's own detectors: what they find, what is refused, and that they are ordinary."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bantay.bench.talk import talk
from bantay.engine.gate import Gate
from bantay.engine.screen import Screen
from bantay.errors import ConfigError, PolicyError
from bantay.kit import CEILING_MAX
from bantay.policy import read
from bantay.policy.cel import Wrong
from bantay.policy.files import defaults
from bantay.policy.own import detector_of
from bantay.policy.own.find import finder
from bantay.policy.own.pattern import required
from bantay.runtime.cases import load_cases, run
from bantay.runtime.catalogue import own_terms
from bantay.runtime.own import detectors_of, limits_of, own_page, own_results
from tests.unit.engine.toys import wanted as shown_to

HEAD = 'version = "v"\n[[detector]]\nname = "mine"\ntitle = "Mine"\nspeaks_for = ["scam"]\n'
CARDS = HEAD + 'pattern = "gift ?cards? .{0,20}code"\nunless = ["birthday"]\n'
CASE = """
[[detector.case]]
name = "{name}"
verdict = "{verdict}"
messages = [{messages}]
"""


def made(text):
    found, wrong = read(text, "x.toml", defaults())
    assert found is not None, wrong[0]
    return found


def tried(text, *cases):
    """Whether each case came out as its verdict says."""
    body = "".join(
        CASE.format(name=f"c{n}", verdict=verdict, messages=messages)
        for n, (verdict, messages) in enumerate(cases)
    )
    [(_, results)] = own_results(made(text + body))
    return [result.reason for result in results]


def test_a_pattern_is_found_in_folded_text_and_quoted_where_it_stands():
    text = CARDS + CASE.format(
        name="c",
        verdict="alarm",
        messages='{ id = "m1", at = "0s", text = "a ＧＩＦＴ Cards and the code" }',
    ).replace("messages", 'evidence = ["m1[2:25]"]\nmessages')
    [(_, [result])] = own_results(made(text))
    assert result.reason == ""


def test_terms_counts_distinct_values_and_words_that_silence():
    text = HEAD + 'terms = ["gift card"]\nunless = ["birthday"]\ncount = 2\nwithin = "1h"\n'
    text += 'distinct = "conversation"\ndistinct_least = 2\n'
    one = '{ id = "m1", at = "0s", in = "c1", text = "a gift card" }'
    two = ', { id = "m2", at = "9m", in = "c2", text = "a gift card" }'
    assert (
        tried(
            text,
            ("silence", one),
            ("alarm", one + two),
            ("silence", one + two.replace("c2", "c1")),
            ("silence", one + two.replace("9m", "2h")),
            ("silence", one + two.replace("a gift", "birthday gift")),
            ("silence", one + two.replace("card", "cards")),
        )
        == [""] * 6
    )


def test_a_sequence_is_seen_in_its_order_only():
    text = HEAD + 'sequence = [{ terms = ["bring papers"] }, { terms = ["pay the fee"] }]\n'
    first = '{ id = "m1", at = "0s", text = "Bring papers" }'
    second = '{ id = "m2", at = "1m", text = "pay the fee" }'
    turned = f"{first.replace('0s', '2m')}, {second}"
    assert tried(text, ("alarm", f"{first}, {second}"), ("silence", turned)) == ["", ""]


def test_a_condition_asks_of_the_event_and_payments_have_no_screen():
    text = (
        HEAD + 'reads = "payment.made"\nwhere = "event.kind == \'gift\' && event.amount > 200.0"\n'
    )
    case = '[[detector.case]]\nname = "c"\nverdict = "{}"\nevents = [{{ type = "payment.made", '
    case += 'id = "p", at = "0s", payment = "p", kind = "gift", amount = "{}", currency = "USD", '
    case += 'from_account = "a" }}]\n'
    found = made(text + case.format("alarm", "200.50") + case.format("silence", "200.00"))
    [(own, results)] = own_results(found)
    assert [r.reason for r in results] == ["", ""]
    assert detector_of(own).spec.screens == () and own.id == "money.own_mine"


def test_an_own_detector_is_an_ordinary_one_and_a_draft():
    found = made(CARDS + "ceiling_db = 10\n")
    spec = detector_of(found.own[0]).spec
    assert (spec.id, spec.plane, spec.ceiling) == ("messages.own_mine", "messages", 10.0)
    assert spec.ceiling <= CEILING_MAX
    assert spec.id in {d.spec.id for d in detectors_of(found)}
    assert own_page(found.own[0], "x.toml").startswith("# Mine\n\n`messages.own_mine`")


def test_a_plane_that_is_switched_off_has_no_detectors():
    off = '[[switch]]\nplane = "messages"\nreads = "nothing"\nreason = "no legal basis"\n'
    assert not any(d.spec.plane == "messages" for d in detectors_of(made(CARDS + off)))


def switched(plane, more):
    return made(CARDS + f'[[switch]]\nplane = "{plane}"\nreason = "r"\n{more}\n')


def test_switches_for_countries_and_for_metadata_reach_the_engine():
    some = limits_of(switched("messages", 'reads = "nothing"\ncountries = ["DE"]')).switches
    assert some.plane_off("messages", "DE") and not some.plane_off("messages", "FR")
    silent = limits_of(switched("messages", 'reads = "metadata"')).switches
    assert silent.text_off("FR") and not silent.plane_off("messages", "FR")


def test_what_cannot_be_kept_from_being_read_is_not_run():
    with pytest.raises(ConfigError, match="cannot be read as metadata"):
        limits_of(switched("money", 'reads = "metadata"'))


def test_a_case_that_is_none_says_where():
    with pytest.raises(PolicyError, match="not a case") as wrong:
        own_results(made(CARDS + '[[detector.case]]\nname = "c"\n'))
    assert wrong.value.place.line == 8


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("gift ?cards?", ("gift",)),
        ("(gift|steam) (card|voucher)s?", ("gift", "steam")),
        ("steam[0-9]{2,4}", ("steam",)),
        ("send (me )?the codes?", ("the code",)),
        ("礼品卡", ("礼品卡",)),
        (r"pay\.me now", ("pay.me now",)),
        ("ab+cdefg", ("bcdefg",)),
    ],
)
def test_a_pattern_names_the_words_it_cannot_do_without(pattern, words):
    assert required(pattern) == words


@pytest.mark.parametrize(
    ("pattern", "code", "start"),
    [
        (r"\d{4,9}", "BP402", 0),
        ("(gift|ab)", "BP402", 0),
        ("gift(?=card)", "BP401", 4),
        ("(gift+)+", "BP401", 0),
        ("gift[abc", "BP401", 4),
        (r"gift\q", "BP401", 4),
        ("gift{1,999}", "BP401", 4),
        ("gift)", "BP401", 4),
        ("*gift", "BP401", 0),
        ("x" * 201, "BP403", 200),
    ],
)
def test_a_pattern_that_could_cost_too_much_is_refused(pattern, code, start):
    with pytest.raises(Wrong) as wrong:
        required(pattern)
    assert (wrong.value.code, wrong.value.start) == (code, start)


@given(st.text(max_size=40))
@settings(deadline=None)
def test_any_text_is_a_pattern_or_a_mistake(pattern):
    try:
        words = required(pattern)
    except Wrong as wrong:
        assert wrong.code.startswith("BP4")
    else:
        assert words


@given(st.lists(st.sampled_from(["gift card", "code", "x", " ", "\n", "GIFT", "cards", "é", "号"])))
@settings(deadline=None)
def test_what_a_pattern_finds_holds_a_word_that_the_screen_looks_for(parts):
    text = "".join(parts).lower()
    pattern = "(gift|code)s? ?(card|x)?"
    if finder((), pattern).any(text):
        assert any(word in text for word in required(pattern))


def test_own_classes_take_no_bit_and_change_nothing_for_others():
    terms = {"word": ["abc"]}
    own = {f"own.c{n}": [f"zq{n}word", "abc"] for n in range(300)}
    texts = ["abc zq7word", "nothing", "abcd", "ZQ9WORD"]
    bits, owned = Screen({**terms, **own}).read(texts)
    assert bits.tolist() == Screen(terms).read(texts)[0].tolist()
    assert len(owned[0]) == 300 and len(owned[3]) == 1 and set(owned) == {0, 3}
    part = Screen({"own.p.part": ["bcd"]})
    assert part.read(["abcde", "b c d"])[1] == {0: {0}}


def test_the_gate_gives_an_event_to_the_own_detectors_that_match_and_to_no_others():
    text = HEAD + 'terms = ["coffee"]\n' + HEAD[14:].replace("mine", "other") + 'terms = ["zq"]\n'
    text = text.replace('"zq"', '"zqx"')
    own = [detector_of(o) for o in made(text).own]
    events = talk(400, seed=2)
    wanted = shown_to(Gate(own, own_terms(own)), events)
    said = {i for i, e in enumerate(events) if "coffee" in (getattr(e, "text", "") or "").split()}
    assert set(wanted) == said != set()
    assert {d.spec.id for some in wanted.values() for d in some} == {"messages.own_mine"}


def test_cases_of_own_detectors_have_the_shape_of_shipped_ones(tmp_path):
    cases = CASE.format(name="c", verdict="silence", messages='{ id = "m", at = "0s", text = "x" }')
    path = tmp_path / "x.cases.toml"
    path.write_text(cases.replace("detector.case", "case"))
    [shipped] = load_cases(path)
    [(own, [result])] = own_results(made(CARDS + cases))
    assert result.case == shipped and run(detector_of(own), [shipped])[0].passed
