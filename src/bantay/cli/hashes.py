"""`bantay hashes`: lists of known material, the hashes of pictures, and whether they meet."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click
from msgspec import Struct

from bantay.cli.options import listing_options, policy_option, store_option
from bantay.cli.problems import ASKED, FINE
from bantay.cli.render.tables import Column, Listing, write
from bantay.cli.render.words import count
from bantay.cli.rooms import opened
from bantay.errors import InputError
from bantay.ports.hashlists import HashKind, HashList

if TYPE_CHECKING:
    from bantay.adapters.hashlists.shelf import Kept
    from bantay.adapters.pictures.files import PictureHashes
    from bantay.model.events import MediaShared

_PDQ = re.compile(r"[0-9a-fA-F]{64}(,[0-9]{1,3})?")


@click.group("hashes", short_help="Hash lists of known material: load, list, check.")
def hashes() -> None:
    """Hash lists of accredited sources, and the hashes of your own pictures.

    Nothing here shows a picture, and nothing but hashes is kept.

    \b
      bantay hashes list --store bantay-demo
    """


@hashes.command("load", short_help="Take up a list, or what changed in it.")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--source", required=True, help="Who keeps the list: ncmec, iwf, ...")
@click.option("--as", "shape", type=click.Choice(("csv", "ncmec")), help="Else by its ending.")
@click.option("--kind", type=click.Choice(get_args(HashKind)), help="For a CSV without kinds.")
@click.option("--whole", is_flag=True, help="What the file does not name is withdrawn.")
@click.option("--within", type=click.IntRange(0, 31), help="Bits at most for this source.")
@store_option
@policy_option
def load(
    path: Path,
    source: str,
    shape: str | None,
    kind: HashKind | None,
    whole: bool,
    within: int | None,
    store: Path,
    policy: Path | None,
) -> None:
    """Load PATH for a source: CSV, or the XML of NCMEC's hash-sharing service.

    Entries replace those of the same id; open alarms that rest on nothing but withdrawn
    entries are closed, and say so.

    \b
      bantay hashes load list.csv --source partners --store bantay-demo
    """
    from bantay.adapters.hashlists.shelf import Shelf
    from bantay.runtime.chosen import chosen

    rules = chosen(policy)
    with opened(store, settings=rules.settings) as place:
        change = Shelf(store).load(source, _list(path, shape, kind, whole), within)
        click.echo(
            f"{count(change.told, 'change')} read, {len(change.withdrawn)} withdrawn; {source} now "
            f"has {count(change.kept.entries, 'entry', 'entries')}: "
            f"{change.kept.pdq} PDQ and {change.kept.sha256} SHA-256 hashes to look for, "
            f"{change.kept.not_acted} disputed, seeds or too poor, {change.kept.other} of kinds "
            "that events do not carry"
        )
        from bantay.runtime.embedded import Driver
        from bantay.runtime.hashes import withdrawals
        from bantay.runtime.merge import Piece

        labels = withdrawals(place, source, change.withdrawn, datetime.now(UTC))
        if labels:
            driver = Driver(place, rules.pipeline(place.key))
            driver.batch(Piece(events=list(labels)))
            click.echo(f"{count(len(labels), 'alarm')} rested on withdrawn entries and closed")


def _list(path: Path, shape: str | None, kind: HashKind | None, whole: bool) -> HashList:
    from bantay.adapters.hashlists.csv_list import CsvList
    from bantay.adapters.hashlists.ncmec import NcmecList

    if (shape or path.suffix.lstrip(".").casefold()) in ("ncmec", "xml"):
        if whole or kind:
            raise InputError("--whole and --kind are for CSV: the XML says what is deleted")
        return NcmecList(path)
    return CsvList(path, kind, whole)


_KEPT: "tuple[Column[Kept], ...]" = (
    Column("source", lambda k: k.source),
    Column("within", lambda k: k.within, right=True),
    Column("entries", lambda k: k.entries, right=True),
    Column("pdq", lambda k: k.pdq, right=True),
    Column("sha256", lambda k: k.sha256, right=True),
    Column("other", lambda k: k.other, right=True),
    Column("not_acted", lambda k: k.not_acted, right=True),
)


@hashes.command("list", short_help="What is loaded, by source.")
@store_option
@listing_options
def list_(store: Path, format_: str, output: Path | None, limit: int | None) -> None:
    """List the sources: their limit in bits, entries, hashes, and those never acted on.

    \b
      bantay hashes list --store bantay-demo
    """
    from bantay.adapters.hashlists.shelf import Shelf

    listing: Listing[Kept] = Listing(
        shown=_KEPT, fields=_KEPT, record=lambda k: k, empty="no hash lists are loaded"
    )
    write(listing, Shelf(store).kept()[:limit], format_, output)


@hashes.command("drop", short_help="Forget a source's list.")
@click.argument("source")
@store_option
def drop(source: str, store: Path) -> None:
    """Forget what was loaded for SOURCE; alarms that it gave stay.

    \b
      bantay hashes drop partners --store bantay-demo
    """
    from bantay.adapters.hashlists.shelf import Shelf

    Shelf(store).drop(source)
    click.echo(f"{source} is forgotten")


@hashes.command("connect", short_help="Ask an HMA service of yours too.")
@click.argument("url")
@click.option("--source", default="hma", show_default=True, help="The name its hits carry.")
@click.option("--within", type=click.IntRange(0, 31), default=31, show_default=True)
@click.option("--seconds", type=click.FloatRange(0.1, 30), default=2.0, show_default=True)
@store_option
def connect(url: str, source: str, within: int, seconds: float, store: Path) -> None:
    """Ask the Hasher-Matcher-Actioner at URL about every picture that `bantay run` reads.

    Only hashes are sent, and to no other host. The file `hashes/services.toml` holds it.

    \b
      bantay hashes connect http://127.0.0.1:5000 --source partners --store bantay-demo
    """
    from bantay.adapters.hashlists.services import Service, connect

    connect(store, Service(url=url, source=source, within=within, seconds=seconds))
    click.echo(f"{source} at {url} will be asked; it was not asked yet")


class _Hit(Struct, frozen=True):
    what: str
    source: str
    list: str | None
    id: str | None
    kind: str | None
    distance: int | None


_HITS: tuple[Column[_Hit], ...] = (
    Column("what", lambda h: h.what),
    Column("source", lambda h: h.source),
    Column("list", lambda h: h.list),
    Column("id", lambda h: h.id),
    Column("kind", lambda h: h.kind),
    Column("distance", lambda h: h.distance, right=True),
)
_HIT_LISTING = Listing(
    shown=_HITS, fields=_HITS, record=lambda h: h, empty="on no list that is loaded"
)


@hashes.command("check", short_help="Whether pictures or hashes are on a list.")
@click.argument("what", metavar="FILE|HASH...", nargs=-1, required=True)
@click.option("--fail-on-match", is_flag=True, help="Exit 1 when something is on a list.")
@store_option
@listing_options
def check(
    what: tuple[str, ...],
    fail_on_match: bool,
    store: Path,
    format_: str,
    output: Path | None,
    limit: int | None,
) -> int:
    """Look up picture files, or PDQ hashes written as 64 digits or "digits,quality".

    Names source and entry of each hit; never shows a picture.

    \b
      bantay hashes check picture.png --store bantay-demo
    """
    from bantay.runtime.hashes import lookups

    asked = lookups(store)
    if not asked:
        raise InputError(f"no hash lists are loaded in {store}: see bantay hashes load --help")
    pictures = list(_pictures(what))
    hits = [
        _Hit(name, hit.source, hit.list, hit.id, hit.kind, hit.distance)
        for lookup in asked
        for (name, _), found in zip(
            pictures, lookup.matches([event for _, event in pictures]), strict=True
        )
        for hit in found
    ]
    write(_HIT_LISTING, hits[:limit], format_, output)
    return ASKED if fail_on_match and hits else FINE


def _pictures(what: tuple[str, ...]) -> "Iterator[tuple[str, MediaShared]]":
    from bantay.adapters.pictures.files import hash_files

    for word in what:
        if _PDQ.fullmatch(word):
            pdq, _, quality = word.partition(",")
            yield pdq[:16], _asked(pdq, int(quality or 100), None)
            continue
        for found in hash_files([Path(word)]):
            if found.refused:
                click.echo(f"{word}: {found.refused}", err=True)
            yield word, _asked(found.pdq, found.quality, found.sha256)


def _asked(pdq: str | None, quality: int | None, sha256: str | None) -> "MediaShared":
    """An event to ask the lists with; it goes nowhere else."""
    from bantay.model.events import MediaShared

    return MediaShared(
        id="check",
        time=datetime.now(UTC),
        media="check",
        account="check",
        pdq=pdq,
        pdq_quality=quality,
        sha256=sha256,
    )


def _scores(scores: dict[str, float] | None) -> str | None:
    """One cell: each name with its score."""
    return " ".join(f"{name}={score}" for name, score in scores.items()) if scores else None


_HASHED: "tuple[Column[PictureHashes], ...]" = (
    Column("path", lambda p: p.path),
    Column("pdq", lambda p: p.pdq),
    Column("quality", lambda p: p.quality, right=True),
    Column("sha256", lambda p: p.sha256, short=False),
    Column("frames", lambda p: p.frames, right=True),
    Column("qr", lambda p: p.qr, short=False),
    Column("ocr", lambda p: p.ocr, short=False),
    Column("parts", lambda p: " ".join(p.parts) if p.parts else None, short=False),
    Column("scores", lambda p: _scores(p.scores), short=False),
    Column("refused", lambda p: p.refused),
)


@hashes.command("pictures", short_help="PDQ and exact hashes of picture files.")
@click.argument(
    "paths",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
)
@click.option("--read", is_flag=True, help="Also the codes and printed words that they show.")
@click.option("--parts", is_flag=True, help="Also hashes of parts, which find cut copies.")
@click.option(
    "--classify",
    metavar="CARD",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Also the scores of a model of yours, described by a TOML card.",
)
@listing_options
def pictures(
    paths: tuple[Path, ...],
    read: bool,
    parts: bool,
    classify: Path | None,
    format_: str,
    output: Path | None,
    limit: int | None,
) -> int:
    """Hash picture files for the fields `pdq`, `pdq_quality` and `sha256` of media.shared.

    With `--read` (extra `reading`) also `qr` and `ocr`, with `--classify` (extra `classifier`)
    also `scores`, with `--parts` also `parts`. Each file is opened in a process that may die of
    it; pixels are never kept. Exits 1 when a file was refused.

    \b
      bantay hashes pictures picture.png
    """
    from bantay.adapters.pictures.files import hash_files

    found = list(hash_files(paths[:limit], read=read, classify=classify, parts=parts))
    listing: Listing[PictureHashes] = Listing(
        shown=_HASHED, fields=_HASHED, record=lambda p: p, empty="no files"
    )
    write(listing, found, format_, output)
    return ASKED if any(one.refused for one in found) else FINE
