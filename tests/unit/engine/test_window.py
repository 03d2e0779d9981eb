"""Windows are a function of the set of events, not of their arrival."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bantay.engine.detect import Detect
from bantay.engine.once import Shelf, findings_of
from bantay.model.clock import MINUTE, micros
from tests.unit.engine.toys import FACTS, FAILS, REPEATS, message

SECRET = b"k" * 32
WORDS = st.sampled_from(["one", "two", "never one", "three"])
TALK = st.lists(st.tuples(st.integers(0, 900), WORDS), min_size=1, max_size=25)


def shown(given_list):
    return [(g.id, g.finding.summary, g.finding.quotes, g.first, g.last) for g in given_list]


@given(TALK, st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_arrival_inside_the_lateness_does_not_matter(talk, random):
    events = [message(n, at, word) for n, (at, word) in enumerate(talk)]
    in_order = sorted(events, key=lambda e: (e.time, e.id))
    shuffled = list(events)
    random.shuffle(shuffled)
    late = 20 * MINUTE
    assert shown(findings_of(REPEATS, shuffled, lateness=late)) == shown(
        findings_of(REPEATS, in_order, lateness=late)
    )


def test_a_late_event_is_put_in_its_place():
    talk = [message(0, 0, "one"), message(2, 120, "two"), message(1, 60, "one")]
    (found,) = findings_of(REPEATS, talk)
    assert [q.event for q in found.finding.quotes] == ["m0000", "m0001"]


def test_support_that_falls_away_withdraws():
    talk = [message(0, 0, "one"), message(1, 10, "one")]
    assert len(findings_of(REPEATS, talk)) == 1
    assert findings_of(REPEATS, [*talk, message(2, 20, "never one")]) == []


def test_a_late_denial_withdraws_what_it_would_have_prevented():
    talk = [message(0, 0, "one"), message(1, 20, "one"), message(2, 10, "never one")]
    assert findings_of(REPEATS, talk) == []


def test_ageing_out_is_not_withdrawal():
    talk = [message(0, 0, "one"), message(1, 10, "one"), message(2, 3000, "never one")]
    assert len(findings_of(REPEATS, talk)) == 1


def test_a_window_never_holds_more_than_it_keeps():
    sizes = []
    detector = REPEATS

    def spy(window, params):
        sizes.append(len(window.events))
        return iter(())

    import dataclasses

    findings_of(dataclasses.replace(detector, look=spy), [message(n, n, "x") for n in range(60)])
    assert max(sizes) == detector.spec.keeps


def test_memory_is_bounded_by_window_keeps_and_lateness():
    stage, shelf = Detect([REPEATS], SECRET, MINUTE), Shelf()
    for n in range(2000):
        event = message(n, n * 5, "x")
        stage.event(event, [REPEATS], micros(event.time) // MINUTE * MINUTE, shelf)
    (state,) = shelf.states.values()
    slot = state.slots["messages.repeats"]
    assert len(slot.events) <= REPEATS.spec.keeps + 2 * 60 // 5
    assert len(slot.undo) <= 2 * 60 // 5 + 1


def test_a_fault_is_isolated_and_the_window_is_as_before():
    stage, shelf = Detect([FAILS], SECRET, MINUTE), Shelf()
    faults, open = [], {}
    for event in (message(0, 0, "one"), message(1, 1, "boom"), message(2, 2, "one")):
        seen = stage.event(event, [FAILS], 0, shelf)
        faults += seen.faults
        open.update({c.id: c.given for c in seen.changes})
    assert [(f.where, f.event) for f in faults] == [("messages.fails", "m0001")]
    (found,) = open.values()
    assert [q.event for q in found.finding.quotes] == ["m0000", "m0002"]


def test_facts_reach_their_key_with_the_time_they_became_known():
    stage, shelf = Detect([FACTS], SECRET, 10 * MINUTE), Shelf()
    seen = stage.event(message(0, 0, "tell"), [FACTS], 0, shelf)
    (fact,) = seen.facts
    early = stage.event(message(1, 30, "hi", account="bob"), [FACTS], 0, shelf)
    assert early.changes == []
    after = stage.fact(fact, 0, shelf)
    assert [c.given.finding.summary for c in after.changes] == ["was told tell"]
    assert stage.fact(fact, 0, shelf).changes == []
