"""A year in figures: every decision counted once, small groups not told."""

from datetime import UTC, datetime

from msgspec import structs

from bantay.bench.report_cases import made
from bantay.model.reporting import Report
from bantay.reports.figures import SMALL, figures, published


def test_every_decision_is_counted_once() -> None:
    taken = [one for seed in range(30) for one in made(seed, "maximum").decisions]
    old = structs.replace(taken[0], time=datetime(2025, 12, 31, 23, 59, tzinfo=UTC))
    found = figures(2026, [*taken, old], [])
    assert found.statements == len(taken) == sum(found.by_ground.values())
    assert found.statements == sum(found.by_automation.values()) == sum(found.by_source.values())
    assert found.statements == sum(found.by_language.values())
    assert sum(found.by_action.values()) == sum(len(one.actions) for one in taken)
    assert found.reversed == sum(one.reversed is not None for one in taken) > 0
    assert found.reversal_rate == round(found.reversed / len(taken), 4)
    assert len(found.by_automation) == 3


def test_an_empty_year_has_no_rate() -> None:
    found = figures(1999, made(1, "maximum").decisions, [])
    assert found.statements == 0 and found.reversal_rate is None and found.by_ground == {}


def test_reports_count_when_they_were_accepted() -> None:
    when = datetime(2026, 3, 1, tzinfo=UTC)
    sent = Report(
        report="rp-1", case="c", format="ncmec", destination="tips", status="sent", digest="",
        drafted=when, drafted_by="Dana Reyes", sent=when,
    )  # fmt: skip
    draft = structs.replace(sent, report="rp-2", status="draft", sent=None)
    assert figures(2026, [], [sent, draft]).reports == {"ncmec": 1}
    assert figures(2025, [], [sent, draft]).reports == {}


def test_small_groups_are_not_told() -> None:
    assert published(0) == "0" and published(SMALL) == "5" and published(12_000) == "12,000"
    assert all(published(n) == "fewer than 5" for n in range(1, SMALL))
