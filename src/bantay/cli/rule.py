"""`bantay rule BT102`: what an error code means and what to do about it."""

import click

from bantay.errors import InputError

RULES = {
    "BT100": (
        "Something typed or named cannot be used.",
        "The message says what was expected. Names are matched exactly; ids may be "
        "shortened as long as one thing alone begins that way.",
    ),
    "BT101": (
        "A line is not an event of the contract.",
        "A run never stops at such a line: it goes to quarantine (`bantay quarantine`) with "
        "file, line, column and reason. `bantay schema fields` prints every field.",
    ),
    "BT102": (
        "A policy, mapping, weights, exceptions or cases file cannot be used.",
        "The arrow points to the place in the file. Unknown keys are refused, so that a "
        "misspelled setting is never silently without effect.",
    ),
    "BT103": (
        "The store cannot be opened, read or written.",
        "The message says which directory and what to do. `bantay doctor --store DIR` "
        "checks it part by part.",
    ),
    "BT104": (
        "An optional capability is not installed.",
        "The message names the extra to install. Everything else works without it.",
    ),
    "BT105": (
        "A person may not do this in their role, or not with this case.",
        "Roles are given on the command line by --role, on a server by whoever runs it. What "
        "each may do is in the guide to cases.",
    ),
    "BT106": (
        "What you want meets what somebody else did meanwhile.",
        "Somebody has the case in hand, it changed after you opened it, or the next answer "
        "must come from another person. Look at the case again.",
    ),
    "BT199": (
        "A fault inside Bantay.",
        "The details are in a file only you can read. What was committed before stays; "
        "running the same command again resumes.",
    ),
}


@click.command("rule", short_help="Explain an error code.")
@click.argument("code", type=str)
def rule(code: str) -> None:
    """Explain an error CODE such as BT102: what it means and what to do.

    \b
      bantay rule BT102
    """
    wanted = code.upper()
    if wanted.startswith("BP"):
        from bantay.policy.problems import explained

        title, advice = explained(wanted)
        click.echo(f"{wanted}  {title}\n\n{advice}")
        return
    if wanted not in RULES:
        raise InputError(f"there is no code {code!r}; codes are {', '.join(RULES)}")
    title, advice = RULES[wanted]
    click.echo(f"{wanted}  {title}\n\n{advice}")
