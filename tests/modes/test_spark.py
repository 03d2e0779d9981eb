"""Spark itself: the same store as one process leaves, also when the driver and a worker are killed.

Two sessions serve all of these tests: in the first the driver kills itself in the middle.
"""

import shutil
from pathlib import Path

import pytest

from bantay.bench import spark
from bantay.bench.modes import differing, everything
from bantay.bench.spark_child import Errand

ROOT = Path(__file__).parents[2]
STORY = ROOT / "src" / "bantay" / "demo_data" / "story.jsonl"
SURVEYS = ("control_networks",)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Stores by name, what the second session told, and the head after the first was killed."""
    base = tmp_path_factory.mktemp("spark")

    def errand(name: str, **more) -> Errand:
        return Errand(paths=[str(STORY)], store=str(base / name), few=0, **more)

    with spark.one_key(base):
        stores = {"embedded": spark.embedded([STORY], base / "embedded")}
        shutil.copytree(base / "embedded", base / "surveyed")
        surveyed = spark.embedded([STORY], base / "embedded", surveys=SURVEYS)
        killed = errand("killed", chunk=700, stop="before commit", nth=2)
        assert spark.session(base, [killed], ROOT) is None
        head = spark.head(base / "killed")
        dies = base / "a worker died"
        ran = spark.session(
            base,
            [
                errand("killed", chunk=700, buckets=3, dies=str(dies)),
                errand("whole"),
                errand("passing", passing=True),
                errand("surveyed", surveys=SURVEYS),
            ],
            ROOT,
        )
        stores["embedded, surveyed"] = surveyed
        for name in ("killed", "whole", "passing", "surveyed"):
            stores[name] = everything(base / name)
    return stores, ran, head, dies.exists()


def test_a_run_on_spark_is_the_same(made):
    stores, ran, _, _ = made
    assert differing(stores["embedded"], stores["whole"]) == []
    assert ran[1].whole.events > 2_000 and ran[1].asks >= 2


def test_killed_in_the_middle_it_goes_on_and_nothing_is_lost_or_doubled(made):
    """Half before, with other buckets; and over one part a worker was killed as well."""
    stores, ran, head, a_worker_died = made
    assert head > 0 and ran[0].whole.events < ran[1].whole.events and a_worker_died
    assert differing(stores["embedded"], stores["killed"]) == []


def test_a_job_that_detects_nothing_is_told_apart(made):
    """What the comparison rests on: the same events, and other findings."""
    stores, ran, _, _ = made
    assert ran[2].whole.events == ran[1].whole.events
    assert "findings" in differing(stores["embedded"], stores["passing"])


def test_surveys_see_the_same_in_a_session_of_spark(made):
    stores, _, _, _ = made
    wanted = stores["embedded, surveyed"]
    assert b"surveys." in wanted["findings"] and b"surveys." not in stores["embedded"]["findings"]
    assert differing(wanted, stores["surveyed"]) == []
