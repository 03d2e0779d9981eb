"""`bantay explain ALARM`: the sum of evidence in words, as JSON or as a picture."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from bantay.cli.options import DEFAULT_STORE, output_option, store_option, who
from bantay.cli.render.explained import explained, sentence
from bantay.cli.render.lit import Piece, coloured, marked
from bantay.cli.rooms import alarm_called, opened
from bantay.kit.draw.waterfall import waterfall
from bantay.model.alarm import Alarm
from bantay.ports.reading import AlarmFilter, Look, Reading

PURPOSE = "review of an alarm on the command line"


def _ids(context: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
    store = context.params.get("store") or Path(DEFAULT_STORE)
    try:
        with opened(store) as reading:
            rows = reading.alarms(AlarmFilter())
    except Exception:  # completion never disturbs the line that is being typed
        return []
    return [CompletionItem(a.alarm, help=a.hypothesis) for a in rows if a.alarm.startswith(typed)]


@click.command("explain", short_help="Show why: the sum, the exact words, what is not known.")
@click.argument("alarm", shell_complete=_ids)
@store_option
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "svg"]),
    default="text",
    show_default=True,
    help="Words with the quotes lit, the alarm as data, or pictures: sum, money, ties, time.",
)
@output_option
@click.option(
    "--purpose",
    default=PURPOSE,
    show_default=True,
    help="Why the texts are looked at; goes to the audit log with your name.",
)
def explain(alarm: str, store: Path, format_: str, output: Path | None, purpose: str) -> None:
    """Explain an ALARM, named by its id or a unique beginning of it.

    Words and pictures read the events it rests on, pictures never a text; either look is
    logged.

    \b
      bantay explain a-2oiys --store bantay-demo
      bantay explain a-2oiys --format svg --output why.svg --store bantay-demo
    """
    with opened(store) as reading:
        found = alarm_called(reading, alarm)
        if format_ == "text":
            body = words(found, reading, purpose, colour=output is None and colourful())
        else:
            body = drawn(found, reading, purpose) if format_ == "svg" else as_json(found)
    if output is None:
        click.echo(body.rstrip("\n"))
    else:
        output.write_text(body.rstrip("\n") + "\n", encoding="utf-8")


def words(alarm: Alarm, reading: Reading, purpose: str, *, colour: bool) -> str:
    """The explanation in words; reading the quoted texts is logged under `purpose`."""
    ids = list(dict.fromkeys(q.event for finding in alarm.findings for q in finding.quotes))
    events = reading.events(ids, Look(who(), purpose)) if ids else {}
    text = explained(alarm, events, coloured if colour else _marked)
    return text if colour else click.unstyle(text)


def drawn(alarm: Alarm, reading: Reading, purpose: str) -> str:
    """The waterfall, and below it the money, the ties and the time where evidence has them."""
    from bantay.kit.draw.svg import stacked
    from bantay.runtime.pictures import pictures, quoted_events

    ids = quoted_events(alarm)
    if all(quote.field == "text" for f in alarm.findings for quote in f.quotes):
        return waterfall(alarm)  # only words speak here, and pictures show none
    events = reading.events(ids, Look(who(), purpose))
    more = pictures(alarm, events)
    return stacked([waterfall(alarm), *more], sentence(alarm)) if more else waterfall(alarm)


def as_json(alarm: Alarm) -> str:
    """The alarm as the contract has it, indented for reading."""
    import msgspec

    return msgspec.json.format(msgspec.json.encode(alarm), indent=2).decode()


def _marked(parts: Sequence[Piece]) -> str:
    return marked(parts)


def colourful() -> bool:
    """Whether standard output is a terminal that wants colours."""
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain
