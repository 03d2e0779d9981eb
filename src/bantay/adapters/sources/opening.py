"""From paths to sources: which files, which of them are of the contract, which need a mapping."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from bantay.adapters.sources import typeof
from bantay.adapters.sources.any_record import is_other_shape
from bantay.adapters.sources.blocks import head, is_broken
from bantay.adapters.sources.csv_rows import CsvRows
from bantay.adapters.sources.csv_sniff import delimiter_of, headless_names
from bantay.adapters.sources.feeds.source import FeedSource, is_webhooks, message_of
from bantay.adapters.sources.guess import guess
from bantay.adapters.sources.identity import birthmark, fingerprint
from bantay.adapters.sources.json_rows import JsonRows
from bantay.adapters.sources.jsonl import JsonlSource
from bantay.adapters.sources.kinds import (
    ENDINGS,
    Format,
    InputFile,
    check_text,
    input_file,
    kind_of,
)
from bantay.adapters.sources.maker import Maker
from bantay.adapters.sources.mapped import MappedSource
from bantay.adapters.sources.mapping import Mapping, Origin, TypeByRow
from bantay.adapters.sources.mapping_check import check, check_columns
from bantay.adapters.sources.mapping_file import load_mapping
from bantay.adapters.sources.record_files import BatchFile, RecordFile
from bantay.adapters.sources.rows import Rows
from bantay.adapters.sources.sample import Sample, first_rows, why_none
from bantay.adapters.sources.stdin import NAME, StdinSource
from bantay.errors import InputError, Place
from bantay.ports.source import Source

_LOOK = 4 << 10
_FEW = 20  # rows that tell whether a file is of the contract


def open_sources(paths: Sequence[Path], mapping: Path | Mapping | None = None) -> list[Source]:
    """The sources behind paths, in order; a directory means the files in it with known endings.

    Files of the contract are read as they are. Others are read through `mapping` or, when
    there is none, through a guess: such a source says `guessed` and has a `mapping`.
    Raises `InputError` for a file that cannot be read, `ConfigError` for a wrong mapping.
    """
    given = load_mapping(mapping) if isinstance(mapping, Path) else mapping
    return [source for path in paths for source in _sources(path, given)]


def _sources(path: Path, given: Mapping | None) -> list[Source]:
    if str(path) != NAME:
        return [_source(file, given) for file in _files(path)]
    if given is not None:
        words = "a pipe is not read through a mapping: write a file, or send events"
        raise InputError(words, Place(NAME))
    return [StdinSource()]


def needs_mapping(path: Path) -> bool:
    """Whether a file's rows are not of the contract. Raises `InputError`."""
    if str(path) == NAME:
        return False
    file = _opened(path)
    return not (_is_batch(file) or _is_feed(file) or _is_records(file) or _is_contract(file))


def guess_mapping(path: Path) -> Mapping:
    """A mapping for a file, from its columns' names and its first rows. Raises `InputError`."""
    file = _opened(path)
    if _is_feed(file):
        raise InputError("a payment feed is read as it is, without a mapping", Place(file.name))
    if _is_batch(file) or _is_records(file):
        raise InputError("such records are read as they are, without a mapping", Place(file.name))
    return _guessed(file)


def _files(path: Path) -> list[InputFile]:
    if not path.is_dir():
        return [_opened(path)]
    found = sorted(
        entry
        for entry in path.rglob("*")
        if entry.is_file()
        and kind_of(entry) is not None
        and entry.stat().st_size
        and not any(part.startswith((".", "_")) for part in entry.relative_to(path).parts)
    )
    if not found:
        raise InputError(f"the directory holds no file that ends in {ENDINGS}", Place(str(path)))
    return [_opened(entry) for entry in found]


def _opened(path: Path) -> InputFile:
    file = input_file(path)
    if file.format is not Format.PARQUET and not is_broken(file):
        first = head(file, _LOOK)
        check_text(file, first)
        if (
            file.format is Format.JSONL
            and first.lstrip().startswith(b"[")
            and not _enveloped(first)
        ):
            words = "the file holds a JSON list: write one object a line instead"
            raise InputError(words, Place(file.name, 1, 1))
    return file


def _enveloped(first: bytes) -> bool:
    """Whether what a list begins with speaks of a CloudEvents batch."""
    return b'"specversion"' in first


def _is_batch(file: InputFile) -> bool:
    """Whether a file is one JSON list of CloudEvents; any other list was refused before."""
    return file.format is Format.JSONL and head(file, _LOOK).lstrip().startswith(b"[")


def _is_records(file: InputFile) -> bool:
    """Whether its first rows are CloudEvents, or payloads of chat servers."""
    if file.format is not Format.JSONL:
        return False
    return any(is_other_shape(row) for row in first_rows(JsonRows(file), _FEW))


def _source(file: InputFile, mapping: Mapping | None) -> Source:
    if _is_batch(file):
        return BatchFile(file, fingerprint(file, "batch", whole=True))
    if mapping is None and _is_feed(file):
        return FeedSource(file, fingerprint(file, "payment feed"))
    if mapping is None and _is_records(file):
        return RecordFile(file, fingerprint(file, "records"))
    if _is_contract(file):
        if file.format is Format.JSONL:
            return JsonlSource(file, fingerprint(file))
        rows = _rows(file, None)
        own = _contract_mapping(rows.columns or ())
        _refuse_unknown_fields(file, own)
        return MappedSource(file, fingerprint(file), rows, Maker(own, birthmark(file), exact=True))
    used = mapping or _guessed(file)
    rows = _rows(file, used)
    _refuse_unfit(file, used, rows)
    written = msgspec.json.encode(used, order="deterministic").decode()
    return MappedSource(
        file,
        fingerprint(file, written, whole=used.sort),
        rows,
        Maker(used, birthmark(file)),
        used,
        guessed=mapping is None,
    )


def _is_feed(file: InputFile) -> bool:
    """Whether it is a payment message, or webhooks of a provider. Raises `InputError` for XML
    that is something else."""
    if file.format is Format.XML:
        message_of(file)
        return True
    return file.format is Format.JSONL and is_webhooks(first_rows(JsonRows(file), _FEW))


def _rows(file: InputFile, mapping: Mapping | None) -> Rows:
    if file.format is Format.XML:
        words = "XML is read as a payment message, and never through a mapping"
        raise InputError(words, Place(file.name))
    if file.format is Format.JSONL:
        return JsonRows(file)
    if file.format is Format.PARQUET:
        from bantay.adapters.sources.parquet_rows import ParquetRows  # slow to import

        return ParquetRows(file)
    if mapping is not None:
        return CsvRows(file, mapping.delimiter or delimiter_of(file), mapping.columns)
    delimiter = delimiter_of(file)
    return CsvRows(file, delimiter, headless_names(file, delimiter))


def _guessed(file: InputFile) -> Mapping:
    rows = _rows(file, None)
    first = first_rows(rows)
    if not first and (reason := why_none(rows)) is not None:
        words = f"no row could be read, so no mapping can be guessed; the first: {reason}"
        raise InputError(words, Place(file.name))
    made = guess(file, Sample(first), rows.columns)
    made = msgspec.structs.replace(made, format=file.format.value)
    if isinstance(rows, CsvRows):
        names = rows.columns if rows.headless else ()
        made = msgspec.structs.replace(made, delimiter=rows.delimiter, columns=names)
    return made


# ------------------------------------------------------------- files of the contract


def _is_contract(file: InputFile) -> bool:
    """Whether the first rows say that they are events. Rows that say nothing are taken for it."""
    rows = _rows(file, None)
    if rows.columns is not None and not {"type", "time"} <= set(rows.columns):
        return False
    first = first_rows(rows, _FEW)
    return not first or any(_is_event(row) for row in first)


def _is_event(row: dict[str, Any]) -> bool:
    kind = row.get("type")
    if not isinstance(kind, str):
        return False
    return kind in typeof.TYPES or ("." in kind and {"id", "time"} <= row.keys())


def _contract_mapping(columns: Sequence[str]) -> Mapping:
    """Every column is the field of its name."""
    fields = {name: Origin(column=name) for name in columns if name != "type"}
    return Mapping(type=TypeByRow(column="type"), fields=fields)


def _refuse_unknown_fields(file: InputFile, mapping: Mapping) -> None:
    for wrong in check(mapping):
        words = f"the column {wrong.path[-1]!r} is not a field of the contract"
        raise InputError(words, Place(file.name, 1), wrong.nearest)


def _refuse_unfit(file: InputFile, mapping: Mapping, rows: Rows) -> None:
    """A mapping for another format, or for columns that this file does not have."""
    if mapping.format is not None and mapping.format != file.format:
        words = f"the mapping is for {mapping.format}, the file is {file.format}"
        raise InputError(words, Place(file.name))
    for wrong in check_columns(mapping, rows.columns) if rows.columns is not None else ():
        where = ".".join(wrong.path)
        words = f"{wrong.reason}, which the mapping names at {where}"
        raise InputError(words, Place(file.name), wrong.nearest)
