"""Every parser of what others give us, with something whole that it takes: for `fuzz`.

A parser takes bytes as they would arrive. It may return, or raise a `BantayError` that says
what is wrong; everything else is a flaw.
"""

import gzip
import io
import tempfile
from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import zstandard
from msgspec import Struct

from bantay.bench.fuzz_given import given
from bantay.bench.fuzz_samples import (
    ADYEN,
    CAMT,
    CAPABILITIES,
    CASES,
    COOP,
    HOSTILE,
    KAFKA,
    LEXICON,
    MAPPING,
    NCMEC,
    PACS,
    REPORTS,
    STORE,
    STRIPE,
)
from bantay.errors import BantayError

Parse = Callable[[bytes], object]


class Parser(Struct, frozen=True):
    """A parser, and inputs that it takes whole."""

    name: str
    parse: Parse
    seeds: tuple[bytes, ...]


def parsers() -> tuple[Parser, ...]:
    """All of them, by name."""
    more = (Parser(*row) for row in given())
    found = (*_sources(), *_settings(), *_lists(), *_payloads(), *_own(), *more)
    return tuple(sorted(found, key=lambda parser: parser.name))


# ------------------------------------------------------------------ files of events


def _sources() -> Iterator[Parser]:
    lines = files("bantay.model").joinpath("examples.jsonl").read_bytes()
    yield Parser("events_jsonl", _source("x.jsonl"), (lines[:4000],))
    yield Parser("events_gzip", _source("x.jsonl.gz"), (gzip.compress(lines[:2000], mtime=0),))
    packed = zstandard.compress(lines[:2000])
    yield Parser("events_zstd", _source("x.jsonl.zst"), (packed,))
    yield Parser("events_parquet", _source("x.parquet"), (_parquet(),))
    chat = (
        b"time,sender,room,text\n2026-01-05T12:00:00Z,ann,c,hello\n2026-01-05T12:01:00Z,bob,c,no\n"
    )
    yield Parser("events_csv", _source("x.csv"), (chat, chat.replace(b",", b";")))
    yield Parser("feed_xml", _source("x.xml"), (PACS, CAMT, *HOSTILE))


def _source(name: str) -> Parse:
    def parse(data: bytes) -> int:
        from bantay.adapters.sources import guess_mapping, needs_mapping, open_sources

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(data)
            mapping = guess_mapping(path) if needs_mapping(path) else None
            return sum(
                len(chunk.events) + len(chunk.rejects)
                for source in open_sources([path], mapping)
                for chunk in source.chunks(50, 0)
            )

    return parse


def _parquet() -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    row = {
        "id": "m1", "time": "2026-01-05T12:00:00Z", "type": "message.sent",
        "account": "ann", "conversation": "c", "text": "hello",
    }  # fmt: skip
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([row, {**row, "id": "m2"}]), sink)
    return sink.getvalue()


# ------------------------------------------------------------------ settings


def _settings() -> Iterator[Parser]:
    packs = sorted(files("bantay.policy").joinpath("packs").iterdir(), key=lambda p: p.name)
    texts = tuple(p.read_bytes() for p in packs if p.name.endswith(".toml"))
    yield Parser("policy", _text(_policy), texts)
    rules = ('score_db > 3.0 && hypothesis == "scam"', 'planes.exists(p, p == "money")')
    yield Parser("condition", _text(_condition), tuple(rule.encode() for rule in rules))
    whole = files("bantay.fuse").joinpath("weights.toml").read_bytes()
    weights = whole[: whole.index(b"\n[[", 3000)]
    yield Parser("weights", _text(_called("bantay.fuse.weights", "parse")), (weights,))
    for name, module, function, whole in _TEXTS:
        parse = _called(f"bantay.{module}", function, one=name == "kafka_address")
        yield Parser(name, _text(parse), (whole,))
    for name, module, function, whole in _FILES:
        yield Parser(name, _file(f"bantay.{module}", function), (whole,))
    yield Parser("world", _text(_called("bantay.world.spec", "read_world")), (_world(),))
    yield Parser("lexicon", _text(_lexicon), (LEXICON,))
    yield Parser("store_address", _text(_address), (STORE,))


_TEXTS = (
    ("mapping", "adapters.sources.mapping_file", "parse_mapping", MAPPING),
    (
        "case_settings",
        "cases.settings",
        "read_settings",
        b"lease_minutes = 9\n[report_hours]\nscam = 4\n",
    ),
    ("rates", "kit.rates", "parse_rates", b"date,currency,per_euro\n2026-01-05,PHP,63.2\n"),
    (
        "kafka_address",
        "adapters.kafka.address",
        "address_of",
        b"kafka://localhost:9092/events?group=g",
    ),
)
_FILES = (
    ("capabilities", "adapters.capabilities.config", "load_capabilities", CAPABILITIES),
    ("kafka_settings", "adapters.kafka.address", "load_address", KAFKA),
    ("coop_settings", "adapters.bridges.coop", "load_coop", COOP),
    ("report_settings", "runtime.report_settings", "read_settings", REPORTS),
    ("cases", "runtime.cases", "load_cases", CASES),
)
"""Parser, module, function, something whole."""


def _world() -> bytes:
    from bantay.world.spec import shipped

    return files("bantay.world").joinpath("files", f"{shipped()[0]}.toml").read_bytes()


def _policy(text: str) -> object:
    from bantay.policy import read

    return read(text, "fuzz.toml")


def _condition(text: str) -> object:
    from bantay.policy.cel import Wrong, check
    from bantay.policy.own.fields import EVENTS, vocabulary

    for event in list(EVENTS)[:1]:
        try:
            check(text, vocabulary(event))
        except Wrong:
            continue
    return None


def _lexicon(text: str) -> object:
    from bantay.kit.lexicon import parse

    return parse(text, "fuzz.toml", "messages", "fuzz")


def _address(text: str) -> object:
    from bantay.adapters.store.place import find

    return find(text) if text.startswith("postgres") else None


def _text(parse: Callable[[str], object]) -> Parse:
    """What is not UTF-8 is refused where the file is read; here it is replaced."""
    return lambda data: parse(data.decode("utf-8", "replace"))


def _called(module: str, name: str, *, one: bool = False) -> Callable[[str], object]:
    def parse(text: str) -> object:
        from importlib import import_module

        call = getattr(import_module(module), name)
        return call(text) if one else call(text, "fuzz")

    return parse


def _file(module: str, name: str, suffix: str = ".toml") -> Parse:
    def parse(data: bytes) -> object:
        from importlib import import_module

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"fuzz{suffix}"
            path.write_bytes(data)
            (Path(folder) / "key").write_text("k" * 40)  # what some of them name
            return getattr(import_module(module), name)(path)

    return parse


# ------------------------------------------------------------------ lists and pictures


def _lists() -> Iterator[Parser]:
    pdq = "f8" * 32
    csv = f"id,kind,hash,quality,opinion,list\na,pdq,{pdq},100,,A1\nb,withdrawn,,,,\n"
    yield Parser("hashes_csv", _list("csv_list", "CsvList", ".csv"), (csv.encode(),))
    yield Parser("hashes_ncmec", _list("ncmec", "NcmecList", ".xml"), (NCMEC, *HOSTILE))
    yield Parser("picture", _picture, tuple(_pictures()))


def _list(module: str, name: str, suffix: str) -> Parse:
    def parse(data: bytes) -> int:
        from importlib import import_module

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"fuzz{suffix}"
            path.write_bytes(data)
            made = getattr(import_module(f"bantay.adapters.hashlists.{module}"), name)(path)
            return sum(1 for _ in made.changes())

    return parse


def _picture(data: bytes) -> object:
    from bantay.adapters.pictures.worker import hashed

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fuzz.png"
        path.write_bytes(data)
        return hashed(path)


def _pictures() -> Iterator[bytes]:
    from PIL import Image

    for form in ("PNG", "JPEG", "GIF", "WEBP"):
        sink = io.BytesIO()
        Image.linear_gradient("L").resize((24, 24)).convert("RGB").save(sink, form)
        yield sink.getvalue()


# ------------------------------------------------------------------ payloads of others


def _payloads() -> Iterator[Parser]:
    rows = map(msgspec.json.encode, _rows())
    yield Parser("payload", _payload, (STRIPE, ADYEN, *rows))
    yield Parser("webhook", _webhook, (b"m1\n1767614400\nv1,c2ln\n{}",))


def _payload(data: bytes) -> object:
    from bantay.adapters.sources.any_record import read_record

    return read_record(data)


def _webhook(data: bytes) -> object:
    from bantay.adapters.hooks.standard import Receiver

    parts = [*data.split(b"\n", 3), b"", b"", b"", b""]
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    said = (part.decode("latin-1") for part in parts)
    return Receiver([b"k" * 32]).checked(dict(zip(names, said, strict=False)), parts[3], 10**15)


def _rows() -> Sequence[dict[str, Any]]:
    event = {"type": "message.sent", "time": "2026-01-05T12:00:00Z", "id": "m1"}
    said = {**event, "account": "ann", "conversation": "c", "text": "hello"}
    return (
        {"specversion": "1.0", "id": "1", "source": "/x", "type": "message.sent", "data": said},
        {"type": "m.room.message", "event_id": "$1", "room_id": "!r:x", "sender": "@ann:x",
         "origin_server_ts": 1767614400000, "content": {"msgtype": "m.text", "body": "hello"}},
        {"op": 0, "t": "MESSAGE_CREATE", "d": {"id": "1", "channel_id": "2", "content": "hello",
         "author": {"id": "3", "username": "ann"}, "timestamp": "2026-01-05T12:00:00Z"}},
        {"token": "t", "team_id": "1", "channel_id": "2", "timestamp": 1767614400000,
         "user_id": "3", "user_name": "ann", "post_id": "4", "text": "hello"},
        {"message_id": "1", "channel_id": "2", "user_id": "3", "user_name": "ann",
         "timestamp": "2026-01-05T12:00:00Z", "text": "hello", "siteUrl": "http://localhost"},
        {"event": "message", "from": "ann@x", "to": "bob@x", "packet":
         "<message xmlns='jabber:client' from='ann@x' to='bob@x'><body>hello</body></message>"},
    )  # fmt: skip


# ------------------------------------------------------------------ our own files, damaged


def _own() -> Iterator[Parser]:
    yield Parser("backup_list", _backup_list, (_sealed_list(),))
    yield Parser("vault_file", _vault_file, (_vault_bytes(),))
    yield Parser("erasures", _erasures, (b"AAAA\n",))


def _backup_list(data: bytes) -> object:
    from bantay.adapters.store.backup.archive import opened

    return opened(data, b"k" * 32, Path("fuzz"))


def _sealed_list() -> bytes:
    from bantay.adapters.store.backup.archive import Contents, sealed
    from bantay.adapters.store.keyring import derive

    key = b"k" * 32
    contents = Contents(
        form=1, version="1", schema="0001", made=1, next_seq=1,
        key_check=derive(key, "check")[:16].hex(), rows={}, members={},
    )  # fmt: skip
    return sealed(contents, key)


def _vault_file(data: bytes) -> object:
    from bantay.adapters.store.packing import Cipher
    from bantay.adapters.store.trouble import UNREADABLE
    from bantay.adapters.store.vault import read_rows

    try:
        return read_rows(data, Cipher(b"k" * 32), "x", None)
    except UNREADABLE:  # what the vault turns into a sentence that names the file
        return None


def _vault_bytes() -> bytes:
    from bantay.adapters.store.packing import Cipher
    from bantay.adapters.store.vault import stack, write_rows

    rows = {n: {"text": f"text {n}"} for n in range(5)}
    return b"".join(write_rows([stack(rows)], Cipher(b"k" * 32), "x"))


def _erasures(data: bytes) -> object:
    from bantay.adapters.store.keyring import Keyring
    from bantay.adapters.store.ledger import parse

    return parse(data, Keyring(b"k" * 32), Path("fuzz"))


def tried(parser: Parser, data: bytes) -> BaseException | None:
    """What a parser did that it may not; None when it took the input, or said what is wrong."""
    try:
        parser.parse(data)
    except BantayError:
        return None
    except Exception as flaw:
        return flaw
    return None
