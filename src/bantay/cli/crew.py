"""Who does the work of a command: this process, or the workers of Spark."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import click

from bantay.errors import InputError

if TYPE_CHECKING:
    from bantay.adapters.spark.crew import SparkCrew
    from bantay.runtime.chosen import Chosen

_OPTIONS = (
    click.option(
        "--engine",
        type=click.Choice(("embedded", "spark")),
        default="embedded",
        show_default=True,
        help="Who does the work: this process, or Spark's workers. The outcome is the same.",
    ),
    click.option("--master", help="Spark's address; without it two threads of this machine."),
    click.option("--conf", multiple=True, metavar="NAME=VALUE", help="A setting of Spark's own."),
)


def engine_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say who does the work."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


helper_option = click.option(
    "--helper",
    is_flag=True,
    help="A second process reads the next batch's texts: quicker where a core is free (Linux).",
)


@contextmanager
def helped(helper: bool, rules: "Chosen", key: bytes) -> Iterator[dict[str, Any]]:
    """What a run with a helper needs besides: the engine over both, while the run lasts."""
    if not helper:
        yield {}
        return
    from bantay.adapters.helper import Forked
    from bantay.runtime.embedded import pipeline
    from bantay.runtime.spread.beside import BesidePipeline

    engine = pipeline(
        rules.settings, key, rules.detectors, rules.policy, rules.limits, BesidePipeline
    )
    assert isinstance(engine, BesidePipeline)
    with closing(engine.helped(Forked)):
        yield {"engine": engine}


@contextmanager
def hired(engine: str, master: str | None, conf: Sequence[str]) -> Iterator["SparkCrew | None"]:
    """Spark's workers while the run lasts, if it is to run on Spark."""
    if engine == "embedded":
        if master or conf:
            raise InputError("--master and --conf are Spark's: add --engine spark")
        yield None
        return
    from bantay.adapters.spark.crew import spark_crew

    pairs = [one.partition("=") for one in conf]
    for name, sign, _ in pairs:
        if not sign or not name.startswith("spark."):
            raise InputError(f"--conf takes spark.NAME=VALUE, not {name!r}")
    with spark_crew(master, {name: value for name, _, value in pairs}) as crew:
        yield crew
