"""The collector is one for the process: whoever holds it calm, it ends as it was."""

import subprocess
import sys

import pytest

# In a process of its own: a server of another test may hold the collector of this one.
BEGIN = """
import gc
from bantay.runtime.calm import calm
before = gc.get_threshold()
assert gc.get_freeze_count() == 0
def is_calm():
    return gc.get_threshold()[0] > before[0] and gc.get_freeze_count() > 0
def as_before():
    return gc.get_threshold() == before and gc.get_freeze_count() == 0
"""

FAILS = """
try:
    with calm():
        assert is_calm()
        raise ValueError
except ValueError:
    assert as_before()
"""

FIRST_IN_FIRST_OUT = """
one, two = calm(), calm()
one.__enter__()
two.__enter__()
one.__exit__(None, None, None)
assert is_calm()
two.__exit__(None, None, None)
assert as_before()
"""

AGAIN = """
for _ in range(2):
    with calm():
        assert is_calm()
    assert as_before()
"""


@pytest.mark.parametrize("story", [FAILS, FIRST_IN_FIRST_OUT, AGAIN])
def test_the_collector_ends_as_it_was(story: str) -> None:
    child = [sys.executable, "-c", BEGIN + story]
    run = subprocess.run(child, check=False, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
