"""Tables, settings and bundles that people hand in: more parsers for `fuzz`.

The same rule as in `fuzz_parsers`: an answer, or a `BantayError` that says what is wrong. What
the server reads is tried by its own tests: no room may import one beside it.
"""

import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from bantay.kit.toml import read_toml

Row = tuple[str, Callable[[bytes], object], tuple[bytes, ...]]
"""Name, parser, whole inputs."""

_SECRET = "whsec_" + "a" * 32  # what a file of a secret looks like
_TABLES = (
    (
        *("people_table", "runtime.people_table", "read_people_table"),
        b"kind,name,year,people,complete\npageant,Miss Harbour,2018,Ann Reyes; Bo Lim,yes\n",
    ),
    (
        *("protected_table", "runtime.tables", "protected"),
        b"name,account\nAnn Reyes,u-1\nBo Lim,u-2\n",
    ),
    (
        *("shared_lists", "runtime.listed", "read_lists"),
        b'url = "https://example.org"\ntoken_file = "key"\nrooms = { blocked = "!r:example.org" }\n'
        b"seconds = 9.0\nhashed = true\n",
    ),
    (
        *("classifier_card", "adapters.pictures.classifier", "read_card"),
        b'model = "key"\nlabels = ["a", "b"]\nside = 64\nmean = [0.5, 0.5, 0.5]\ntell = ["a"]\n',
    ),
)
"""Parser, module, function of a path, something whole."""
_TYPED = (
    (
        *("agency_profile", "reports.goaml_profile", "Profile"),
        b'name = "example"\nversion = "5.0.2"\ncurrency = "EUR"\nstr_code = "STR"\n'
        b'sar_code = "SAR"\nrequired = { report = ["entity_reference"] }\n'
        b'[codes.transmode]\ntransfer = "ELCFT"\n[constant]\nunknown_country = "XX"\n',
    ),
    ("report_addition", "runtime.report_gather", "Addition", b"minor = true\n"),
)
"""Parser, module, the type that a TOML text becomes, something whole."""


def given() -> Iterator[Row]:
    """All of them."""
    for name, module, function, whole in _TABLES:
        yield name, _of_file(module, function), (whole,)
    for name, module, kind, whole in _TYPED:
        yield name, _of_text(module, kind), (whole,)
    yield "hash_services", _services, (b'[[hma]]\nurl = "https://example.org"\nwithin = 20\n',)
    yield "evidence_bundle", _bundle, (_zipped(),)


def _of_file(module: str, name: str) -> Callable[[bytes], object]:
    def parse(data: bytes) -> object:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "fuzz"
            path.write_bytes(data)
            (Path(folder) / "key").write_text(_SECRET)  # what some of them name
            return getattr(import_module(f"bantay.{module}"), name)(path)

    return parse


def _of_text(module: str, name: str) -> Callable[[bytes], object]:
    def parse(data: bytes) -> object:
        into: type = getattr(import_module(f"bantay.{module}"), name)
        return read_toml(data.decode("utf-8", "replace"), "fuzz", into)

    return parse


def _services(data: bytes) -> object:
    from bantay.adapters.hashlists.services import FILE, services
    from bantay.adapters.hashlists.shelf import FOLDER

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FOLDER / FILE
        path.parent.mkdir()
        path.write_bytes(data)
        return services(Path(folder))


def _bundle(data: bytes) -> object:
    from bantay.runtime.bundle_check import verify

    return verify(data)


def _zipped() -> bytes:
    """A bundle whose signature is none: it is read whole, and said to be unsigned."""
    sink = io.BytesIO()
    manifest = {"files": [{"path": "a.txt", "sha256": "0" * 64}], "audit": {"head": None}}
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("manifest.json", json.dumps(manifest))
        archive.writestr("manifest.sig", b"")
        archive.writestr("a.txt", "a")
    return sink.getvalue()
