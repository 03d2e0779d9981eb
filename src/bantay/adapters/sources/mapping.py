"""A mapping: how the rows of somebody's own file become events of the contract.

Written as TOML, guessed by `guess`, read by `mapping_file`, checked by `mapping_check`:

    type = "message.sent"            # or a table: column, values, skip

    [fields]
    account = "sender"               # short for { column = "sender" }
    conversation = { pair = ["sender", "receiver"] }
    time = { column = "sent", format = "%d/%m/%Y %H:%M", zone = "Asia/Manila" }
    text = "body"

    [only."payment.made"]            # fields of one type, when rows become several types
    amount = "sum"

    [each]                           # one event for every element of a list
    columns = ["turns"]

A template may name columns and, with a `#`, what Bantay knows: `{#row}` (from 1),
`{#turn}` (from 1), `{#file}` (8 hex digits that stay with the file), `{#speaker}` and
`{#listener}` (who speaks this turn and who is next). Inside a list element or a nested
object a dot goes deeper: `user.id`, `turns.text`, `turns.0`.
"""

from typing import Any, Literal

import msgspec
from msgspec import Struct, field

from bantay.adapters.sources.mapping_write import to_toml


class Origin(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Where a field's value comes from: one of `column`, `constant`, `template`, `pair`.

    A time may instead be made of `start` plus `step` a row, or, with `column`, plus `step`
    times the column's number. `values` replaces words by others, `otherwise` stands for
    words that `values` does not list, `default` (a template) for cells that are empty.
    `split` cuts a cell into a list. `format` is how a time or date is written: iso, seconds,
    milliseconds, microseconds, or strptime directives; `zone` holds where none is written.
    With `unfit = "omit"` a value that does not fit is left out, not the row.
    """

    column: str | None = None
    constant: Any = None
    template: str | None = None
    pair: tuple[str, str] | None = None
    values: dict[str, str] = field(default_factory=dict)
    otherwise: str | None = None
    default: str | None = None
    split: str | None = None
    format: str | None = None
    zone: str | None = None
    start: str | None = None
    step: str | None = None
    unfit: Literal["reject", "omit"] = "reject"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it names outside of templates."""
        return tuple(name for name in (self.column, *(self.pair or ())) if name is not None)


class TypeByRow(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The event type by a column. `values` turns its words into types; `skip` are no events."""

    column: str
    values: dict[str, str] = field(default_factory=dict)
    skip: tuple[str, ...] = ()


class Each(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Lists of equal length that are taken apart: an event for every element.

    `speakers` take turns, for lists that do not say who speaks. `split` cuts a cell that is
    not a list. `step` is the time between two elements; without it they are spread evenly
    over the row's own step, or follow each other by a second.
    """

    columns: tuple[str, ...]
    speakers: tuple[str, ...] = ("a", "b")
    split: str | None = None
    step: str | None = None


class Mapping(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """How rows become events.

    `columns` names the columns of a CSV file without a header. `ignored` lists columns that
    are left out on purpose. With `sort` the file is read to its end and its rows are put in
    the order of their times first: for exports that begin with the newest.
    """

    type: str | TypeByRow
    fields: dict[str, Origin]
    only: dict[str, dict[str, Origin]] = field(default_factory=dict)
    each: Each | None = None
    format: Literal["jsonl", "csv", "parquet"] | None = None
    delimiter: str | None = None
    encoding: str | None = None
    columns: tuple[str, ...] = ()
    sort: bool = False
    ignored: tuple[str, ...] = ()

    def to_toml(self, about: str = "") -> str:
        """The mapping as a TOML file that reads back equal; `about` becomes a comment on top."""
        return to_toml(msgspec.to_builtins(self), about)

    def origins(self, event: str) -> dict[str, Origin]:
        """The fields that rows of this event type give, its own before the common ones."""
        return {**self.fields, **self.only.get(event, {})}
