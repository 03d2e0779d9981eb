"""The notebook tour runs from its first cell to its last, and shows pictures."""

import ast
import json
from typing import Any

from _house import ROOT

TOUR = json.loads((ROOT / "examples" / "tour.ipynb").read_text("utf-8"))
CODE = ["".join(cell["source"]) for cell in TOUR["cells"] if cell["cell_type"] == "code"]


def run(cells: list[str]) -> list[Any]:
    """The last value of each cell, as a notebook shows it."""
    room: dict[str, Any] = {"__name__": "__main__"}
    values = []
    for number, source in enumerate(cells):
        tree = ast.parse(source, f"cell {number}")
        last = tree.body[-1]
        shown = None
        if isinstance(last, ast.Expr):
            tree.body.pop()
            exec(compile(tree, f"cell {number}", "exec"), room)
            shown = eval(compile(ast.Expression(last.value), f"cell {number}", "eval"), room)
        else:
            exec(compile(tree, f"cell {number}", "exec"), room)
        values.append(shown)
    return values


def test_it_is_a_notebook_of_format_4_and_holds_no_old_answers() -> None:
    assert (TOUR["nbformat"], TOUR["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in TOUR["cells"]}) == len(TOUR["cells"])
    assert all(not cell["outputs"] for cell in TOUR["cells"] if cell["cell_type"] == "code")


def test_every_cell_runs_and_pictures_are_shown() -> None:
    values = run(CODE)
    drawn = [value for value in values if hasattr(value, "_repr_html_")]
    assert len(drawn) == 2
    boss = drawn[0]._repr_html_()
    assert boss.count("<svg") >= 3 and "possible controller: rey" in boss
    assert "<script" not in boss and "http" not in boss.replace("http://www.w3.org/", "")
    assert repr(drawn[0]).startswith("possible controller: rey (")
    alarms = values[1]
    assert alarms and all(score > -30 for _, _, score in alarms)
    assert {status for _, _, status in values[4]} == {"shadow"}
    assert '"contacts":[{"kind":"phone"' in values[5]
    assert values[6], "something was missed, and it says what"
