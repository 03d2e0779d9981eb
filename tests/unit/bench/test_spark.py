"""What the Spark bars make of their measurements, without Spark."""

import pytest

from bantay.bench import spark
from bantay.bench.spark_child import Ran, Stretch

_FIGURES = {
    "microseconds of processor time a message, two parts": 60.0,
    "of it the driver's, microseconds a message": 20.0,
    "bytes of state a key": {"account": 100.0, "sender": 300.0},
    "keys with a state, a thousand messages": 50.0,
    "bytes to the workers and back, a message": 500.0,
    "bytes of the store a message": 100.0,
}


def test_the_plan_adds_up_from_its_measurements():
    rows = {row[0]: row[1] for row in spark.plan(_FIGURES)["rows"]}
    mean = 1e9 / 86_400
    assert rows["messages a second, mean of the day"] == round(mean)
    assert rows["cores of workers and Java at the peak"] == round(3 * mean * 40e-6, 2)
    assert rows["share of one core the driver takes at the peak"] == round(3 * mean * 20e-6, 2)
    assert rows["messages a second at which one driver is full"] == 50_000
    assert rows["GB between driver and workers a day"] == 500
    assert rows["GB of key states after a day"] == round(50_000_000 * 200 / 1e9, 2)


def test_every_line_of_the_plan_names_its_measurement():
    assert all(base and how for _, _, base, how in spark.plan(_FIGURES)["rows"])


def test_the_first_batch_is_told_apart():
    whole = Stretch(events=3_000, wall=14.0, cpu=9.0, driver=4.0)
    steady = Stretch(events=2_000, wall=4.0, cpu=4.0, driver=1.0)
    ran = Ran(whole, steady, asks=6, asking=2.0, sent=1, back=1)
    assert spark._rate(ran) == 500
    assert spark._fixed(ran) == pytest.approx(8.0)
    assert spark._cost(ran) == pytest.approx(2_000) and spark._driver(ran) == pytest.approx(500)
