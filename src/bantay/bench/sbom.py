"""`python -m bantay.bench.sbom`: what Bantay is made of, as CycloneDX 1.6, from its locks.

Names, versions and hashes are those of the lock; licences are what the installed packages say
of themselves. Nothing is asked of a network. `ALLOWED` are the licences that go with ours.
"""

import argparse
import json
import re
import sys
import uuid
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

from msgspec import Struct

from bantay.model.version import VERSION

LOCKS = Path("requirements")
ALLOWED = frozenset(
    {
        *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "HPND"),
        *("ISC", "MIT", "MIT-0", "MIT-CMU", "PSF-2.0", "PostgreSQL", "Python-2.0", "Unlicense"),
        *("Zlib", "bzip2-1.0.6", "CNRI-Python"),
        "MPL-2.0",  # by file: what we do not change asks nothing of what stands beside it
    }
)
"""Licences that may come with Apache-2.0 code in one installation, without a condition on it."""
EXCEPTIONS = {
    "psycopg": "LGPL-3.0-only",
    "psycopg-binary": "LGPL-3.0-only",
}
"""What is used beyond `ALLOWED`, with its licence; docs/decisions/0074 says why."""
_PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_VIA = re.compile(r"^\s+#(?: via|  ) (?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)")
_SPOKEN = {
    "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "3-clause bsd license": "BSD-3-Clause",
    "bsd": "BSD-3-Clause",
    "bsd license": "BSD-3-Clause",
    "bsd-3-clause license": "BSD-3-Clause",
    "isc license": "ISC",
    "isc license (iscl)": "ISC",
    "gnu lesser general public license v3 (lgplv3)": "LGPL-3.0-only",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
    "the unlicense (unlicense)": "Unlicense",
}
"""How licences are called where no SPDX expression stands."""


class Pinned(Struct, frozen=True):
    """One line of a lock: a library, its hashes, and who asks for it."""

    name: str
    version: str
    hashes: tuple[str, ...]
    via: tuple[str, ...]


def pinned(text: str) -> list[Pinned]:
    """The libraries of a lock, by name."""
    found: list[Pinned] = []
    for block in re.split(r"(?m)^(?=[A-Za-z0-9])", text):
        head = _PIN.match(block)
        if head:
            via = [m["name"] for line in block.splitlines() if (m := _VIA.match(line))]
            hashes = tuple(_HASH.findall(block))
            found.append(Pinned(plain(head["name"]), head["version"], hashes, tuple(via)))
    return sorted(found, key=lambda one: one.name)


def plain(name: str) -> str:
    """A library's name as it is compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def installed() -> dict[str, Distribution]:
    """What is installed here, by name."""
    return {plain(d.metadata["Name"]): d for d in distributions()}


def licence(found: Distribution) -> str | None:
    """What a package says its licence is, as an SPDX expression; None: nothing we understand."""
    said = found.metadata
    if "License-Expression" in said:
        return str(said["License-Expression"])
    classes = [c.rpartition("::")[2].strip() for c in said.get_all("Classifier") or []]
    every = [c for c in classes if c.lower() in _SPOKEN or c in ALLOWED]
    if every:
        return " OR ".join(dict.fromkeys(_SPOKEN.get(c.lower(), c) for c in every))
    first = said["License"].strip().splitlines()[:1] if "License" in said else []
    return _SPOKEN.get(first[0].strip().lower(), first[0].strip()) if first else None


def agrees(expression: str, allowed: Iterable[str] = ALLOWED) -> bool:
    """Whether an SPDX expression can be satisfied with allowed licences: any side of an OR,
    every side of an AND."""
    words = re.findall(r"\(|\)|[^\s()]+", re.sub(r"\s+WITH\s+\S+", "", expression))
    tree = _either(words, frozenset(allowed))
    return tree and not words


def _either(words: list[str], allowed: frozenset[str]) -> bool:
    good = _both(words, allowed)
    while words and words[0].upper() == "OR":
        words.pop(0)
        good = _both(words, allowed) or good
    return good


def _both(words: list[str], allowed: frozenset[str]) -> bool:
    good = _one(words, allowed)
    while words and words[0].upper() == "AND":
        words.pop(0)
        good = _one(words, allowed) and good
    return good


def _one(words: list[str], allowed: frozenset[str]) -> bool:
    word = words.pop(0) if words else ""
    if word != "(":
        return word in allowed
    good = _either(words, allowed)
    return bool(words) and words.pop(0) == ")" and good


def bill(lock: str) -> dict[str, Any]:
    """A lock's libraries as a CycloneDX document; the same lock gives the same."""
    here, libraries = installed(), pinned(lock)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": uuid.uuid5(uuid.NAMESPACE_OID, f"bantay {VERSION} {lock}").urn,
        "version": 1,
        "metadata": {"component": _ourselves()},
        "components": [_component(one, here.get(one.name)) for one in libraries],
        "dependencies": list(_dependencies(libraries)),
    }


def _ourselves() -> dict[str, Any]:
    return {
        "type": "application",
        "bom-ref": "bantay",
        "name": "bantay",
        "version": VERSION,
        "licenses": [{"expression": "Apache-2.0"}],
    }


def _component(one: Pinned, found: Distribution | None) -> dict[str, Any]:
    said = licence(found) if found is not None else None
    return {
        "type": "library",
        "bom-ref": one.name,
        "name": one.name,
        "version": one.version,
        "purl": f"pkg:pypi/{one.name}@{one.version}",
        "hashes": [{"alg": "SHA-256", "content": content} for content in one.hashes],
        **({"licenses": [{"expression": said}]} if said else {}),
    }


def _dependencies(libraries: list[Pinned]) -> Iterator[dict[str, Any]]:
    needs: dict[str, list[str]] = {"bantay": [], **{one.name: [] for one in libraries}}
    for one in libraries:
        for asking in one.via:
            needs.setdefault(plain(asking), []).append(one.name)
    yield from ({"ref": name, "dependsOn": sorted(set(on))} for name, on in sorted(needs.items()))


def main(argv: list[str] | None = None) -> int:
    """Write one file a lock into a folder."""
    parser = argparse.ArgumentParser(prog="python -m bantay.bench.sbom")
    parser.add_argument("--out", type=Path, default=Path("dist"), help="the folder")
    folder: Path = parser.parse_args(argv).out
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("base", "dev"):
        text = (LOCKS / f"{name}.lock").read_text("utf-8")
        path = folder / f"bantay-{VERSION}.{name}.cdx.json"
        path.write_text(json.dumps(bill(text), indent=1) + "\n", "utf-8")
        print(f"{path}: written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
