"""An alarm's life: opening, revising, closing in three ways, a new episode, what sinks hear."""

from datetime import timedelta

import pytest

from bantay.errors import InputError
from bantay.fuse.exceptions import checked
from bantay.fuse.stage import Fuse
from bantay.fuse.subject import SubjectState, dump, restore
from bantay.kit import Domain, Finding, Quote, Spec, Subject
from bantay.model.alarm import Versions
from bantay.model.clock import DAY, HOUR, moment
from bantay.model.events import LabelGiven
from bantay.model.evidence import Change, Given, Weight
from bantay.model.log import ExceptionGiven
from bantay.model.settings import Bar, Settings

ANN = Subject("account", "ann")


def spec(id: str) -> Spec:
    return Spec(
        id=id,
        title=id,
        version=1,
        rows=(),
        reads=(),
        keyed_by=Domain.ACCOUNT,
        window=timedelta(hours=1),
        keeps=8,
        hypotheses=("contact_evasion", "minor_at_risk"),
        group=id,
        ceiling=15.0,
        half_life=timedelta(days=10),
        anchor="",
    )


WEIGHTS = {"messages.strong": 12.0, "messages.weak": 2.0, "money.other": 4.0, "profiles.no": -8.0}
SPECS = {id: spec(id) for id in WEIGHTS}
SETTINGS = Settings(
    bars={"contact_evasion": Bar(-20.0, -10.0), "minor_at_risk": Bar(-60.0, 0.0)},
    weights={
        (d, h): Weight(d, h, db, draft=False)
        for d, db in WEIGHTS.items()
        for h in ("contact_evasion", "minor_at_risk")
    },
    lateness=0,
    dedup=0,
    policy_version="p",
    weights_version="w",
)


class Shelf:
    """Subject states in a dict, going through their bytes each time."""

    def __init__(self):
        self.states, self.live, self.open = {}, {}, set()

    def subject(self, subject):
        return self.live.setdefault(subject, SubjectState())

    def touch_subject(self, subject):
        pass

    def opened(self, subject, is_open):
        (self.open.add if is_open else self.open.discard)(subject)

    def open_subjects(self):
        return sorted(self.open)


@pytest.fixture
def fuse():
    def name(hypothesis, subject, episode):
        return f"a-{hypothesis}-{subject.id}-{episode}"

    return Fuse(SETTINGS, SPECS, Versions("e", "w", "p"), name)


@pytest.fixture
def shelf():
    return Shelf()


def found(n, detector, last=0, contact=None, summary="saw it"):
    finding = Finding(anchor="", summary=summary, quotes=(Quote("m", "text", 0, 1),))
    return Given(
        id=f"f{n}",
        detector=detector,
        version=1,
        plane=detector.split(".")[0],
        group=detector,
        subject=ANN,
        finding=finding,
        first=last,
        last=last,
        contact=contact,
    )


def give(fuse, shelf, given, now=0):
    return fuse.change(Change(given.id, ANN, given), now, shelf)


def withdraw(fuse, shelf, id, now=0):
    return fuse.change(Change(id, ANN, None), now, shelf)


def label(verdict):
    return LabelGiven(
        id="l",
        time=moment(0),
        subject_kind="account",
        subject="ann",
        hypothesis="contact_evasion",
        verdict=verdict,
        by="rev",
    )


def test_it_opens_at_the_threshold_and_carries_the_whole_sum(fuse, shelf):
    row, alarms = give(fuse, shelf, found(1, "messages.weak"))
    assert (row.revision, row.status, alarms) == (1, "open", [])
    _, (change,) = give(fuse, shelf, found(2, "messages.strong"))
    alarm = change.alarm
    assert (alarm.status, alarm.episode, alarm.revision, change.heard) == ("open", 1, 1, True)
    counted = sum(f.weight_db for f in alarm.findings if f.counted)
    assert round(alarm.prior_db + counted, 1) == alarm.score_db == -6.0
    assert alarm.probability is None and alarm.planes == ("messages",)


def test_the_same_finding_again_says_nothing(fuse, shelf):
    give(fuse, shelf, found(1, "messages.strong"))
    assert give(fuse, shelf, found(1, "messages.strong")) == (None, [])


def test_a_revised_finding_keeps_its_id_and_counts_its_revisions(fuse, shelf):
    give(fuse, shelf, found(1, "messages.strong"))
    row, (change,) = give(fuse, shelf, found(1, "messages.strong", summary="saw it twice"))
    assert row.revision == 2 and change.alarm.revision == 2
    assert not change.heard
    assert change.alarm.findings[0].revision == 2


def test_sinks_hear_when_a_plane_joins_or_the_total_moves_by_three(fuse, shelf):
    give(fuse, shelf, found(1, "messages.strong"))
    assert not give(fuse, shelf, found(2, "messages.weak"))[1][0].heard
    (change,) = give(fuse, shelf, found(3, "money.other"))[1]
    assert change.heard and change.alarm.planes == ("messages", "money")


def test_withdrawal_closes_at_once_and_says_so(fuse, shelf):
    give(fuse, shelf, found(1, "messages.strong"))
    row, (change,) = withdraw(fuse, shelf, "f1")
    assert row.status == "withdrawn"
    assert (change.alarm.status, change.alarm.closed_by) == ("closed", "withdrawal")
    assert change.heard and shelf.open_subjects() == []


def test_evidence_against_closes_too(fuse, shelf):
    give(fuse, shelf, found(1, "messages.strong"))
    (change,) = give(fuse, shelf, found(2, "profiles.no"))[1]
    assert (change.alarm.status, change.alarm.score_db) == ("closed", -16.0)


def test_decay_closes_at_a_day_tick_three_below_and_not_before(fuse, shelf):
    give(fuse, shelf, found(1, "messages.strong"))
    statuses = {}
    for day in range(1, 12):
        for change in fuse.tick(day * DAY, shelf):
            statuses[day] = (change.alarm.status, change.alarm.score_db)
    last = max(statuses)
    assert statuses[last][0] == "closed" and statuses[last][1] < -13.0
    assert all(s == "open" and score >= -13.0 for d, (s, score) in statuses.items() if d < last)
    assert list(fuse.tick(30 * DAY, shelf)) == []


def test_a_new_episode_needs_a_change_after_the_close(fuse, shelf):
    give(fuse, shelf, found(1, "messages.strong"))
    withdraw(fuse, shelf, "f1")
    (change,) = give(fuse, shelf, found(1, "messages.strong", last=HOUR), now=HOUR)[1]
    assert (change.alarm.episode, change.alarm.revision) == (2, 1)
    assert change.alarm.alarm.endswith("-2") and change.alarm.opened == moment(HOUR)


def test_a_false_label_closes_and_mutes_until_revised(fuse, shelf):
    give(fuse, shelf, found(1, "messages.strong"))
    (change,) = fuse.label(label("false"), 0, shelf)
    assert (change.alarm.closed_by, change.alarm.weight_db) == ("label", 0.0)
    assert give(fuse, shelf, found(2, "messages.weak"))[1] == []
    (again,) = give(fuse, shelf, found(1, "messages.strong", summary="again"))[1]
    assert again.alarm.episode == 2 and not again.alarm.confirmed


def test_a_false_label_leaves_other_hypotheses_alone(fuse, shelf):
    give(fuse, shelf, found(1, "messages.strong"))
    fuse.label(label("false"), 0, shelf)
    assert shelf.subject(ANN).marks["f1"].muted == {"contact_evasion": 1}


def test_true_confirms_and_unsure_asks_for_a_second_reader(fuse, shelf):
    give(fuse, shelf, found(1, "messages.strong"))
    (unsure,) = fuse.label(label("unsure"), 0, shelf)
    assert unsure.alarm.second_reader and not unsure.alarm.confirmed and unsure.heard
    (sure,) = fuse.label(label("true"), 0, shelf)
    assert sure.alarm.confirmed and not sure.alarm.second_reader


def test_states_survive_their_bytes(fuse, shelf):
    give(fuse, shelf, found(1, "messages.strong"))
    fuse.label(label("true"), 0, shelf)
    state = shelf.subject(ANN)
    assert restore(dump(state)) == state


def exception(**changes):
    base = dict(
        time=moment(0),
        exception="x1",
        subject=ANN,
        hypothesis="contact_evasion",
        reason="a help desk",
        by="Ana Reyes",
        until=moment(90 * DAY),
    )
    return ExceptionGiven(**(base | changes))


def test_an_exception_hides_nothing(fuse, shelf):
    fuse.exceptions.put(exception())
    (change,) = give(fuse, shelf, found(1, "messages.strong"))[1]
    assert change.alarm.status == "open" and change.alarm.exception == "x1"
    assert change.alarm.findings[0].counted


def test_an_exception_ends_by_itself_and_by_hand(fuse, shelf):
    fuse.exceptions.put(exception(until=moment(DAY)))
    give(fuse, shelf, found(1, "messages.strong"))
    (change,) = fuse.tick(DAY, shelf)
    assert change.alarm.exception is None and change.heard
    fuse.exceptions.put(exception(ended=True))
    assert fuse.exceptions.all() == []


def test_an_exception_for_a_contact_covers_only_what_rests_on_it(fuse, shelf):
    fuse.exceptions.put(exception(subject=Subject("contact", "h1")))
    (change,) = give(fuse, shelf, found(1, "messages.strong", contact="h1"))[1]
    assert change.alarm.exception == "x1"
    shelf2 = Shelf()
    (other,) = give(fuse, shelf2, found(1, "messages.strong", contact="h2"))[1]
    assert other.alarm.exception is None


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"hypothesis": "minor_at_risk"}, "minor_at_risk"),
        ({"until": moment(181 * DAY)}, "180 days"),
        ({"until": moment(0)}, "after it begins"),
        ({"reason": " "}, "reason"),
        ({"by": ""}, "name"),
    ],
)
def test_exceptions_that_may_not_be_given(changes, word):
    with pytest.raises(InputError, match=word):
        checked(exception(**changes))


def test_minor_at_risk_is_never_covered(fuse, shelf):
    fuse.exceptions.put(exception(hypothesis=None))
    bars = SETTINGS.bars | {"minor_at_risk": Bar(-20.0, -10.0)}
    fuse._settings = Settings(bars, SETTINGS.weights, 0, 0, "p", "w")
    changes = give(fuse, shelf, found(1, "messages.strong"))[1]
    by = {c.alarm.hypothesis: c.alarm.exception for c in changes}
    assert by == {"contact_evasion": "x1", "minor_at_risk": None}


def test_an_exception_given_under_another_policy_leaves_the_sum_alone(fuse, shelf):
    (opened,) = give(fuse, shelf, found(1, "messages.strong"))[1]
    bars = {h: Bar(-1.0, 50.0) for h in SETTINGS.bars}
    fuse._settings = Settings(bars, SETTINGS.weights, 0, 0, "other", "w")
    fuse.exceptions.put(exception())
    (marked,) = fuse.refresh([ANN], 0, shelf)
    assert marked.heard and marked.alarm.exception == "x1" and marked.alarm.revision == 2
    assert marked.alarm.score_db == opened.alarm.score_db
    assert marked.alarm.threshold_db == opened.alarm.threshold_db
    assert list(fuse.refresh([ANN], 0, shelf)) == []


@pytest.mark.parametrize("verdict", ["unsure", "true"])
def test_a_false_that_is_taken_back_lets_the_evidence_speak_again(fuse, shelf, verdict):
    give(fuse, shelf, found(1, "messages.strong"))
    (closed,) = fuse.label(label("false"), 0, shelf)
    assert closed.alarm.status == "closed" and not shelf.open
    (again,) = fuse.label(label(verdict), HOUR, shelf)
    alarm = again.alarm
    assert (alarm.status, alarm.episode, alarm.revision) == ("open", 2, 1)
    assert (alarm.second_reader, alarm.confirmed) == (verdict == "unsure", verdict == "true")
    assert alarm.score_db == -8.0 and shelf.open == {ANN} and again.heard
    (closed,) = fuse.label(label("false"), HOUR, shelf)
    assert closed.alarm.closed_by == "label" and closed.alarm.episode == 2


def test_what_has_faded_meanwhile_opens_nothing(fuse, shelf):
    give(fuse, shelf, found(1, "messages.strong"))
    fuse.label(label("false"), 0, shelf)
    assert fuse.label(label("unsure"), 30 * DAY, shelf) == [] and not shelf.open
    give(fuse, shelf, found(2, "money.other", last=30 * DAY), 30 * DAY)
    given = found(3, "messages.weak", last=30 * DAY)
    row, alarms = give(fuse, shelf, given, 30 * DAY)
    assert row is not None and alarms == []
