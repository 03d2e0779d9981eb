"""Rows that have one of some values: few are spelled out, many are joined."""

import ibis
import pyarrow as pa
import pytest

from bantay.surveys._tables import FEW, having


@pytest.mark.parametrize("many", [0, 1, FEW, FEW + 1])
def test_rows_are_the_same_however_many_values(many: int) -> None:
    names = [f"a{n % 150}" for n in range(300)]
    table = ibis.memtable(pa.table({"account": names, "seq": list(range(300))}))
    wanted = [f"a{n}" for n in range(many)]
    rows = having(table, "account", [*wanted, *wanted])
    assert {row["seq"] for row in rows} == {n for n in range(300) if n % 150 < many}
    assert len(rows) == 2 * many


def test_numbers_are_values_too() -> None:
    table = ibis.memtable(pa.table({"seq": list(range(300))}))
    assert len(having(table, "seq", range(0, 300, 2))) == 150
