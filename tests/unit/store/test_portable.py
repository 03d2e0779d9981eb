"""Migrations and our own SQL stay what both databases understand (docs/guide/store.md)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.dialects import postgresql

from bantay.adapters.store import migrate
from bantay.adapters.store.schema import METADATA

STORE = Path(migrate.__file__).parent
STEPS = sorted((STORE / "migrations").glob("v*.py"))
TYPES = {"BigInteger", "Boolean", "Float", "Integer", "LargeBinary", "Text"}
CONSTRAINTS = {"Column", "PrimaryKeyConstraint", "UniqueConstraint"}
DIALECTS = {"sqlite", "postgresql"}
OPERATIONS = {
    "add_column",
    "alter_column",
    "batch_alter_table",
    "create_index",
    "create_table",
    "drop_column",
    "drop_index",
    "drop_table",
    "execute",
    "get_bind",
    "rename_table",
}
FOREIGN = re.compile(
    r"\binsert\s+or\b|\breplace\s+into\b|\browid\b|last_insert|strftime|datetime\(|\bpragma\b"
    r"|\bifnull\(|\bglob\b|autoincrement|sqlite_master|\breturning\b|::|\bilike\b|\bcollate\b",
    re.IGNORECASE,
)
SQL = re.compile(r"^\s*(select|insert|update|delete|create|drop|alter|pragma|replace)\b", re.I)
SEAM = {"sqlite.py", "postgres.py", "serverlock.py", "serverfacts.py", "analytical.py"}
"""What may speak one database's own language; `analytical` has a third."""


def faults(text: str) -> list[str]:
    """What in a migration is not portable, by line."""
    return [f"{line}: {what}" for node in ast.walk(ast.parse(text)) for line, what in _wrong(node)]


def _wrong(node: ast.AST) -> Iterator[tuple[int, str]]:
    match node:
        case ast.Attribute(value=ast.Name(id="sa"), attr=name):
            if name not in TYPES | CONSTRAINTS:
                yield node.lineno, f"sa.{name}"
        case ast.Attribute(value=ast.Name(id="op"), attr=name):
            if name not in OPERATIONS:
                yield node.lineno, f"op.{name}"
        case ast.Call(func=ast.Attribute(value=ast.Name(id="op"), attr="execute"), args=[said]):
            if not isinstance(said, ast.Name):  # a text on the spot is of one database
                yield node.lineno, "op.execute of a text"
        case ast.Call(func=ast.Attribute(value=ast.Name(id="sa"), attr="Column")):
            if any(word.arg == "server_default" for word in node.keywords):
                yield node.lineno, "server_default"
        case ast.Dict(keys=keys):
            named = {key.value for key in keys if isinstance(key, ast.Constant)}
            if named & DIALECTS and named != DIALECTS:
                yield node.lineno, f"only for {', '.join(sorted(map(str, named)))}"
        case ast.Import() | ast.ImportFrom():
            if ast.unparse(node) not in ("import sqlalchemy as sa", "from alembic import op"):
                yield node.lineno, ast.unparse(node)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.stem)
def test_a_migration_is_portable(step: Path) -> None:
    assert faults(step.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("sa.Column('a', sa.JSON())", "sa.JSON"),
        ("sa.Column('a', sa.DateTime())", "sa.DateTime"),
        ("sa.Column('a', sa.Text(), server_default='x')", "server_default"),
        ("sa.ForeignKey('a.b')", "sa.ForeignKey"),
        ("op.execute('pragma foreign_keys = on')", "op.execute of a text"),
        ("op.get_context()", "op.get_context"),
        ("X = {'sqlite': ('create trigger …',)}", "only for sqlite"),
        ("from sqlalchemy.dialects import sqlite", "from sqlalchemy.dialects import sqlite"),
    ],
)
def test_what_is_not_portable_is_seen(line: str, fault: str) -> None:
    assert faults(f"import sqlalchemy as sa\n{line}\n") == [f"2: {fault}"]


def test_there_are_steps_to_look_at() -> None:
    assert [step.stem[1:5] for step in STEPS] == list(migrate.KNOWN)


def _texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


@pytest.mark.parametrize(
    "file", sorted(STORE.glob("*.py")), ids=lambda file: file.stem
)  # not the steps: they have a rule of their own
def test_our_own_sql_is_what_both_understand(file: Path) -> None:
    if file.name in SEAM:
        return
    tree = ast.parse(file.read_text("utf-8"))
    wrong = [line for line, said in _texts(tree) if SQL.match(said) and FOREIGN.search(said)]
    assert wrong == []


def test_foreign_sql_is_seen() -> None:
    for said in ("insert or ignore into a values (?)", "select a::int from b", "pragma x"):
        assert SQL.match(said) and FOREIGN.search(said)


def test_no_name_of_ours_is_a_reserved_word() -> None:
    reserved: Any = postgresql.dialect().identifier_preparer.reserved_words
    names = {table.name for table in METADATA.sorted_tables}
    names |= {column.name for table in METADATA.sorted_tables for column in table.columns}
    assert len(names) > 50 and names & reserved == set()
    assert [name for name in names if not re.fullmatch("[a-z][a-z0-9_]*", name)] == []


def test_big_numbers_stay_big() -> None:
    """Times are microseconds: what holds one must not be a 32-bit integer on a server."""
    times = {"time", "wall", "made", "expires", "ended", "seen", "noted", "first", "last", "now"}
    columns = [c for table in METADATA.sorted_tables for c in table.columns if c.name in times]
    kinds = {f"{c.table.name}.{c.name}": str(c.type.compile(postgresql.dialect())) for c in columns}
    kinds.pop("exception.ended")  # a yes or no
    assert set(kinds.values()) == {"BIGINT"}, kinds
