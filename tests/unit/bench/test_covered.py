"""The coverage bar counts the lines it says it counts."""

import pytest

from bantay.bench import covered


def test_lines_are_added_up_by_room() -> None:
    told = {
        "files": {
            "src/bantay/kit/a.py": {"summary": {"covered_lines": 3, "num_statements": 4}},
            "src/bantay/kit/text/b.py": {"summary": {"covered_lines": 1, "num_statements": 6}},
            "src/bantay/cases/c.py": {"summary": {"covered_lines": 2, "num_statements": 2}},
        }
    }
    assert covered.shares(told) == {"cases": (2, 2), "kit": (4, 10)}


def test_a_small_run_counts_what_one_test_runs_through() -> None:
    told = covered.measured(("tests/unit/policy/test_flat.py",), ("policy",))
    found = covered.shares(told)
    assert found.keys() == {"policy"} and 0 < found["policy"][0] < found["policy"][1]
    files = {file for file, of in told["files"].items() if of["summary"]["covered_lines"]}
    assert "src/bantay/policy/flat.py" in files


def test_a_failing_test_is_no_figure() -> None:
    with pytest.raises(RuntimeError, match="tests failed"):
        covered.measured(("tests/unit/policy/no_such_test.py",), ("policy",))
