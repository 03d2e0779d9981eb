"""Edges of the engine where a small slip would go unnoticed elsewhere."""

import dataclasses
from datetime import date, timedelta

import pytest

from bantay.engine.accept import digests_of, plan
from bantay.engine.detect import Detect
from bantay.engine.gate import Gate
from bantay.engine.known import facts_of
from bantay.engine.naming import give, keyed, subject_of
from bantay.engine.once import FaultFound, Shelf, findings_of
from bantay.engine.route import keys_of
from bantay.engine.screen import Screen
from bantay.engine.state import FACTS_KEPT, KeyState, dump, is_news, note
from bantay.engine.window import FACT_LIFE, Bounds, Slot, expiry, insert, learn, trim
from bantay.kit import Detector, Domain, Fact, Finding, Quote, Subject
from bantay.kit.hashing import contact_hash
from bantay.model.clock import HOUR, MINUTE, SECOND, micros
from bantay.model.events import (
    AccountRegistered,
    IdentityChecked,
    LoginSeen,
    MediaShared,
    MessageEdited,
    MessageSent,
    PaymentMade,
)
from bantay.model.evidence import Given
from bantay.model.keys import compound, pair
from bantay.policy import load
from tests.unit.engine.toys import FACTS, FAILS, REPEATS, START, Params, message, spec
from tests.unit.engine.toys import wanted as shown_to

SECRET = b"k" * 32
NOON = micros(START)
PAID = PaymentMade(
    id="p",
    time=START,
    payment="p",
    kind="gift",
    amount="1",
    currency="PHP",
    from_account="ann",
)


def silent(name, **changes):
    return Detector(spec(name, **changes), Params(), lambda window, params: iter(()))


def edited(text):
    return MessageEdited(id="e", time=START, message="m", account="a", text=text)


# The gate


def wanted(detectors, *events):
    found = shown_to(Gate(detectors, {"boo": ["boo"], "far": ["far"]}), list(events))
    return {n: [d.spec.name for d in ones] for n, ones in found.items()}


def test_a_plus_means_both_and_a_list_means_any():
    both, either = silent("both", screens=("digit+boo",)), silent("either", screens=("boo", "far"))
    texts = [message(n, n, t) for n, t in enumerate(["boo", "7 go", "boo 7", "far", "hello"])]
    assert wanted([both, either], *texts) == {0: ["either"], 2: ["both", "either"], 3: ["either"]}


def test_a_screened_detector_sees_only_types_it_reads_and_edits_are_screened_too():
    sent, edits = silent("sent", screens=("boo",)), silent("edits", reads=(MessageEdited,))
    edits = dataclasses.replace(edits, spec=dataclasses.replace(edits.spec, screens=("boo",)))
    events = (message(0, 0, "boo"), edited("boo"), edited("hello"))
    assert wanted([sent, edits], *events) == {0: ["sent"], 1: ["edits"]}


def test_what_is_no_text_needs_no_screen():
    mixed = silent("mixed", reads=(MessageSent, PaymentMade), screens=("boo",))
    assert wanted([mixed], message(0, 0, "hello"), PAID) == {1: ["mixed"]}


def test_detectors_come_by_id_and_no_event_gets_those_of_another():
    always, cue = silent("b"), silent("a", screens=("boo",))
    last = silent("c")
    both = wanted([last, always, cue], message(0, 0, "x"), message(1, 1, "boo"))
    assert both == {0: ["b", "c"], 1: ["b", "c", "a"]}


# The detect stage


class Counting(Shelf):
    def __init__(self):
        super().__init__()
        self.touched = []

    def touch(self, domain, key):
        self.touched.append((domain, key))


def test_a_fault_in_the_middle_of_a_window_changes_no_byte_of_it():
    stage, shelf = Detect([FAILS], SECRET, 10 * MINUTE), Shelf()
    for event in (message(0, 0, "one"), message(2, 10, "one")):
        stage.event(event, [FAILS], NOON, shelf)
    (state,) = shelf.states.values()
    before = dump(state)
    seen = stage.event(message(1, 5, "boom"), [FAILS], NOON, shelf)
    assert (len(seen.faults), seen.changes, seen.facts) == (1, [], [])
    assert dump(state) == before


def test_a_fault_is_told_in_short():
    def look(window, params):
        raise ValueError("x" * 1_000)

    stage = Detect([FAILS], SECRET, MINUTE)
    broken = dataclasses.replace(FAILS, look=look)
    (fault,) = stage.event(message(0, 0, "one"), [broken], NOON, Shelf()).faults
    assert len(fault.reason) == 300


def test_a_key_lives_as_long_as_its_longest_window():
    long, short = silent("a", window=timedelta(hours=5)), silent("b")
    stage, shelf = Detect([short, long], SECRET, MINUTE), Counting()
    stage.event(message(0, 0, "x"), [long, short], NOON, shelf)
    (state,) = shelf.states.values()
    assert state.expires == NOON + 5 * HOUR + MINUTE
    assert set(shelf.touched) == {(Domain.ACCOUNT, "ann")}


def fact(value="tell", known=0, name="word said"):
    return Fact(Domain.ACCOUNT, "bob", name, value, NOON + known * SECOND)


def test_a_fact_that_is_no_news_touches_nothing():
    stage, shelf = Detect([FACTS], SECRET, MINUTE), Counting()
    stage.fact(fact(), NOON, shelf)
    assert shelf.touched == [(Domain.ACCOUNT, "bob")]
    stage.fact(fact(), NOON, shelf)
    assert len(shelf.touched) == 1


@pytest.mark.parametrize("turned", [False, True])
def test_a_fact_reaches_detectors_by_id_and_only_windows_that_end_after_it(turned):
    other = dataclasses.replace(FACTS, spec=spec("another"))
    both = [other, FACTS][:: -1 if turned else 1]
    stage, shelf = Detect(both, SECRET, 10 * MINUTE), Shelf()
    for n in range(3):
        stage.event(message(n, n * 10, "hi", account="bob"), both, NOON, shelf)
    changes = stage.fact(fact(known=20), NOON, shelf).changes
    assert [c.given.detector for c in changes] == ["messages.another", "messages.facts"]
    assert all(c.given.finding.quotes[0].event == "m0002" for c in changes)
    assert stage.fact(fact("later", known=21), NOON, shelf).changes == []


def test_a_withdrawn_finding_is_a_change_to_nothing_and_a_grown_one_a_revision():
    stage, shelf = Detect([REPEATS], SECRET, MINUTE), Shelf()
    texts = ["one", "one", "one", "never one"]
    seen = [stage.event(message(n, n, t), [REPEATS], NOON, shelf) for n, t in enumerate(texts)]
    told = [[c.given and c.given.finding.summary for c in s.changes] for s in seen]
    assert told == [[], ["said 2 times"], ["said 3 times"], [None]]
    assert len({c.id for s in seen for c in s.changes}) == 1


# What events make known, and names


def test_a_registration_tells_year_country_and_zone_of_the_account():
    event = AccountRegistered(
        id="r", time=START, account="a", birth_date=date(2004, 2, 1), country="PH", tz="Asia/Manila"
    )
    told = {f.name: f.value for f in facts_of(event)}
    assert told == {"birth_year": 2004, "country": "PH", "tz": "Asia/Manila"}
    assert {(f.domain, f.key, f.known, f.evidence) for f in facts_of(event)} == {
        (Domain.ACCOUNT, "a", NOON, ("r",))
    }
    assert list(facts_of(AccountRegistered(id="r", time=START, account="a"))) == []


@pytest.mark.parametrize("result", ["requested", "passed", "failed", "abandoned"])
def test_only_a_passed_check_tells_a_birth_year(result):
    event = IdentityChecked(
        id="i",
        time=START,
        account="a",
        method="document",
        result=result,
        birth_date=date(1990, 1, 1),
    )
    told = [(f.name, f.value) for f in facts_of(event)]
    assert told == ([("checked_birth_year", 1990)] if result == "passed" else [])


def found(**changes):
    base = dict(anchor="v", summary="s", quotes=(Quote("m1", "text", 0, 1),))
    return Finding(**(base | changes))


TIMES = {"m0": 5, "m1": 10, "m2": 20, "m3": 30}


def named(finding=None, key="ann", secret=SECRET, of=None):
    return give(of or spec("x"), secret, key, finding or found(), TIMES)


def test_an_id_is_of_detector_key_anchor_and_secret_alone():
    base = named().id
    assert base.startswith("f-") and base == named(found(summary="other", quotes=())).id
    others = [
        named(found(anchor="w")).id,
        named(key="ben").id,
        named(of=spec("y")).id,
        named(secret=b"z" * 32).id,
    ]
    assert len({base, *others}) == 5
    assert keyed(SECRET, "ab", "c") != keyed(SECRET, "a", "bc")


def test_a_finding_is_dated_by_what_it_quotes_else_by_its_window():
    two = found(quotes=(Quote("m1", "text", 0, 1), Quote("m2", "text", 0, 1)))
    assert (named(two).first, named(two).last) == (10, 20)
    assert (named(found(quotes=())).first, named(found(quotes=())).last) == (5, 30)


def test_a_given_finding_holds_a_contact_as_its_keyed_hash_only():
    given = named(found(contact="phone:5550123", facts=(fact(),)))
    assert given.contact == contact_hash(SECRET, "phone:5550123")
    assert (given.finding.contact, given.finding.anchor, given.finding.facts) == (None, "", ())
    assert named().contact is None


def test_a_finding_is_about_its_key_unless_it_says_whom():
    ben = Subject("account", "ben")
    assert named(found(subject=ben)).subject == ben
    key = compound("ann", "c")
    for domain in (Domain.SENDER, Domain.PAIR):
        assert subject_of(spec("x", keyed_by=domain), key) == Subject("account", "ann")
    group = spec("x", keyed_by=Domain.GROUP, subject="group")
    assert subject_of(group, "g") == Subject("group", "g")


# One detector over a list


def test_trying_a_detector_raises_its_fault_and_passes_over_what_it_does_not_read():
    with pytest.raises(FaultFound, match="boom"):
        findings_of(FAILS, [message(0, 0, "boom")])
    talk = [message(0, 0, "one"), PAID, message(1, 1, "one")]
    assert len(findings_of(REPEATS, talk)) == 1


def test_findings_come_by_first_evidence():
    words = ["two", "one", "one", "two"]
    talk = [message(n, n, word) for n, word in enumerate(words)]
    assert [g.first for g in findings_of(REPEATS, talk)] == [NOON, NOON + SECOND]


# Routes


def test_routes_of_media_logins_and_repeated_receivers():
    media = MediaShared(id="e", time=START, media="x", account="a", conversation="c")
    assert list(keys_of(media, Domain.SENDER)) == [compound("a", "c")]
    bare = MediaShared(id="e", time=START, media="x", account="a")
    assert list(keys_of(bare, Domain.SENDER)) == []
    login = LoginSeen(id="l", time=START, account="a", device="d", session="s")
    assert list(keys_of(login, Domain.DEVICE)) == ["d"]
    sent = MessageSent(id="m", time=START, account="a", conversation="c", to=["b", "b"])
    assert list(keys_of(sent, Domain.PAIR)) == [pair("a", "b")]


# The screen


@pytest.mark.parametrize(
    ("text", "name", "carries"),
    [
        ("12", "digits", False),
        ("123", "digits", True),
        ("123456", "number", False),
        ("1234567", "number", True),
        ("x" * 20, "short", True),
        ("x" * 21, "short", False),
        ("x" * 39, "long", False),
        ("x" * 40, "long", True),
        ("x" * 40, "token", True),
        ("x" * 41, "token", False),
        ("xy", "token", False),
        ("xyz", "token", True),
        ("---", "token", False),
        ("a.", "dot", False),
        (".a", "dot", False),
        ("a.b", "dot", True),
        ("a. b", "dot", False),
    ],
)
def test_screen_bounds(text, name, carries):
    screen = Screen({})
    mask = screen.masks([name])[0]
    for around in ([text], ["1a", text, "1a"]):
        bits = int(screen.bits(around)[len(around) // 2])
        assert bool(bits & mask) == carries


@pytest.mark.parametrize("before", ["\x7f", "\x80", "\u07ff", "\u0800", "\uffff", "\U00010000"])
def test_a_term_marks_its_own_message_after_any_width_of_character(before):
    screen = Screen({"cue": ["boo"], "late": ["boo", "far"]})
    cue, late = screen.masks(["cue", "late"])
    texts = [before * 3, "boo", before * 5, before + " far", "foo boo"]
    bits = [int(b) for b in screen.bits(texts)]
    assert [bool(b & cue) for b in bits] == [False, True, False, False, True]
    assert [bool(b & late) for b in bits] == [False, True, False, True, True]


def test_a_term_may_stand_first_of_all():
    screen = Screen({"cue": ["boo"]})
    assert int(screen.bits(["boo", "xboo", "boox"])[0]) & screen.masks(["cue"])[0]


# Facts and windows


def test_a_fact_is_kept_from_when_it_was_first_known():
    state = KeyState()
    assert note(state, fact(known=9)) and not note(state, fact(known=9))
    assert not is_news(state, fact(known=10)) and note(state, fact(known=3))
    assert [f.known for f in state.facts] == [NOON + 3 * SECOND]
    assert state.expires == NOON + 9 * SECOND + FACT_LIFE
    assert note(state, fact("other", known=1))
    assert [f.value for f in state.facts] == ["other", "tell"]


def test_the_newest_facts_are_kept_and_none_past_its_life():
    state = KeyState()
    for n in range(FACTS_KEPT + 3):
        note(state, fact(n, known=n))
    assert [f.value for f in state.facts] == list(range(3, FACTS_KEPT + 3))
    last = FACTS_KEPT + 2
    far = FACT_LIFE // SECOND
    note(state, fact("far", known=last + far))
    assert [f.value for f in state.facts] == ["far"]


BOUNDS = Bounds(300 * SECOND, 8, 60 * SECOND)


def held(*seconds, look=None, facts=(), bounds=BOUNDS):
    """The slot after messages at these seconds, and every window that was looked at."""
    slot, windows = Slot(), []

    def spy(view, known):
        windows.append(([e.id for e in view], [f.value for f in known]))
        return look(view) if look else {}

    for n, at in enumerate(seconds):
        insert(slot, [message(n, at, "x")], bounds, spy, list(facts))
    return slot, windows, spy


def test_a_window_is_open_at_its_far_end():
    assert held(0, 299)[1][-1][0] == ["m0000", "m0001"]
    assert held(0, 300)[1][-1][0] == ["m0001"]


def test_a_fact_is_known_from_its_moment_on_and_for_its_life():
    known = [fact("then", known=10), fact("old", known=10 - FACT_LIFE // SECOND - 1)]
    assert [facts for _, facts in held(9, 10, facts=known)[1]] == [["old"], ["then"]]
    edge = [fact("edge", known=10 - FACT_LIFE // SECOND)]
    assert [facts for _, facts in held(10, 11, facts=edge)[1]] == [["edge"], []]


def test_learning_folds_from_the_moment_on():
    slot, windows, spy = held(0, 10, 20)
    windows.clear()
    learn(slot, NOON + 10 * SECOND, BOUNDS, spy, [])
    assert [ids[-1] for ids, _ in windows] == ["m0001", "m0002"]
    windows.clear()
    learn(slot, NOON + 21 * SECOND, BOUNDS, spy, [])
    assert windows == []


def given_of(*quoted, id="f1"):
    quotes = tuple(Quote(event.id, "text", 0, 1) for event in quoted)
    times = [micros(event.time) for event in quoted]
    return Given(
        id=id,
        detector="messages.x",
        version=1,
        plane="messages",
        group="g",
        subject=Subject("account", "ann"),
        finding=Finding(anchor="", summary="s", quotes=quotes),
        first=min(times),
        last=max(times),
    )


def test_a_finding_that_another_replaces_is_withdrawn():
    def look(view):
        given = given_of(view[0], id="first" if len(view) < 2 else "second")
        return {given.id: given}

    assert set(held(0, 1, look=look)[0].open) == {"second"}


def test_losing_a_part_of_the_evidence_to_age_withdraws_nothing():
    def look(view):
        return {"f1": given_of(*view)} if [e.id for e in view] == ["m0000", "m0001"] else {}

    assert set(held(0, 200, 301, look=look)[0].open) == {"f1"}
    assert set(held(0, 200, 250, look=look)[0].open) == set()


def test_a_slot_expires_after_window_and_lateness():
    assert expiry(held(0, 10)[0], BOUNDS) == NOON + (10 + 300 + 60) * SECOND
    assert expiry(Slot(), BOUNDS) == 0


@pytest.mark.parametrize(("now", "left"), [(359, 2), (360, 1), (370, 0)])
def test_trimming_forgets_what_no_late_event_can_share_a_window_with(now, left):
    slot, _, _ = held(0, 10)
    trim(slot, NOON + now * SECOND, BOUNDS)
    assert len(slot.times) == len(slot.events) == left


def test_trimming_keeps_as_many_settled_events_as_a_window_may_hold():
    slot, _, _ = held(*range(12))
    trim(slot, NOON + 71 * SECOND, BOUNDS)  # eleven settled, the last may still be shared
    assert [e.id for e in slot.events] == [f"m{n:04}" for n in range(3, 12)]


def test_an_open_finding_is_forgotten_with_its_first_evidence_once_nothing_can_undo_it():
    def look(view):
        return {"f1": given_of(*view[:2])} if len(view) > 1 else {}

    slot, _, _ = held(0, 100, look=look)
    trim(slot, NOON + 160 * SECOND, BOUNDS)
    assert len(slot.undo) == 1  # an event at the settled moment itself may still come before it
    trim(slot, NOON + 161 * SECOND, BOUNDS)
    assert slot.undo == [] and set(slot.open) == {"f1"}
    trim(slot, NOON + 360 * SECOND, BOUNDS)
    assert [e.id for e in slot.events] == ["m0001"] and slot.open == {}


def test_what_can_still_be_undone_stays_open():
    def look(view):
        return {"f1": given_of(view[0])} if len(view) > 1 else {}

    few = Bounds(300 * SECOND, 2, 60 * SECOND)
    slot, _, _ = held(0, 100, 101, 102, look=look, bounds=few)
    trim(slot, NOON + 162 * SECOND, few)
    assert slot.times[0][0] == NOON + 100 * SECOND and set(slot.open) == {"f1"}


# Arrivals


def planned(events, accepted, now=None):
    return plan(events, digests_of(events), accepted, now, load())


def test_digests_stay_with_their_events_when_repeats_are_dropped():
    events = [message(0, 0, "a"), message(0, 1, "b"), message(1, 2, "c")]
    p = planned(events, [None] * 3)
    assert p.digests == digests_of(p.events) and p.times == [micros(e.time) for e in p.events]


@pytest.mark.parametrize(("ago", "kept"), [(0, 0), (-1, 0), (1, 1)])
def test_an_id_is_remembered_for_exactly_the_horizon(ago, kept):
    first = NOON - load().dedup - ago  # accepted so many microseconds before the horizon
    p = planned([message(0, 0, "x")], [first], NOON)
    assert (len(p.events), p.duplicates) == (kept, 1 - kept)


def test_the_clock_of_the_horizon_moves_within_a_batch():
    week = load().dedup // SECOND
    events = [message(0, 0, "x"), message(1, week + 60, "y"), message(0, week + 60, "again")]
    assert [e.text for e in planned(events, [None] * 3).events] == ["x", "y", "again"]
    assert len(planned(events[::2], [None] * 2).events) == 1  # nothing moved the clock before it
