"""Policy lists: what is listed, how it is taken back, and the right that no victim ever is."""

import base64
import hashlib
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from bantay.adapters.bridges.policy_lists import (
    HASHES,
    OWN_PART,
    VICTIM_SIDE,
    Rule,
    changes,
    list_name,
    protected,
    rules,
    standing,
    withdrawn,
)
from bantay.model.alarm import Alarm
from bantay.model.evidence import Subject
from bantay.model.vocabulary import Hypothesis
from tests.unit.cli.toys import THE_ALARM

BOTH = ("confirmed", "likely")


def alarm(
    who: str = "@mallory:example.org", hypothesis: Hypothesis = "extortion", **more: Any
) -> Alarm:
    """A confirmed alarm about somebody."""
    kind = "group" if who.startswith("!") else "account"
    about = {
        "alarm": f"a-{who}-{hypothesis}",
        "subject": Subject(kind, who),
        "hypothesis": hypothesis,
        "status": "open",
        "confirmed": True,
        "roles": {},
        "exception": None,
        "second_reader": False,
    }
    return structs.replace(THE_ALARM, **{**about, **more})


def test_a_rule_is_a_state_event_with_all_it_must_have() -> None:
    """`m.policy.rule.user`: entity, recommendation and reason are required."""
    [rule] = rules([alarm()])
    assert rule.kind == "m.policy.rule.user" and rule.list == "extortion-confirmed"
    assert rule.content == {
        "entity": "@mallory:example.org",
        "recommendation": "m.ban",
        "reason": "possible extortion, confirmed",
    }


def test_a_list_is_of_one_harm_and_one_confidence() -> None:
    sure = {"confirmed": False, "score_db": 9.0, "threshold_db": -5.0}
    found = rules(
        [alarm(), alarm(hypothesis="broker"), alarm("@x:example.org", "broker", **sure)],
        wanted=BOTH,
    )
    assert [rule.list for rule in found] == [
        "broker-confirmed",
        "broker-likely",
        "extortion-confirmed",
    ]
    assert list_name("scam", "likely") == "scam-likely"


def test_what_nobody_confirmed_is_not_listed_unless_asked_for() -> None:
    weak = alarm(confirmed=False, score_db=0.0, threshold_db=-5.0)
    sure = alarm(confirmed=False, score_db=6.0, threshold_db=-5.0)
    assert rules([weak, sure]) == []
    assert len(rules([sure], wanted=BOTH)) == 1 and rules([weak], wanted=BOTH) == []
    unsure = structs.replace(sure, second_reader=True)
    assert rules([unsure], wanted=BOTH) == []


@pytest.mark.parametrize("more", [{"status": "closed"}, {"exception": "e-1"}])
def test_what_is_closed_or_excepted_is_not_listed(more: dict[str, Any]) -> None:
    assert rules([alarm(**more)], wanted=BOTH) == []


def test_a_hashed_rule_names_nobody() -> None:
    [rule] = rules([alarm()], hashed=True)
    digest = base64.b64encode(hashlib.sha256(b"@mallory:example.org").digest()).decode()
    assert rule.content[HASHES] == {"sha256": digest} and "entity" not in rule.content
    assert b"mallory" not in msgspec.json.encode(rule)


@pytest.mark.parametrize("who", ["u-17", "@*:example.org", "@a?:example.org", "@nobody"])
def test_what_is_no_name_or_a_pattern_is_not_listed(who: str) -> None:
    assert rules([alarm(who)]) == []


def test_a_room_is_listed_as_a_room() -> None:
    [rule] = rules([alarm("!hall:example.org", "broker_ring")])
    assert rule.kind == "m.policy.rule.room"


# ------------------------------------------------------------------ the way back


def test_a_rule_is_taken_back_in_its_own_place() -> None:
    listed = rules([alarm(), alarm("@other:example.org")])
    [gone] = changes(rules([alarm("@other:example.org")]), listed)
    mine = next(r for r in listed if r.content["entity"] == "@mallory:example.org")
    assert gone == withdrawn(mine) and gone.content == {}
    assert (gone.list, gone.kind, gone.state_key) == (mine.list, mine.kind, mine.state_key)


def test_sending_changes_twice_changes_nothing() -> None:
    wanted = rules([alarm()])
    assert changes(wanted, []) == wanted and changes(wanted, wanted) == []
    assert changes([], [withdrawn(wanted[0])]) == []  # what is taken back stays so


def test_a_room_is_read_without_the_rules_of_others() -> None:
    [rule] = rules([alarm()])
    ours = {"type": rule.kind, "state_key": rule.state_key, "content": rule.content}
    theirs = {"type": rule.kind, "state_key": "rule:@x", "content": {"entity": "@x:example.org"}}
    member = {"type": "m.room.member", "state_key": "@a:example.org", "content": {}}
    assert standing(rule.list, [ours, theirs, member]) == [rule]
    assert standing("scam-confirmed", [ours]) == []


# ------------------------------------------------------------------ the right

NAMES = [f"@p{n}:example.org" for n in range(6)]
ROLES = [*sorted(OWN_PART), "performer", "recruit", "payer", "target", "persona", "member"]

alarms = st.builds(
    lambda who, hypothesis, roles, confirmed, score: alarm(
        who,
        hypothesis,
        roles={role: tuple(ids) for role, ids in roles.items()},
        confirmed=confirmed,
        score_db=score,
    ),
    st.sampled_from([*NAMES, "!room:example.org"]),
    st.sampled_from(get_args(Hypothesis)),
    st.dictionaries(st.sampled_from(ROLES), st.lists(st.sampled_from(NAMES), max_size=3)),
    st.booleans(),
    st.floats(-10, 60),
)


@given(st.lists(alarms, max_size=8), st.sets(st.sampled_from(NAMES)), st.booleans())
def test_nobody_who_may_be_a_victim_is_ever_listed(
    found: list[Alarm], shielded: set[str], hashed: bool
) -> None:
    """Whatever alarms there are, and however sure: not a subject of a hypothesis about victims,
    not the shielded, not who is named in the part of one."""
    made = rules(found, shielded, wanted=BOTH, hashed=hashed)
    listed = _people(made)
    victims = {a.subject.id for a in found if a.hypothesis in VICTIM_SIDE}
    others = {
        id
        for a in found
        for role, ids in a.roles.items()
        if role in ("performer", "recruit", "target", "payer")
        for id in ids
        if id != a.subject.id and id not in {i for r in OWN_PART for i in a.roles.get(r, ())}
    }
    assert listed.isdisjoint(victims | shielded | others)
    assert not any(rule.list.startswith(VICTIM_SIDE) for rule in made)


def test_the_right_would_be_noticed_if_it_were_gone() -> None:
    """The same account is listed as soon as nothing shields it."""
    mallory = alarm()
    hers = alarm(mallory.subject.id, "controlled_performer")
    ring = alarm("@boss:example.org", "controller", roles={"performer": (mallory.subject.id,)})
    assert _people(rules([mallory])) == {mallory.subject.id}
    assert _people(rules([mallory, hers])) == set()
    assert _people(rules([mallory, ring])) == {"@boss:example.org"}
    assert _people(rules([mallory], {mallory.subject.id})) == set()
    assert protected([hers, ring]) == {mallory.subject.id}


def test_an_alarm_that_comes_later_takes_the_rule_back() -> None:
    mallory = alarm()
    listed = rules([mallory])
    later = rules([mallory, alarm(mallory.subject.id, "minor_at_risk")])
    assert changes(later, listed) == [withdrawn(listed[0])]


def _people(made: list[Rule]) -> set[str]:
    marks = {_mark(name): name for name in [*NAMES, "@mallory:example.org", "@boss:example.org"]}
    return {marks[key] for rule in made if (key := rule.state_key.rpartition(":")[2]) in marks}


def _mark(name: str) -> str:
    return base64.b64encode(hashlib.sha256(name.encode()).digest()).decode()
