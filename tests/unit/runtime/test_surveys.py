"""Surveys on a real store: a run replaces the one before, is one commit, and can be replayed."""

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from bantay.adapters.sources import open_sources
from bantay.adapters.store import open_store
from bantay.errors import InputError, MissingExtra
from bantay.kit import Finding, Seen
from bantay.model.evidence import Subject
from bantay.model.log import ClockTicked, FindingGiven, FindingWithdrawn, SurveyFinished
from bantay.policy import load
from bantay.ports.reading import AlarmFilter
from bantay.runtime.cases import events_of
from bantay.runtime.catalogue import survey_catalogue
from bantay.runtime.embedded import Driver, pipeline, run
from bantay.runtime.memory import Memory
from bantay.runtime.survey_cases import survey_cases
from bantay.runtime.surveys import named, survey

CONTROL = next(s for s in survey_catalogue() if s.spec.name == "control_networks")
STUDIO = next(c for c in survey_cases(CONTROL) if c.name.startswith("three performers"))


@pytest.fixture
def store(tmp_path):
    opened = open_store(tmp_path / "store", create=True)
    yield opened
    opened.close()


# No detector runs: what is found here, surveys found.
def fed(store, tmp_path, events, name="a.jsonl"):
    path = tmp_path / name
    path.write_bytes(b"".join(msgspec.json.encode(e) + b"\n" for e in events))
    run(open_sources([path]), store, load(), detectors=())
    return store


def open_ids(store):
    return {r.given.id: r.given for r in store.findings() if r.status == "open"}


def test_an_empty_store_gets_a_sentence_from_every_survey(store):
    said = survey(store, load())
    assert len(said) == len(survey_catalogue())
    assert all(d.skipped.startswith("the log holds no") and not d.findings for d in said)


def test_a_log_without_money_is_looked_at_for_the_rest(store, tmp_path):
    fed(store, tmp_path, [e for e in events_of(STUDIO) if "payment" not in str(type(e)).lower()])
    said = {d.survey: d for d in survey(store, load())}
    assert said["surveys.shown_out"].skipped.startswith("the log holds no group.left and no")
    assert said["surveys.cash_chains"].findings == 0
    assert not said["surveys.control_networks"].skipped


def test_a_controller_has_two_planes_and_performers_a_score_of_their_own(store, tmp_path):
    fed(store, tmp_path, events_of(STUDIO))
    survey(store, load())
    alarms = {(a.hypothesis, a.subject.id): a for a in store.alarms(AlarmFilter())}
    boss = alarms.get(("controller", "boss"))
    held = {g.subject.id: g for g in open_ids(store).values() if "taken" in g.detector}
    assert set(held) == {"ana", "bea", "cat"}
    assert all(g.finding.roles == {"controller": ("boss",)} for g in held.values())
    assert not any(h == "controller" and s in held for h, s in alarms)
    card = alarms["controller", "i1"]
    assert card.planes == ("access", "money")
    assert card.roles["performer"] == ("ana", "bea", "cat")
    assert boss is None or boss.planes == ("access", "money")


def test_each_performers_finding_quotes_own_edges_only(store, tmp_path):
    fed(store, tmp_path, events_of(STUDIO))
    survey(store, load())
    events = {e.id: e for e in events_of(STUDIO)}
    for given in open_ids(store).values():
        if given.detector.endswith((".earnings_taken", ".operated")):
            for quote in given.finding.quotes:
                event = events[quote.event]
                ends = {getattr(event, n, None) for n in ("account", "to_account")}
                assert given.subject.id in ends


def test_running_again_gives_nothing_new_and_withdraws_what_is_gone(store, tmp_path):
    fed(store, tmp_path, events_of(STUDIO))
    first = survey(store, load(), ["control_networks"])[0]
    assert first.new and not first.withdrawn
    before = len(list(store.log()))
    again = survey(store, load(), ["control_networks"])[0]
    assert again.skipped == "nothing new since it last looked"
    assert len(list(store.log())) == before
    contract = [
        {"type": "relation.declared", "id": f"r{n}", "time": "2026-01-20T00:00:00Z",
         "account": who, "other": "boss", "kind": "agency", "contract": True}
        for n, who in enumerate(["ana", "bea", "cat"])
    ]  # fmt: skip
    path = tmp_path / "contracts.jsonl"
    path.write_text("\n".join(msgspec.json.encode(c).decode() for c in contract) + "\n")
    run(open_sources([path]), store, load(), detectors=())
    third = survey(store, load(), ["control_networks"])[0]
    assert {g.id for g in third.withdrawn} == {g.id for g in first.new}
    assert not third.findings and not open_ids(store)
    assert all(a.status == "closed" for a in store.alarms(AlarmFilter(hypothesis="controller")))


def test_again_writes_nothing(store, tmp_path):
    fed(store, tmp_path, events_of(STUDIO))
    before = store.head()
    said = survey(store, load(), ["control_networks"], again=True)[0]
    assert said.new and store.head() == before and not store.findings()


def test_replay_reads_the_recorded_findings_and_ends_the_same(store, tmp_path):
    fed(store, tmp_path, events_of(STUDIO))
    survey(store, load())
    records = [record for _, record in store.log()]
    own = (ClockTicked, SurveyFinished, FindingGiven, FindingWithdrawn)
    assert sum(isinstance(r, FindingGiven) for r in records) == len(open_ids(store))
    engine, memory = pipeline(load(), store.key), Memory(lambda keys: {})
    outcome = engine.own([r for r in records if isinstance(r, own)], None, memory)
    replayed = {row.given.id: row.given for row in outcome.findings.values()}
    surveyed = {i: g for i, g in open_ids(store).items() if g.detector.startswith("surveys.")}
    assert replayed == surveyed


def test_an_unknown_survey_is_named_with_the_nearest(store):
    with pytest.raises(InputError) as wrong:
        survey(store, load(), ["control_network"])
    assert wrong.value.nearest == "control_networks"


def test_without_the_database_there_is_a_sentence(store, monkeypatch):
    monkeypatch.setitem(sys.modules, "ibis", None)
    with pytest.raises(MissingExtra, match=r"bantay\[surveys\]"):
        survey(store, load())


KILLED = """
import os, sys
from pathlib import Path
from bantay.adapters.store import open_store
from bantay.policy import load
from bantay.runtime.surveys import survey

def at(stop):
    if stop == "before commit":
        os.kill(os.getpid(), 9)

survey(open_store(Path(sys.argv[1]), create=True, at=at), load(), ["control_networks"])
"""


def test_killed_before_its_commit_it_leaves_the_store_as_it_was(tmp_path):
    place = tmp_path / "store"
    store = fed(open_store(place, create=True), tmp_path, events_of(STUDIO))
    before = store.head(), [r for r in store.log()], store.findings()
    store.close()
    source = str(Path(__file__).parents[3] / "src")
    env = {**os.environ, "PYTHONPATH": source, "PYTHONWARNINGS": "ignore"}
    died = subprocess.run([sys.executable, "-c", KILLED, str(place)], env=env, check=False)
    assert died.returncode == -9
    store = open_store(place, create=True)
    assert (store.head(), [r for r in store.log()], store.findings()) == before
    assert survey(store, load(), ["control_networks"])[0].new
    store.close()


def ring(members, anchor="x"):
    finding = Finding(
        anchor=anchor, summary="s", quotes=(), subject=Subject("ring", ""),
        roles={"member": tuple(members)},
    )  # fmt: skip
    return Seen(sign=CONTROL.spec.signs[0].id.split(".")[-1], finding=finding, first=0, last=1)


def test_a_ring_keeps_its_id_while_half_of_its_members_stay():
    key = bytes(32)
    [first] = named(CONTROL.spec, [ring("abcd")], [], key).values()
    assert first.subject.id.startswith("r-")
    [half] = named(CONTROL.spec, [ring("abxy")], [first], key).values()
    assert half.subject == first.subject
    [less] = named(CONTROL.spec, [ring("axyz")], [first], key).values()
    assert less.subject != first.subject
    two = named(CONTROL.spec, [ring("abx", "1"), ring("cdy", "2")], [first], key)
    assert len({g.subject for g in two.values()}) == 2


def test_the_tail_and_the_segments_are_one_log(tmp_path):
    """What was sealed and what was not are seen alike."""
    events = events_of(STUDIO)
    half = len(events) // 2
    store = open_store(tmp_path / "store", create=True)
    fed(store, tmp_path, events[:half])
    driver = Driver(store, pipeline(load(), store.key))
    from bantay.runtime.merge import Piece

    driver.batch(Piece(events=events[half:]))
    assert survey(store, load(), ["control_networks"])[0].new
    store.close()
