"""How long an account has been there: only what a registration made known dates it."""

from datetime import UTC, datetime, timedelta

import pytest

from bantay.kit import Domain, Fact, Window
from bantay.kit.standing import began, is_settled
from bantay.model.clock import micros
from bantay.model.events import EventBase

BEGIN = datetime(2026, 1, 5, tzinfo=UTC)


def window(*names: str) -> Window[EventBase]:
    """A window with facts, each known a day later than the one before."""
    known = (micros(BEGIN + timedelta(days=n)) for n in range(len(names)))
    pairs = zip(names, known, strict=True)
    return Window("a", (), tuple(Fact(Domain.ACCOUNT, "a", n, 1, at, ("r",)) for n, at in pairs))


@pytest.mark.parametrize("name", ["birth_year", "country", "tz"])
def test_any_fact_of_a_registration_dates_the_account(name: str) -> None:
    assert began(window(name)) == BEGIN


def test_the_earliest_counts_and_other_facts_do_not() -> None:
    assert began(window("contract", "country", "tz")) == BEGIN + timedelta(days=1)


def test_an_account_is_settled_only_after_the_days_are_over() -> None:
    told, age = window("country"), timedelta(days=60)
    assert not is_settled(told, BEGIN + age, 60)
    assert is_settled(told, BEGIN + age + timedelta(seconds=1), 60)


def test_of_an_account_without_a_registration_nothing_is_known() -> None:
    assert began(window("contract")) is None
    assert not is_settled(window(), BEGIN + timedelta(days=900), 60)
