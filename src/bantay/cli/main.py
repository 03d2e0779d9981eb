"""`bantay`: this file only puts the commands together.

Nothing heavy is imported before a command needs it: `bantay --help` answers at once.
"""

import gc
import sys
from collections.abc import Sequence
from functools import partial
from io import TextIOWrapper
from typing import Any

import click

from bantay.cli.alarms import alarms
from bantay.cli.appeals import appeals
from bantay.cli.audit import audit
from bantay.cli.backtest import backtest
from bantay.cli.backup import backup, restore
from bantay.cli.bench import bench
from bantay.cli.cases import cases
from bantay.cli.decisions import appeal, decide, decisions, orders, statement
from bantay.cli.demo import demo
from bantay.cli.detectors import detectors
from bantay.cli.docs import docs
from bantay.cli.doctor import doctor
from bantay.cli.exceptions import exceptions
from bantay.cli.explain import explain
from bantay.cli.feedback import feedback
from bantay.cli.hash import hash_
from bantay.cli.hashes import hashes
from bantay.cli.keys import keys
from bantay.cli.lists import lists
from bantay.cli.people import people
from bantay.cli.policy import policy
from bantay.cli.problems import guarded, unread
from bantay.cli.quarantine import quarantine
from bantay.cli.regions import regions
from bantay.cli.report import report
from bantay.cli.rule import rule
from bantay.cli.run import run
from bantay.cli.scan import scan
from bantay.cli.schema import schema
from bantay.cli.serve import serve
from bantay.cli.simulate import simulate
from bantay.cli.submit import submit
from bantay.cli.survey import survey
from bantay.cli.undo import undo
from bantay.model.version import VERSION

EPILOG = """\b
First steps     bantay demo
Your own data   bantay run chat.jsonl, then bantay alarms, then bantay explain ALARM
Exit codes      0 fine, 1 found what a flag asked about, 2 wrong input, 3 our fault
Completion      eval "$(_BANTAY_COMPLETE=bash_source bantay)"   (or zsh_source, fish_source)
"""

_SELDOM = 50_000
"""Objects after which garbage is looked for. What a command loads is none, and looking through it
again and again is a tenth of a start; Python's own number is 700."""


class Bantay(click.Group):
    """A group whose every exception ends as an exit code and a message, never a traceback."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command line; by default, exit with its code."""
        run = partial(super().main, args, prog_name, complete_var, False, **extra)
        return sys.exit(guarded(run)) if standalone_mode else run()

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Read the words typed; `--help` into a closed pipe is as fine as any other end."""
        try:
            return super().make_context(info_name, args, parent, **extra)
        except BrokenPipeError:
            raise click.exceptions.Exit(unread()) from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was named; a pipe closed early ends it without a word."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            return unread()

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which a newcomer needs them."""
        return list(self.commands)


@click.group(cls=Bantay, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="bantay", message="%(prog)s %(version)s")
def cli() -> None:
    """Bantay keeps watch: signs of possible exploitation in a platform's own data.

    Everything it says is possible, never a verdict; people decide.
    """


for _command in (
    *(demo, run, submit, survey, alarms, explain, cases, scan, regions, quarantine, exceptions),
    feedback,
    *(decisions, statement, decide, undo, appeal, appeals, orders, report, policy),
    *(serve, keys, people, lists, backup, restore),
    *(detectors, bench, simulate, schema, hash_, hashes, doctor, audit, rule, docs),
):
    cli.add_command(_command)
policy.add_command(backtest)


def main() -> None:
    """The entry point of the `bantay` command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # no letter may end a run
    gc.set_threshold(_SELDOM, 10, 10)
    cli(prog_name="bantay")
