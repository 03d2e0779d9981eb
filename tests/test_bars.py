"""A small seed of every long bar; `make bars` runs them in full."""

import pytest

from bantay.adapters.store import STOPS
from bantay.bench import bad_input, crash, order


def test_order_small():
    met, figures = order.bar(permutations=4, size=1_200)
    assert all(met.values()), figures


def test_crash_small():
    tally = crash.rounds(1, 2_000)
    assert tally.differing == []
    assert set(tally.hits) == set(STOPS)
    assert tally.advanced >= 4


def test_crash_bar_would_notice(monkeypatch):
    """With the comparison undisturbed against a run over other talk, the bar must say so."""
    prepared = crash.prepare

    def other(folder, size):
        prepared(folder, size if folder.name == "calm" else size - 1)

    monkeypatch.setattr(crash, "prepare", other)
    assert crash.rounds(1, 200, stops=["before commit"]).differing


def test_bad_input_small():
    figures = bad_input.fuzz(minutes=0.2)
    assert min(figures["events"], figures["rejected lines"]) > 20


def test_a_stray_quote_is_noticed():
    import msgspec.structs

    from bantay.bench.talk import talk
    from bantay.engine.accept import digests_of
    from bantay.policy import load
    from bantay.runtime.embedded import pipeline
    from bantay.runtime.memory import Memory

    events = talk(600, seed=1)
    engine = pipeline(load(), bytes(32))
    outcome = engine.events(events, digests_of(events), [None] * 600, None, Memory(lambda k: {}))
    assert outcome.findings and bad_input.stray_quotes(outcome) == []
    row = next(iter(outcome.findings.values()))
    far = msgspec.structs.replace(row.given.finding.quotes[0], end=10_000)
    finding = msgspec.structs.replace(row.given.finding, quotes=(far,))
    given = msgspec.structs.replace(row.given, finding=finding)
    outcome.findings[given.id] = msgspec.structs.replace(row, given=given)
    assert len(bad_input.stray_quotes(outcome)) == 1


@pytest.mark.parametrize("seed", range(3))
def test_shuffled_stays_inside_the_lateness(seed):
    from bantay.bench.talk import talk
    from bantay.model.clock import MINUTE, micros

    events = talk(500, seed)
    mixed = order.shuffled(events, 10 * MINUTE, seed)
    assert sorted(e.id for e in mixed) == sorted(e.id for e in events) and mixed != events
    newest = 0
    for event in mixed:
        newest = max(newest, micros(event.time))
        assert micros(event.time) >= newest - 10 * MINUTE


def test_policy_mistakes_small():
    from bantay.bench import policy_bars

    met, figures = policy_bars.errors_bar(200)
    assert all(met.values()), figures


def test_reports_small():
    from bantay.bench import reports

    met, figures = reports.bar(42)  # full cases go through all their ways twice
    assert all(met.values()), figures
    removed = figures["required fields removed once, by their schemas"]
    assert removed["ncmec"] >= 15 and removed["goaml"] >= 60 and removed["fincen"] >= 30
    fields = figures["fields seen at minimum, usual, maximum"]["ncmec"]
    assert fields["minimum"] < fields["usual"] <= fields["maximum"]


def test_reports_bar_would_notice(monkeypatch):
    """An exporter that leaves out what is required, and a schema that takes anything."""
    from bantay.bench import reports
    from bantay.reports import xml

    monkeypatch.setattr(xml, "against", lambda schema, body: ())
    met, _ = reports.bar(30)
    assert not met["two siblings swapped are refused"]
    assert not met["each required field removed once is refused"]
