"""`bantay survey` on a real store, from the first sentence to the picture."""

import json
from pathlib import Path

import msgspec

from bantay.runtime.cases import events_of
from bantay.runtime.catalogue import survey_catalogue
from bantay.runtime.survey_cases import survey_cases

from .conftest import Call

CONTROL = next(s for s in survey_catalogue() if s.spec.name == "control_networks")


def test_it_names_controllers_and_performers_and_draws_them(call: Call) -> None:
    studio = next(c for c in survey_cases(CONTROL) if c.name.startswith("three performers"))
    lines = [msgspec.json.encode(event).decode() for event in events_of(studio)]
    Path("a.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    assert call("run", "a.jsonl", "-q").exit_code == 0
    dry = call("survey", "control_networks", "--again", "-q")
    assert dry.exit_code == 0 and "3 accounts earn into this one instrument" in dry.output
    wet = call("survey", "control_networks", "--json")
    said = json.loads(wet.stdout)
    assert said["findings"] == len(said["new"]) > 4 and not said["withdrawn"]
    again = call("survey", "control_networks", "-q")
    assert again.output.strip().endswith("nothing new since it last looked")
    listed = call("alarms", "--format", "jsonl").stdout.splitlines()
    rows = [json.loads(line) for line in listed]
    card = next(a for a in rows if a["subject"]["kind"] == "instrument")
    picture = call("explain", card["alarm"], "--format", "svg").stdout
    assert picture.count("<svg ") == 5 and "Where the money possibly goes" in picture


def test_an_unknown_name_and_an_empty_store_get_a_sentence(call: Call) -> None:
    call("run", "nothing.jsonl")
    wrong = call("survey", "money_motif")
    assert wrong.exit_code == 2 and "money_motifs" in wrong.output
    Path("b.jsonl").write_text("", "utf-8")
    call("run", "b.jsonl", "-q")
    empty = call("survey", "-q")
    assert "did not look, the log holds no" in empty.output
