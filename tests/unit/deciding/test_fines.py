"""A fine says how much, in the order, in its inverse and to the person; without that it is none."""

import pytest

from bantay.model.decision import Fine
from bantay.policy import read
from bantay.policy.deciding.statement import ended_statement, statement
from bantay.policy.diff import differences
from bantay.policy.files import defaults

from .toys import ANN, DAY, Bench, alarm, ask

FINE = Fine("12.50", "PHP")
RULE = """
version = "v"
packs = []
[[rule]]
name = "r"
step = "hold"
actions = ["fine"]
{fine}
lasts = "30d"
ground = "g"
"""


def fined() -> Bench:
    bench = Bench(ask("fine", fine=FINE))
    bench.revise(alarm())
    bench.tick(DAY)
    return bench


def test_order_and_inverse_carry_the_same_amount() -> None:
    bench = fined()
    assert bench.only().status == "open" and bench.only().fine == FINE
    assert str(bench.platform.state()[ANN]["fined"]["PHP"]) == "12.50"
    bench.review(bench.only().decision, "overturn", "Zed")
    fines = [order for order in bench.orders if order.kind == "fine"]
    assert [(one.fine, one.reverses is None) for one in fines] == [(FINE, True), (FINE, False)]
    assert all(one.fine is None for one in bench.orders if one.kind != "fine")
    assert bench.platform.state() == {}


def test_the_person_is_told_how_much_was_taken_and_given_back() -> None:
    one = fined().only()
    for said in (statement(one), ended_statement(one, ("fine",))):
        assert all("12.50 PHP" in text for text in said.values())
    assert "we took a fine of 12.50 PHP" in statement(one)["en"]
    assert "a fine of 12.50 PHP" in one.reasons


def test_a_fine_without_an_amount_is_refused_aloud() -> None:
    bench = Bench(ask("fine", fine=None))
    bench.revise(alarm())
    assert not bench.decisions and "names no amount" in bench.faults[0].reason


def test_a_possible_victim_is_fined_by_nobody_but_two_people() -> None:
    bench = Bench(ask("fine", fine=FINE))
    bench.signs(9.0)
    bench.revise(alarm())
    bench.approve(bench.only().decision, "Kim")
    bench.tick(DAY)
    assert bench.only().status == "waiting" and not bench.platform.state()


@pytest.mark.parametrize(
    ("fine", "line", "code"),
    [
        ("", 7, "BP308"),
        ('fine = { amount = "0", currency = "EUR" }', 8, "BP308"),
        ('fine = { amount = "-5", currency = "EUR" }', 8, "BP308"),
        ('fine = { amount = "1.23456", currency = "EUR" }', 8, "BP308"),
        ('fine = { amount = 5, currency = "EUR" }', 8, "BP105"),
        ('fine = { amount = "5", currency = "eur" }', 8, "BP308"),
        ('fine = { amount = "5" }', 8, "BP104"),
        ('fine = { amount = "5", currency = "EUR", of = "all" }', 8, "BP103"),
        ('fine = "5 EUR"', 8, "BP105"),
    ],
)
def test_what_is_no_amount_is_said_in_its_place(fine: str, line: int, code: str) -> None:
    found, wrong = read(RULE.format(fine=fine), "p.toml", defaults())
    assert found is None
    assert [(one.code, one.place.line) for one in wrong if one.place] == [(code, line)]


def test_a_changed_amount_is_a_difference() -> None:
    texts = [RULE.format(fine=f'fine = {{ amount = "{n}", currency = "EUR" }}') for n in (5, 20)]
    old, new = (read(text, "p.toml", defaults())[0] for text in texts)
    assert old is not None and new is not None
    [one] = differences(old, new)
    assert (one.field, one.way, one.after) == ("fine", "harsher", "amount 20; currency EUR")
