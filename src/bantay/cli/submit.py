"""`bantay submit MASTER PATH…`: a run whose work is done by a cluster that exists."""

import click

from bantay.cli.run import run


@click.command(
    "submit",
    short_help="The same run, worked on by a Spark cluster.",
    context_settings={"ignore_unknown_options": True},
)
@click.argument("master", metavar="MASTER")
@click.argument("rest", metavar="PATH...", nargs=-1, required=True, type=click.UNPROCESSED)
def submit(master: str, rest: tuple[str, ...]) -> int:
    """Read events from each PATH and have the cluster at MASTER (spark://HOST:PORT, yarn,
    k8s://…) do the work; the log, the alarms and the decisions are kept here.

    Takes every option of `bantay run`; --conf NAME=VALUE hands Spark its own settings.
    Each worker needs the same version of Bantay in the Python that PYSPARK_PYTHON names.

    \b
      bantay submit spark://HOST:7077 chat.jsonl --store my-store
    """
    words = [*rest, "--engine", "spark", "--master", master]
    told: int = run.main(words, prog_name="bantay submit", standalone_mode=False)
    return told
