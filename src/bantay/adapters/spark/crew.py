"""Implements `ports.crew.Crew` on Apache Spark."""

import gc
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from shutil import which
from typing import Any

from bantay.errors import MissingExtra, StoreError
from bantay.ports.crew import Work

LOCAL = "local[2,4]"
"""Two threads of this machine; a part is tried four times, as on a cluster."""
SETTINGS = {
    "spark.app.name": "bantay",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.driver.maxResultSize": "0",  # a batch is bounded by its events, not by its bytes
    "spark.python.worker.reuse": "true",  # what a worker compiled serves the next part
}
"""What a session of ours is given, unless the operator says otherwise."""
AT_HOME = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "1g",
    "spark.sql.shuffle.partitions": "4",  # 200, its own default, is many questions to two threads
}
"""What it is given besides when it runs on this machine alone."""


def needs_spark() -> None:
    """MissingExtra, one sentence, when Spark is not installed; StoreError when Java is not."""
    if find_spec("pyspark") is None:
        raise MissingExtra("running on Apache Spark", "spark")
    if "JAVA_HOME" not in os.environ and which("java") is None:
        raise StoreError(
            "Spark needs a Java runtime, 17 or newer: install one, or set JAVA_HOME to where it is"
        )


@contextmanager
def spark_crew(
    master: str | None = None, settings: Mapping[str, str] | None = None
) -> Iterator["SparkCrew"]:
    """A crew for as long as the context lasts. `master` is a cluster's address; None: what
    spark-submit says, else two threads of this machine. `settings` are Spark's own.

    MissingExtra or StoreError when Spark cannot be started.
    """
    needs_spark()
    crew = SparkCrew(_session(master, settings or {}))
    try:
        yield crew
    finally:
        crew.session.stop()


def _session(master: str | None, settings: Mapping[str, str]) -> Any:
    from pyspark import SparkConf
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    submitted = SparkConf().get("spark.master")
    where = master or submitted or LOCAL
    given = {**SETTINGS, **(AT_HOME if where.startswith("local") else {}), **settings}
    builder = SparkSession.builder.master(where)
    for name, value in given.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except PySparkException as error:
        raise StoreError(f"Spark does not start at {where}: {_first(error)}") from None


class SparkCrew:
    """The workers of a Spark session."""

    def __init__(self, session: Any):
        self.session = session
        self._context = session.sparkContext
        self._sent: tuple[bytes, Any] = (b"", None)

    @property
    def size(self) -> int:
        """How many parts are worked on at once, as Spark counts its cores."""
        return max(1, int(self._context.defaultParallelism))

    def kit(self, value: object) -> bytes:
        """A value as bytes; functions may be in it."""
        from pyspark import cloudpickle

        made: bytes = cloudpickle.dumps(value)
        return made

    def each(self, work: Work, kit: bytes, parts: Sequence[bytes]) -> list[bytes]:
        """The work done on every part, in order. A part whose worker dies is done again."""
        from py4j.protocol import Py4JError

        if not parts:
            return []
        held = self._broadcast(kit)
        try:
            rows = self._context.parallelize(parts, len(parts))
            found: list[bytes] = rows.map(lambda part: _done(work, held.value, part)).collect()
        except (Py4JError, OSError) as error:
            raise StoreError(f"the workers of Spark could not do it: {_first(error)}") from None
        return found

    def _broadcast(self, kit: bytes) -> Any:
        """The kit as workers read it: sent to each machine once."""
        if self._sent[0] != kit:
            self._sent = (kit, self._context.broadcast(kit))
        return self._sent[1]


def _done(work: Work, kit: bytes, part: bytes) -> bytes:
    """In a worker: the work on a part."""
    _calm()
    return work(kit, part)


@cache
def _calm() -> None:
    """Let the collector of a worker's process run seldom: events hold no cycles."""
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)


def _first(error: Exception) -> str:
    """The line that says what went wrong: the last of a worker's own, else the first."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    own = [line for line in lines if "Error:" in line or "Exception:" in line]
    return (own[-1] if own else lines[0] if lines else type(error).__name__)[:300]
