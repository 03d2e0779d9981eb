"""`bantay run PATH…`: events in, alarms out; resumable."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bantay.cli.crew import engine_options, helped, helper_option, hired
from bantay.cli.decisions import capabilities_of
from bantay.cli.mapping import Telling, mapped
from bantay.cli.options import policy_option, store_option
from bantay.cli.overheard import RAW_FILE, Overheard, OverheardStream
from bantay.cli.problems import FINE, INTERRUPTED, WRONG_INPUT
from bantay.cli.progress import watching
from bantay.cli.render.summary import summary
from bantay.cli.rooms import opened
from bantay.errors import InputError
from bantay.ports.reading import AlarmFilter, Reading
from bantay.ports.source import Reject

if TYPE_CHECKING:
    from bantay.adapters.capabilities.config import Routed
    from bantay.adapters.store import EmbeddedStore
    from bantay.ports.crew import Crew
    from bantay.ports.store import Sink
    from bantay.ports.stream import Stream
    from bantay.runtime.chosen import Chosen
    from bantay.runtime.embedded import RunReport


@click.command("run", short_help="Read files of events; alarms come out.")
@click.argument(
    "paths",
    metavar="PATH...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
)
@store_option
@policy_option
@click.option(
    "--mapping",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="How the columns or fields of these files map to events (TOML).",
)
@click.option("--strict", is_flag=True, help="Exit 2 when a line was not an event.")
@click.option("--keep-raw", is_flag=True, help="Rejected lines in the clear, for test files only.")
@click.option(
    "--alarms-to",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Every alarm that is heard of: to this JSONL file, topic (kafka://…) or Coop (TOML).",
)
@click.option(
    "--capabilities",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="What decisions may do (TOML); without it all are taken in shadow.",
)
@engine_options
@helper_option
@click.option("--quiet", "-q", is_flag=True, help="No progress.")
@click.option("--json", "as_json", is_flag=True, help="Progress and summary as JSON lines.")
def run(
    paths: tuple[Path, ...],
    store: Path,
    policy: Path | None,
    mapping: Path | None,
    strict: bool,
    keep_raw: bool,
    alarms_to: Path | None,
    capabilities: Path | None,
    engine: str,
    master: str | None,
    conf: tuple[str, ...],
    helper: bool,
    quiet: bool,
    as_json: bool,
) -> int:
    """Read events from each PATH: JSONL (plain, .gz, .zst), Parquet or CSV, or a folder of them;
    a dash is standard input, one event, CloudEvent or chat server's payload a line; so are the
    records of kafka://HOST:PORT/TOPIC, or of the topics that a file of settings (TOML) names.

    A file that is not in the contract's shape is guessed at, and the guess is shown and
    saved. Ctrl-C is safe: the same command goes on where it stopped.

    \b
      bantay run chat.jsonl payments.xml --store my-store --policy mine.toml
    """
    from bantay.runtime.chosen import chosen
    from bantay.runtime.embedded import run as run_embedded
    from bantay.runtime.hashes import lookups

    rules, routed = chosen(policy), capabilities_of(capabilities)
    heard, kept = list[Reject](), store / RAW_FILE if keep_raw else None
    telling: Telling = "json" if as_json else "nothing" if quiet else "words"
    sources = _sources(paths, mapping, store, telling, (heard, kept))
    with (
        hired(engine, master, conf) as crew,
        opened(store, settings=rules.settings, retention=rules.retention) as place,
        _over(crew, helper, place, rules) as more,
    ):
        asked, sinks = lookups(store), _sinks(alarms_to)
        with watching(quiet=quiet, as_json=as_json) as progress:
            report = run_embedded(
                sources,
                place,
                rules.settings,
                sinks=sinks,
                progress=progress,
                detectors=rules.detectors,
                lookups=asked,
                policy=rules.policy,
                limits=rules.limits,
                capabilities=routed,
                **more,
            )
        _into_cases(place, rules, routed)
        strongest = _strongest(place)
    click.echo(_json(report, heard) if as_json else summary(report, heard, store, strongest))
    if report.interrupted:
        return INTERRUPTED
    return WRONG_INPUT if strict and report.rejected else FINE


def _sources(
    paths: "Sequence[Path]",
    mapping: Path | None,
    store: Path,
    telling: Telling,
    rejects: tuple[list[Reject], Path | None],
) -> "list[Overheard | OverheardStream]":
    """What is read, with what it rejects kept: in a list, and in a file if one is named."""
    stream, (heard, raw) = _stream(paths, mapping), rejects
    if stream is not None:
        return [OverheardStream(stream, heard, raw)]
    return [Overheard(source, heard, raw) for source in mapped(paths, mapping, store, telling)]


@contextmanager
def _over(
    crew: "Crew | None", helper: bool, place: "EmbeddedStore", rules: "Chosen"
) -> Iterator[dict[str, Any]]:
    """What a run over a crew, or with a helper, needs besides, while it lasts."""
    if crew is None:
        with helped(helper, rules, place.key) as more:
            yield more
        return
    from bantay.runtime.spread.making import BATCH, spread

    made = spread(crew, rules.settings, place.key, rules.detectors, rules.policy, rules.limits)
    yield {"engine": made, "chunk": BATCH}


def _stream(paths: "Sequence[Path]", mapping: Path | None) -> "Stream | None":
    """The topics that are named instead of files: by an address, or by a file of settings."""
    from bantay.adapters.kafka.address import (
        address_of,
        is_kafka,
        is_settings,
        load_address,
        needs_kafka,
    )

    named = [path for path in paths if is_kafka(str(path)) or is_settings(path)]
    if not named:
        return None
    if len(paths) > 1:
        raise InputError("a stream is read by itself: run the files before it")
    needs_kafka()
    from bantay.adapters.kafka.inlet import Inlet

    text = str(named[0])
    address = address_of(text) if is_kafka(text) else load_address(named[0])
    if mapping is None:
        return Inlet(address)
    from bantay.adapters.kafka.through import through
    from bantay.adapters.sources.mapping_file import load_mapping

    return Inlet(address, read=through(load_mapping(mapping), text))


def _into_cases(place: "EmbeddedStore", rules: "Chosen", routed: "Routed | None") -> None:
    """Alarms become cases now, so that their clocks begin when they were found."""
    from bantay.runtime.case_telling import taken_up

    taken_up(place, rules, routed)


def _sinks(alarms_to: Path | None) -> "Sequence[Sink]":
    if alarms_to is None:
        return ()
    from bantay.adapters.kafka.address import address_of, is_kafka, needs_kafka

    if is_kafka(str(alarms_to)):
        needs_kafka()
        from bantay.adapters.kafka.outlet import KafkaSink

        return (KafkaSink(address_of(str(alarms_to))),)
    if alarms_to.suffix == ".toml":
        from bantay.adapters.bridges.coop import load_coop

        return (load_coop(alarms_to),)
    from bantay.adapters.sinks import JsonlSink

    return (JsonlSink(alarms_to),)


def _strongest(reading: Reading) -> str | None:
    found = reading.alarms(AlarmFilter(status="open", limit=1))
    return found[0].alarm if found else None


def _json(report: "RunReport", rejects: Sequence[Reject]) -> str:
    import msgspec

    told = msgspec.to_builtins(report)
    first = [
        {"file": r.file, "line": r.line, "column": r.column, "reason": r.reason} for r in rejects
    ]
    return msgspec.json.encode({**told, "first_rejected": first}).decode()
