"""`bantay policy`: a policy file checked, tried on its cases, shown, compared with another."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bantay.cli.options import listing_options, output_option
from bantay.cli.problems import ASKED, FINE, WRONG_INPUT, drawn
from bantay.cli.render.tables import Column, Listing, write
from bantay.cli.render.words import count
from bantay.errors import InputError, closest

if TYPE_CHECKING:
    from bantay.policy.cel import Name
    from bantay.policy.diff import Difference
    from bantay.policy.rules import Rule

_file = click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)


@click.group("policy", short_help="Policy as text: check, test, show, diff, vocabulary.")
def policy() -> None:
    """A policy says where alarms open and what is asked for then; people stay in charge.

    \b
      bantay policy copy chat -o my.toml
      bantay policy check my.toml
    """


@policy.command("check", short_help="Every mistake in a policy file, with its place.")
@_file
@click.option("--explain", metavar="CODE", help="Explain a code such as BP212 instead.")
def check(file: Path | None, explain: str | None) -> int:
    """Check a policy FILE (without one: the policy that comes with Bantay).

    Exit code 2 when anything in it cannot be used.

    \b
      bantay policy check
      bantay policy check mine.toml
    """
    from bantay.policy import check as check_file
    from bantay.policy.problems import explained

    if explain is not None:
        title, advice = explained(explain)
        click.echo(f"{explain.upper()}  {title}\n\n{advice}")
        return FINE
    found, problems = check_file(file)
    if found is not None:
        from bantay.runtime.chosen import chosen

        chosen(file)  # tables that it names, switches that cannot be applied
    for problem in problems:
        click.echo(drawn(problem) + "\n", err=True)
    if found is None:
        click.echo(count(len(problems), "mistake"), err=True)
        return WRONG_INPUT
    parts = (
        count(len(found.rules), "rule"),
        count(len(found.own), "detector"),
        count(len(found.switches), "switch", "switches"),
        count(len(found.cases), "case"),
    )
    click.echo(f"{found.name}: version {found.settings.policy_version}, {', '.join(parts)}")
    return FINE


@policy.command("test", short_help="Try a policy on its own cases; exit 1 when one fails.")
@_file
def test(file: Path | None) -> int:
    """Run the cases inside a policy FILE: those of its rules and of its detectors.

    \b
      bantay policy test mine.toml
    """
    from bantay.policy import load_file
    from bantay.policy.cases import run
    from bantay.runtime.own import own_results

    found = load_file(file)
    results = run(found.policy(), found.cases)
    wrong = [(r.case.line, r.case.name, r.wrong) for r in results if r.wrong]
    tried = [(own, result) for own, some in own_results(found) for result in some]
    wrong += [(o.line, f"{o.name}: {r.case.name}", r.reason) for o, r in tried if not r.passed]
    for line, name, reason in wrong:
        click.echo(f"{found.name}:{line}: {name}: {reason}")
    click.echo(f"{count(len(results) + len(tried), 'case')}, {count(len(wrong), 'failure')}")
    return ASKED if wrong else FINE


@policy.command("copy", short_help="Write a shipped policy to a file of your own.")
@click.argument("name", default="defaults")
@output_option
def copy(name: str, output: Path | None) -> None:
    """Print the policy called NAME as it ships (defaults, a pack, an example), to be changed.

    A name that is taken already is not written over.

    \b
      bantay policy copy chat
      bantay policy copy live_video -o video.toml
    """

    from bantay.policy.files import EXAMPLES, PACKS, shipped

    known = (*PACKS, *EXAMPLES)
    if name not in known:
        near = closest(name, known)
        reason = f"there is no shipped policy {name!r}, only: {', '.join(known)}"
        raise InputError(reason, nearest=near)
    if output is None:
        click.echo(shipped(name), nl=False)
        return
    if output.exists():
        raise InputError(f"{output} is there already: name another file, or remove it")
    output.write_text(shipped(name), "utf-8")
    click.echo(f"{output}: change it, then bantay policy test {output}")


@policy.command("show", short_help="The rules of a policy, packs and ladders laid out.")
@_file
@listing_options
def show(file: Path | None, format_: str, output: Path | None, limit: int | None) -> None:
    """List every rule that a policy FILE comes to, in the order in which they are asked.

    \b
      bantay policy show
      bantay policy show mine.toml
    """
    from bantay.policy import load_file

    write(_rules(), load_file(file).rules[:limit], format_, output)


@policy.command("diff", short_help="What changed between two policies; exit 1 when anything did.")
@click.argument("old", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("new", type=click.Path(path_type=Path, dir_okay=False))
@listing_options
def diff(old: Path, new: Path, format_: str, output: Path | None, limit: int | None) -> int:
    """Compare policy OLD with NEW: rules, steps, thresholds, detectors; not lines of text.

    \b
      bantay policy diff today.toml mine.toml
    """
    from bantay.policy import load_file
    from bantay.policy.diff import differences

    found = differences(load_file(old), load_file(new))
    write(_differences(), found[:limit], format_, output)
    return ASKED if found else FINE


@policy.command("vocabulary", short_help="The names a condition may use.")
@click.option("--event", help="Those of a detector's condition on this event instead.")
@listing_options
def vocabulary(event: str | None, format_: str, output: Path | None, limit: int | None) -> None:
    """List every name with its type and meaning.

    \b
      bantay policy vocabulary
      bantay policy vocabulary --event payment.made
    """
    from bantay.runtime.policy_words import names

    write(_names(), names(event)[:limit], format_, output)


def _rules() -> "Listing[Rule]":
    from bantay.policy.diff import said

    columns: tuple[Column[Rule], ...] = (
        Column("rule", lambda r: r.name),
        Column("on", lambda r: ", ".join(r.on) or "any"),
        Column("when", lambda r: " ".join(r.when.split())),
        Column("step", lambda r: r.step),
        Column("actions", lambda r: ", ".join(r.actions)),
        Column("target", lambda r: r.target),
        Column("lasts", lambda r: said("lasts", r.lasts)),
        Column("by itself", lambda r: "yes" if r.automatic else "no"),
        Column("shadow", lambda r: "yes" if r.shadow else "no"),
    )
    return Listing(shown=columns, fields=columns, record=lambda r: r, empty="no rules")


def _differences() -> "Listing[Difference]":
    columns: tuple[Column[Difference], ...] = (
        Column("part", lambda d: d.part),
        Column("name", lambda d: d.name),
        Column("what", lambda d: d.field or d.sort),
        Column("before", lambda d: d.before),
        Column("after", lambda d: d.after),
        Column("which way", lambda d: d.way),
    )
    return Listing(
        shown=columns, fields=columns, record=lambda d: d, empty="no difference in meaning"
    )


def _names() -> "Listing[Name]":
    from bantay.runtime.policy_words import type_said

    columns: tuple[Column[Name], ...] = (
        Column("name", lambda n: n.name),
        Column("type", type_said),
        Column("may be unknown", lambda n: "yes" if n.optional else "no"),
        Column("meaning", lambda n: n.meaning),
    )
    return Listing(shown=columns, fields=columns, record=lambda n: n, empty="no names")
