"""Edges of the sum and of an alarm's life where a small slip would go unnoticed elsewhere."""

import dataclasses

import pytest
from msgspec import structs

from bantay.fuse.exceptions import Exceptions, checked
from bantay.fuse.stage import Fuse
from bantay.fuse.subject import MARKS_KEPT, subject_from, subject_key
from bantay.fuse.weights import parse, settled, with_weights
from bantay.kit import Indicators, Subject
from bantay.model.alarm import Palermo, Place, Versions
from bantay.model.clock import DAY, HOUR, moment
from bantay.model.evidence import Change, Weight
from bantay.model.settings import Bar, Settings
from bantay.policy import load
from tests.unit.fuse import test_life_cycle as life
from tests.unit.fuse.test_life_cycle import ANN, Shelf, exception, found, give, label, withdraw
from tests.unit.fuse.test_sums import mark, spec, total
from tests.unit.fuse.test_weights import measured

EVASION = "contact_evasion"


class Counting(Shelf):
    def __init__(self):
        super().__init__()
        self.touched = []

    def touch_subject(self, subject):
        self.touched.append(subject)


def fuse_of(weights, bars=None, specs=None, hypotheses=(EVASION, "minor_at_risk")):
    """A stage with these weights: `weights` by detector, for every hypothesis of `bars`."""
    bars = bars or {EVASION: Bar(-20.0, -10.0), "minor_at_risk": Bar(-60.0, 0.0)}
    settings = Settings(
        bars=bars,
        weights={
            (d, h): Weight(d, h, db, draft=False) for d, db in weights.items() for h in hypotheses
        },
        lateness=0,
        dedup=0,
        policy_version="p",
        weights_version="w",
    )
    specs = specs or {d: dataclasses.replace(life.spec(d), hypotheses=hypotheses) for d in weights}
    return Fuse(settings, specs, Versions("e", "w", "p"), lambda h, s, n: f"a-{h}-{n}")


@pytest.fixture
def fuse():
    return fuse_of(life.WEIGHTS)


@pytest.fixture
def shelf():
    return Counting()


# The sum


def one(db, age=0, **more):
    sp = [spec("messages.a", "g", **more)]
    return total([mark(1, "messages.a", "g", last=age)], {"messages.a": db}, sp)


def test_the_sum_is_cut_below_too_and_weights_at_fifteen_either_way():
    assert one(-40.0).weight_db == -15.0
    specs = [spec(f"messages.d{n}", f"g{n}") for n in range(9)]
    marks = [mark(n, f"messages.d{n}", f"g{n}") for n in range(9)]
    s = total(marks, {f"messages.d{n}": -15.0 for n in range(9)}, specs)
    assert (s.weight_db, s.score_db) == (-135.0, -60.0)


def test_what_comes_after_the_day_tick_is_whole():
    assert one(8.0, age=20 * HOUR).weight_db == 8.0


def test_no_draft_ceiling_lifts_a_weight_above_fifteen():
    sp = [spec("messages.a", "g", ceiling=40.0)]
    assert total([mark(1, "messages.a", "g")], {"messages.a": 40.0}, sp, draft=True).weight_db == 15


def test_decay_is_from_the_last_evidence_and_shown_to_a_tenth():
    m = mark(1, "messages.a", "g", last=30 * DAY)
    m.given = structs.replace(m.given, first=0)
    sp = [spec("messages.a", "g")]
    assert total([m], {"messages.a": 8.0}, sp, now=60 * DAY).weight_db == 4.0
    (line,) = total([m], {"messages.a": 8.0}, sp, now=37 * DAY).lines
    assert line.db == 6.8


def test_of_one_group_the_strongest_size_then_the_newest_then_the_first_id_counts():
    sp = [spec("messages.a", "g"), spec("messages.b", "g")]
    for marks, db, counted in (
        ([mark(1, "messages.a", "g"), mark(2, "messages.b", "g")], (4.0, -9.0), "f2"),
        ([mark(1, "messages.a", "g"), mark(2, "messages.a", "g", last=9)], (4.0, 0.0), "f2"),
        ([mark(2, "messages.a", "g"), mark(1, "messages.a", "g")], (4.0, 0.0), "f1"),
    ):
        s = total(marks, dict(zip(("messages.a", "messages.b"), db, strict=True)), sp)
        assert [x.mark.given.id for x in s.lines if x.counted] == [counted]


def test_a_finding_of_a_detector_that_is_gone_is_left_out():
    assert total([mark(1, "messages.a", "g")], {"messages.a": 8.0}, []).lines == ()


def test_two_planes_means_two_planes_of_five_or_more_and_counted():
    specs = [spec("messages.a", "g1"), spec("messages.b", "g2"), spec("money.c", "g1")]
    marks = [
        mark(1, "messages.a", "g1"),
        mark(2, "messages.b", "g2"),
        mark(3, "money.c", "g1"),
    ]
    weights = {"messages.a": 9.0, "messages.b": 9.0, "money.c": 8.0}
    assert not total(marks, weights, specs, "controller").enough  # the other plane's is uncounted
    assert not total(marks[:2], weights, specs, "controller").enough


# The alarm


def test_an_alarm_carries_roles_places_means_and_both_sides_of_the_sum():
    indicators = Indicators(act=("recruitment",), means=("threat",), purpose=("other",))
    specs = {d: dataclasses.replace(life.spec(d), indicators=indicators) for d in life.WEIGHTS}
    stage, shelf = fuse_of(life.WEIGHTS, specs=specs), Shelf()
    give(stage, shelf, found(1, "profiles.no", last=HOUR))
    give(stage, shelf, found(2, "messages.weak", last=2 * HOUR))
    strong = found(3, "messages.strong", last=3 * HOUR)
    more = structs.replace(
        strong.finding,
        roles={"controller": ("b", "a")},
        places=(("PH", "phone prefix"),),
        transmission=("chat",),
    )
    give(stage, shelf, structs.replace(strong, finding=more))
    (change,) = give(stage, shelf, found(4, "money.other", last=4 * HOUR), now=DAY - 1)[1]
    alarm = change.alarm
    assert alarm.roles == {"controller": ("a", "b")}
    assert alarm.region == (Place("PH", "phone prefix"),) and alarm.transmission == ("chat",)
    assert alarm.palermo == Palermo(("recruitment",), ("threat",), ("other",))
    assert alarm.planes == ("messages", "money")  # what speaks against it is no plane of it
    assert alarm.first_event_time == moment(HOUR) and alarm.opened == moment(DAY - 1)
    assert sum(f.weight_db for f in alarm.findings) == alarm.weight_db == 10.0


def test_an_alarm_lists_what_counts_first_and_names_no_plane_that_does_not():
    specs = {d: dataclasses.replace(life.spec(d), group="g") for d in ("messages.a", "money.b")}
    stage, shelf = fuse_of({"messages.a": 12.0, "money.b": 4.0, "media.c": 1.0}), Shelf()
    stage._specs = specs | {"media.c": life.spec("media.c")}
    ones = [found(1, "messages.a"), found(2, "money.b"), found(3, "media.c")]
    for given in ones:
        group = "h" if given.detector == "media.c" else "g"
        changes = give(stage, shelf, structs.replace(given, group=group))[1]
    alarm = changes[0].alarm
    assert [(f.detector, f.counted) for f in alarm.findings] == [
        ("messages.a", True),
        ("media.c", True),
        ("money.b", False),
    ]
    assert alarm.planes == ("media", "messages")


def test_one_draft_line_makes_the_sum_a_draft():
    stage, shelf = fuse_of(life.WEIGHTS), Shelf()
    weak = stage._settings.weights["messages.weak", EVASION]
    stage._settings.weights["messages.weak", EVASION] = structs.replace(weak, draft=True)
    (sure,) = give(stage, shelf, found(1, "messages.strong"))[1]
    (mixed,) = give(stage, shelf, found(2, "messages.weak"))[1]
    assert (sure.alarm.calibration, mixed.alarm.calibration) == ("corpora w", "draft w")


def test_a_weight_that_was_measured_on_a_world_makes_the_sum_one_of_worlds():
    stage, shelf = fuse_of(life.WEIGHTS), Shelf()
    data = "sms, world train against ordinary accounts of world train"
    strong = stage._settings.weights["messages.strong", EVASION]
    stage._settings.weights["messages.strong", EVASION] = structs.replace(strong, data=data)
    (one,) = give(stage, shelf, found(1, "messages.strong"))[1]
    assert one.alarm.calibration == "worlds w"


def test_an_open_alarm_keeps_the_moment_it_opened(fuse, shelf):
    give(fuse, shelf, found(1, "messages.strong"), now=5)
    (change,) = give(fuse, shelf, found(2, "messages.weak"), now=HOUR)[1]
    assert (change.alarm.opened, change.alarm.time) == (moment(5), moment(HOUR))


def test_a_muted_alarm_still_shows_what_was_muted(fuse, shelf):
    give(fuse, shelf, found(1, "messages.strong", last=HOUR))
    (change,) = fuse.label(label("false"), DAY, shelf)
    assert [f.weight_db for f in change.alarm.findings] == [0.0]
    assert change.alarm.first_event_time == moment(HOUR)
    assert change.alarm.planes == ()


# Its life


def test_exactly_at_the_threshold_it_opens_and_at_the_margin_it_stays():
    stage, shelf = fuse_of({"messages.a": 10.0, "messages.b": -3.0, "messages.c": -3.1}), Shelf()
    (opened,) = give(stage, shelf, found(1, "messages.a"))[1]
    assert opened.alarm.score_db == opened.alarm.threshold_db
    (closed,) = give(stage, shelf, found(2, "messages.b"))[1]
    assert closed.alarm.closed_by == "withdrawal"  # evidence fell away across the threshold
    hung = fuse_of({"messages.a": 10.0}, {EVASION: Bar(-20.0, -10.0)}, hypotheses=(EVASION,))
    shelf = Shelf()
    give(hung, shelf, found(1, "messages.a"))
    hung._settings.bars[EVASION] = Bar(-20.0, -7.0)  # three under, as after decay
    assert [c.alarm.status for c in hung.tick(DAY, shelf)] == ["closed"]
    shelf = Shelf()
    hung._settings.bars[EVASION] = Bar(-20.0, -10.0)
    give(hung, shelf, found(1, "messages.a", last=DAY))
    hung._settings.bars[EVASION] = Bar(-20.0, -7.0)
    assert [c.alarm.status for c in hung.tick(DAY, shelf)] == ["open"]


def test_a_change_while_decay_holds_it_just_under_closes_nothing():
    stage, shelf = fuse_of({"messages.a": 11.0, "messages.b": 0.1}), Shelf()
    give(stage, shelf, found(1, "messages.a"))
    (faded,) = stage.tick(2 * DAY, shelf)
    assert faded.alarm.status == "open" and faded.alarm.score_db < faded.alarm.threshold_db
    (more,) = give(stage, shelf, found(2, "messages.b", last=2 * DAY), now=2 * DAY)[1]
    assert more.alarm.status == "open"


def test_a_loss_that_leaves_it_far_under_closes_it_though_decay_had_it_under_already():
    stage, shelf = fuse_of({"messages.a": 7.0, "messages.b": 4.0}), Shelf()
    give(stage, shelf, found(1, "messages.a"))
    give(stage, shelf, found(2, "messages.b"))
    (faded,) = stage.tick(2 * DAY, shelf)
    assert faded.alarm.status == "open" and faded.alarm.score_db < faded.alarm.threshold_db
    (change,) = withdraw(stage, shelf, "f2", now=2 * DAY)[1]
    assert change.alarm.closed_by == "withdrawal"


def test_a_trafficking_alarm_closes_when_its_second_plane_fades_however_high_the_score():
    weights = {"messages.a": 15.0, "money.b": 5.0}
    stage, shelf = (
        fuse_of(weights, {"controller": Bar(0.0, 0.0)}, hypotheses=("controller",)),
        Shelf(),
    )
    give(stage, shelf, found(1, "messages.a", last=5 * DAY))
    (opened,) = give(stage, shelf, found(2, "money.b"))[1]
    assert opened.alarm.status == "open"
    (closed,) = stage.tick(DAY, shelf)
    assert closed.alarm.closed_by == "decay" and closed.alarm.score_db > closed.alarm.threshold_db


def test_sinks_hear_a_move_of_three_since_they_last_heard_either_way():
    stage, shelf = (
        fuse_of({"messages.a": 15.0, **{f"messages.u{n}": 1.5 for n in range(2)}}),
        Shelf(),
    )
    give(stage, shelf, found(1, "messages.a"))
    heard = [give(stage, shelf, found(2 + n, f"messages.u{n}"))[1][0].heard for n in range(2)]
    assert heard == [False, True]
    down = [withdraw(stage, shelf, f"f{2 + n}")[1][0].heard for n in range(2)]
    assert down == [False, True]


def test_sinks_do_not_hear_of_a_plane_that_leaves():
    stage, shelf = fuse_of({"messages.a": 15.0, "money.b": 1.0}), Shelf()
    give(stage, shelf, found(1, "messages.a"))
    assert give(stage, shelf, found(2, "money.b"))[1][0].heard
    assert not withdraw(stage, shelf, "f2")[1][0].heard


def test_a_tick_at_which_nothing_moves_is_no_revision(fuse, shelf):
    give(fuse, shelf, found(1, "messages.strong", last=9 * DAY))
    assert list(fuse.tick(DAY, shelf)) == []
    assert list(fuse.refresh([ANN], DAY, shelf)) == []


@pytest.mark.parametrize("verdict", ["true", "unsure"])
def test_a_verdict_is_heard_and_does_not_outlive_its_alarm(fuse, shelf, verdict):
    give(fuse, shelf, found(1, "messages.strong"))
    (change,) = fuse.label(label(verdict), 0, shelf)
    assert change.heard
    withdraw(fuse, shelf, "f1")
    (again,) = give(fuse, shelf, found(2, "messages.strong"))[1]
    assert again.alarm.episode == 2
    assert not again.alarm.confirmed and not again.alarm.second_reader


def test_a_false_label_mutes_the_revision_that_was_read_until_the_next(fuse, shelf):
    give(fuse, shelf, found(1, "messages.strong"))
    give(fuse, shelf, found(1, "messages.strong", summary="twice"))
    (closed,) = fuse.label(label("false"), 0, shelf)
    assert closed.alarm.weight_db == 0.0 and shelf.open_subjects() == []


def test_what_was_muted_is_remembered_over_a_revision(fuse, shelf):
    give(fuse, shelf, found(1, "messages.strong"))
    fuse.label(label("false"), 0, shelf)
    give(fuse, shelf, found(1, "messages.strong", summary="twice"))
    assert shelf.subject(ANN).marks["f1"].muted == {EVASION: 1}


def test_an_exception_that_comes_or_ends_is_heard(fuse, shelf):
    give(fuse, shelf, found(1, "messages.strong"))
    fuse.exceptions.put(exception())
    (lowered,) = fuse.refresh([ANN], 0, shelf)
    assert lowered.heard and lowered.alarm.exception == "x1"
    fuse.exceptions.put(exception(ended=True))
    (raised,) = fuse.refresh([ANN], 0, shelf)
    assert raised.heard and raised.alarm.exception is None


def test_every_change_of_a_subject_is_saved(fuse, shelf):
    give(fuse, shelf, found(1, "messages.weak"))
    assert shelf.touched == [ANN]  # a mark alone
    fuse.label(label("unsure"), 0, shelf)
    assert shelf.touched == [ANN] * 2  # a verdict without an alarm
    give(fuse, shelf, found(2, "messages.strong"))
    shelf.touched.clear()
    assert list(fuse.tick(5 * DAY, shelf)) and shelf.touched == [ANN]


def test_one_open_alarm_of_two_keeps_the_subject_open():
    stage, shelf = fuse_of({"messages.a": 12.0}), Shelf()
    stage._settings.bars["minor_at_risk"] = Bar(-20.0, -10.0)
    give(stage, shelf, found(1, "messages.a"))
    stage.label(label("false"), 0, shelf)
    assert shelf.open_subjects() == [ANN]


def test_alarms_of_one_change_come_in_the_order_of_their_names():
    hypotheses = ("minor_at_risk", EVASION)
    bars = {h: Bar(-20.0, -10.0) for h in hypotheses}
    stage = fuse_of({"messages.a": 12.0}, bars, hypotheses=hypotheses)
    changes = give(stage, Shelf(), found(1, "messages.a"))[1]
    assert [c.alarm.hypothesis for c in changes] == [EVASION, "minor_at_risk"]


def test_a_withdrawal_of_what_is_not_held_says_nothing(fuse, shelf):
    assert fuse.change(Change("f9", ANN, None), 0, shelf) == (None, [])


def test_a_subject_keeps_its_newest_findings(fuse, shelf):
    for n in range(MARKS_KEPT + 2):
        give(fuse, shelf, found(n, "messages.weak", last=(MARKS_KEPT + 2 - n) * HOUR))
        assert len(shelf.subject(ANN).marks) <= MARKS_KEPT
    assert set(shelf.subject(ANN).marks) == {f"f{n}" for n in range(MARKS_KEPT)}


# Exceptions


def test_an_exception_may_last_180_days_and_an_old_one_may_always_be_ended():
    assert checked(exception(until=moment(180 * DAY)))
    assert checked(exception(until=moment(181 * DAY), ended=True))


def test_an_exception_for_another_hypothesis_or_subject_covers_nothing(fuse, shelf):
    fuse.exceptions.put(exception(hypothesis="scam"))
    fuse.exceptions.put(exception(exception="x2", subject=Subject("account", "ben")))
    (change,) = give(fuse, shelf, found(1, "messages.strong"))[1]
    assert change.alarm.exception is None


def test_a_contact_is_not_covered_when_the_rest_reaches_the_threshold_alone():
    weights = {"messages.a": 12.0, "money.b": 10.0}
    stage, shelf = fuse_of(weights), Shelf()
    stage.exceptions.put(exception(subject=Subject("contact", "h1")))
    give(stage, shelf, found(1, "messages.a", contact="h1"))
    (change,) = give(stage, shelf, found(2, "money.b"))[1]
    assert change.alarm.exception is None


def test_what_is_not_counted_does_not_outweigh_an_exception_for_a_contact():
    stage, shelf = fuse_of({"messages.a": 12.0, "messages.b": 11.0}), Shelf()
    stage.exceptions.put(exception(subject=Subject("contact", "h1")))
    for n, (detector, contact) in enumerate([("messages.a", "h1"), ("messages.b", None)]):
        given = structs.replace(found(n, detector, contact=contact), group="g")
        (change,) = give(stage, shelf, given)[1]
    assert change.alarm.exception == "x1"


def test_exceptions_are_listed_and_chosen_by_their_ids_not_by_arrival():
    given = Exceptions()
    for id in ("x2", "x1"):
        given.put(exception(exception=id))
    assert [e.exception for e in given.all()] == ["x1", "x2"]


# Weights


def test_a_weight_at_its_least_support_counts_and_one_that_touches_nothing_does_not():
    assert not settled(measured(positives=20, negatives=20_000)).draft
    assert settled(measured(low=0.0)).draft
    assert settled(measured(db=-22.0, low=-27.0, high=-17.0)).db == -15.0


def test_a_file_cannot_declare_measured_what_was_not():
    text = 'version = "w"\n[[weight]]\ndetector = "messages.a"\nhypothesis = "contact_evasion"\n'
    file = parse(text + "db = 40.0\ndraft = false\npositives = 3\nnegatives = 5\n", "w.toml")
    weight = with_weights(load(), [spec("messages.a", "g")], file).weights["messages.a", EVASION]
    assert weight.draft and weight.db == 15.0


def test_a_subject_is_its_key_and_another_kind_is_another():
    account, group = Subject("account", "a:b"), Subject("group", "a:b")
    assert subject_from(subject_key(account)) == account
    assert subject_key(account) != subject_key(group)
