"""Talks through the shipped engine, and what is counted of them."""

import pytest

from bantay.bench.quality import talks as counting
from bantay.bench.quality.talks import Cell, Engine, events, look
from bantay.bench.sets import Said, Talk, TalkSet, dialogues, singles
from bantay.model.settings import Bar

from .tiny import HAS_PHONE, PHONE

CHAT = TalkSet("chat", "benign", "direct", dialogues)
SMS = TalkSet("sms", "spam", "direct", singles)
SHARED = "messages.contact_shared"


def talk(id: str, *said: tuple[str, str], lang: str = "en", label: str = "benign") -> Talk:
    return Talk(
        id, lang, label, id, tuple(Said(who, text, 20.0 * n) for n, (who, text) in enumerate(said))
    )


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


QUIET = talk("q", ("0", "a red door"), ("1", "yes"))
GIVES = talk("g", ("0", HAS_PHONE), ("1", "thanks"), ("0", f"again: {PHONE}, my number"))


def test_talks_follow_one_another_with_people_of_their_own():
    made = list(events(CHAT, [QUIET, GIVES]))
    assert [event.id for event in made] == ["0:0", "0:1", "1:0", "1:1", "1:2"]
    assert made[0].account == "0:0" and made[0].to == ["0:1"] and made[1].to == ["0:0"]
    assert {event.account for event in made[:2]}.isdisjoint({e.account for e in made[2:]})
    times = [event.time for event in made]
    assert times == sorted(times) and (times[2] - times[1]).total_seconds() == 60
    (alone,) = events(SMS, [talk("a", ("0", "hi"))])
    assert alone.to == ["0:other"] and alone.group is None


def test_a_group_has_no_recipients():
    group = TalkSet("g", "benign", "group", dialogues)
    (one, *_) = events(group, [QUIET])
    assert one.group == "0" and one.to is None and one.channel == "group"


def test_findings_alarms_and_keys_are_counted_where_they_belong(engine):
    halves = {"train": [QUIET], "score": [QUIET, GIVES]}
    looked = look(engine, CHAT, halves)
    quiet, both = (looked.cells["chat", "en", "benign", half] for half in ("train", "score"))
    assert (quiet.messages, quiet.talks, quiet.keys) == (2, 1, 2)
    assert (both.messages, both.talks, both.keys) == (5, 2, 4)
    assert not quiet.by_detector and looked.faults == 0
    assert both.by_detector[SHARED] == 1, "one contact, told twice, is one finding"
    assert both.fired[SHARED] == both.found["contact_evasion"] == 1
    assert both.alarms["contact_evasion"] == both.alarmed["contact_evasion"] <= 1


def test_a_finding_that_suffices_is_counted_as_one(engine, monkeypatch):
    monkeypatch.setitem(engine.__dict__, "alone", {id: () for id in engine.specs})
    none = look(engine, CHAT, {"score": [GIVES]}).cells["chat", "en", "benign", "score"]
    monkeypatch.setitem(engine.__dict__, "alone", {SHARED: ("contact_evasion",)})
    one = look(engine, CHAT, {"score": [GIVES]}).cells["chat", "en", "benign", "score"]
    assert (none.alone["contact_evasion"], one.alone["contact_evasion"]) == (0, 1)


@pytest.mark.parametrize(("prior", "threshold", "suffices"), [(-15, -14.9, True), (-15, 5, False)])
def test_what_suffices_follows_from_prior_weight_and_threshold(prior, threshold, suffices):
    engine = Engine()
    bars = {name: Bar(prior, threshold) for name in engine.settings.bars}
    engine.__dict__["settings"] = counting.with_weights(
        counting.load().__class__(bars, {}, 1, 1, "p", "w"),
        engine.specs.values(),
        counting.shipped(),
    )
    assert ("contact_evasion" in engine.alone[SHARED]) is suffices


def test_only_the_half_of_the_weights_is_shown(engine):
    shown = look(engine, CHAT, {"train": [GIVES], "score": [QUIET]}).examples
    assert [one.detector for one in shown] == [SHARED] and HAS_PHONE in shown[0].quoted
    assert look(engine, CHAT, {"train": [QUIET], "score": [GIVES]}).examples == []
    assert look(engine, SMS, {"train": [GIVES]}).examples == []


def test_a_withdrawn_finding_does_not_stand(engine, monkeypatch):
    real = counting._run

    def withdrawn(*args):
        findings, alarms, faults = real(*args)
        rows = {id: counting.FindingRow(r.given, 2, "withdrawn", 0) for id, r in findings.items()}
        return rows, alarms, faults + 3

    monkeypatch.setattr(counting, "_run", withdrawn)
    looked = look(engine, CHAT, {"score": [GIVES]})
    cell = looked.cells["chat", "en", "benign", "score"]
    assert not cell.by_detector and looked.faults == 3


def test_cells_add_up():
    one, two = Cell(messages=2, talks=1, keys=1), Cell(messages=3, talks=2, keys=2)
    one.alarms["scam"], two.alarms["scam"] = 1, 4
    total = Cell().add(one).add(two)
    assert (total.messages, total.talks, total.keys, total.alarms["scam"]) == (5, 3, 3, 5)
    assert one.messages == 2, "what is poured in stays as it was"
