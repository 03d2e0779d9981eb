"""The log as tables of a distributed engine's session, for surveys: the same as in `analytical`.

Segments are read where they lie, which every worker must reach; the tail is put beside them.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa

from bantay.adapters.store.analytical import Analytical, empty, gathered
from bantay.adapters.store.shapes import KINDS
from bantay.adapters.store.site import Site
from bantay.errors import MissingExtra


@contextmanager
def distributed(site: Site, since: int, session: Any) -> Iterator[Analytical]:
    """Tables over everything not older than `since` (microseconds), in a session of Spark.

    MissingExtra when the dataframe layer is not installed.
    """
    try:
        import ibis
    except ModuleNotFoundError:
        raise MissingExtra("a survey", "surveys") from None
    found = gathered(site, since)
    session.conf.set("spark.sql.session.timeZone", "UTC")
    views = _Views(session, ibis.pyspark.connect(session), found.paths, found.fresh)
    yield Analytical(views, found.rows, found.next_seq)


class _Views(Mapping[str, Any]):
    """A view for every type of record over its files and its fresh rows, made when asked for."""

    def __init__(
        self,
        session: Any,
        layer: Any,
        paths: Mapping[str, list[Path]],
        fresh: Mapping[str, pa.Table],
    ):
        self._session, self._layer, self._paths, self._fresh = session, layer, paths, fresh
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            rows = self._fresh[name] if name in self._fresh else empty(KINDS[name])
            view = f"bantay_{name.replace('.', '_')}"
            _frame(self._session, self._paths.get(name, []), rows).createOrReplaceTempView(view)
            self._made[name] = self._layer.table(view)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(KINDS)

    def __len__(self) -> int:
        return len(KINDS)


def _frame(session: Any, paths: Sequence[Path], tail: pa.Table) -> Any:
    """A type's files and its tail as one frame; times are whole microseconds."""
    from pyspark.sql import functions as sql

    frame = session.createDataFrame(_plain(tail))
    if paths:
        places = [f"file://{path.absolute()}" for path in paths]  # an escaped one is not found
        sealed = session.read.option("mergeSchema", "true").parquet(*places).drop("vault_class")
        frame = frame.unionByName(sealed, allowMissingColumns=True)
    return frame.withColumn("time", sql.unix_micros("time"))


def _plain(table: pa.Table) -> pa.Table:
    """The table without dictionaries, which Spark does not take."""
    schema = pa.schema(
        pa.field(one.name, one.type.value_type if pa.types.is_dictionary(one.type) else one.type)
        for one in table.schema
    )
    return table.cast(schema)
