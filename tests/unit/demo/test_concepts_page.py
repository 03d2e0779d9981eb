"""The arithmetic on the concepts page is what the engine would add up."""

import re
from datetime import timedelta
from pathlib import Path

from bantay import policy
from bantay.fuse.evidence import Mark, Sum, add_up
from bantay.kit import Domain, Finding, Spec, Subject
from bantay.model.clock import DAY
from bantay.model.events import MessageSent
from bantay.model.evidence import Given, Weight
from bantay.model.settings import Settings

PAGE = (Path(__file__).parents[3] / "docs" / "guide" / "concepts.md").read_text(encoding="utf-8")
ROW = re.compile(
    r"^\| ([^|]+) \| (contact|spread|identity) \| ([+−][\d.]+) \| (\d+) days \|$", re.M
)


def number(text: str) -> float:
    return float(text.replace("−", "-"))


def findings() -> list[tuple[str, str, float, int]]:
    rows = [(name, group, number(db), int(days)) for name, group, db, days in ROW.findall(PAGE)]
    assert len(rows) == 4
    return rows


def spec(name: str, group: str, db: float, half_life: int) -> Spec:
    return Spec(
        id=f"messages.{name}",
        title=name,
        version=1,
        rows=("C01",),
        reads=(MessageSent,),
        keyed_by=Domain.ACCOUNT,
        window=timedelta(days=1),
        keeps=1,
        hypotheses=("contact_evasion",),
        group=group,
        ceiling=15.0,
        half_life=timedelta(days=half_life),
        anchor="",
    )


def given(spec: Spec) -> Given:
    return Given(
        id=spec.id,
        detector=spec.id,
        version=1,
        plane="messages",
        group=spec.group,
        subject=Subject("account", "mara"),
        finding=Finding(anchor="", summary=spec.title, quotes=()),
        first=0,
        last=0,
    )


def total_after(days: int) -> Sum:
    specs = {s.id: s for s in (spec(*row) for row in findings())}
    weights = {
        (f"messages.{name}", "contact_evasion"): Weight(
            f"messages.{name}", "contact_evasion", db, draft=False
        )
        for name, _, db, _ in findings()
    }
    shipped = policy.load(None)
    settings = Settings(
        bars=shipped.bars,
        weights=weights,
        lateness=shipped.lateness,
        dedup=shipped.dedup,
        policy_version="test",
        weights_version="test",
    )
    marks = [Mark(given=given(s), revision=1) for s in specs.values()]
    return add_up(marks, "contact_evasion", settings, specs, days * DAY)


def test_the_table_of_decay_is_what_the_engine_adds_up() -> None:
    rows = re.findall(r"^\| (\d+) \| (\S+) \| (\S+) \| (\S+) \| (\S+) \|$", PAGE, re.M)
    assert [int(row[0]) for row in rows] == [0, 20, 30]
    for days, *shown in rows:
        total = total_after(int(days))
        by_group = {line.mark.given.group: line.db for line in total.lines if line.counted}
        counted = [by_group["contact"], by_group["spread"], by_group["identity"]]
        assert [number(value) for value in shown] == [*counted, total.score_db]


def test_the_sum_of_day_0_stands_there_line_by_line() -> None:
    total = total_after(0)
    assert f"prior                                    {total.bar.prior_db}" in PAGE
    assert f"total                                     {total.score_db}" in PAGE
    assert f"threshold {total.bar.threshold_db}: an alarm opens" in PAGE
    assert total.reached
    assert [line.counted for line in total.lines].count(False) == 1


def test_the_defaults_named_are_the_shipped_ones() -> None:
    bar = policy.load(None).bars["contact_evasion"]
    assert f"The default for `contact_evasion` is −{-bar.prior_db} dB" in PAGE
    assert f"the default is −{-bar.threshold_db} dB" in PAGE
    assert f"here at −{-(bar.threshold_db - 3)}" in PAGE
    assert total_after(20).score_db > bar.threshold_db - 3 > total_after(30).score_db
