"""Proves an evidence bundle: every file as it was signed, by whom, and the audit log's chain."""

import json
import lzma
import struct
import zlib
from collections.abc import Iterator, Mapping
from hashlib import sha256
from io import BytesIO
from typing import Any, TypeGuard
from zipfile import BadZipFile, ZipFile

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from bantay.errors import InputError
from bantay.model.case_page import Checked
from bantay.ports.casestore import CaseStore
from bantay.runtime.bundle import MANIFEST, SIGNATURE, fingerprint

LARGEST = 512 * 2**20
"""Bytes of a bundle laid open; a larger one is refused before it is."""
START = "0" * 64
_UNREADABLE = (
    *(BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, ValueError),
    *(zlib.error, lzma.LZMAError, struct.error),
)
"""What reading a damaged zip may raise."""


def verify(data: bytes, store: CaseStore | None = None) -> Checked:
    """What a bundle's bytes prove. With a store: that it signed it, and has the same audit log.

    InputError when it is no bundle at all.
    """
    files = _opened(data)
    manifest = _manifest(files)
    wrong = [*_signed(files, manifest), *_files(files, manifest), *_chain(files, manifest)]
    key = manifest.get("key")
    ours = None if store is None else key == store.public_key.hex()
    if store is not None:
        wrong += _of_store(files, store) if ours else ["it was signed by another store's key"]
    return Checked(
        case=manifest.get("case"),
        files=len(files),
        signer=fingerprint(bytes.fromhex(key)) if _is_key(key) else None,
        ours=ours,
        wrong=tuple(wrong),
        head=(manifest.get("audit") or {}).get("head"),
        made=manifest.get("made"),
    )


def _opened(data: bytes) -> dict[str, bytes]:
    try:
        with ZipFile(BytesIO(data)) as archive:
            infos = archive.infolist()
            if sum(info.file_size for info in infos) > LARGEST:
                raise InputError("this is too large to be an evidence bundle")
            names = [info.filename for info in infos]
            if len(set(names)) != len(names):
                raise InputError("this is no evidence bundle: it has two files of one name")
            return {info.filename: archive.read(info) for info in infos}
    except _UNREADABLE as wrong:
        raise InputError(f"this is no whole zip file: {wrong}") from wrong


def _manifest(files: Mapping[str, bytes]) -> dict[str, Any]:
    missing = [name for name in (MANIFEST, SIGNATURE) if name not in files]
    if missing:
        raise InputError(f"this is no evidence bundle: {missing[0]} is missing")
    try:
        read = json.loads(files[MANIFEST])
        assert isinstance(read, dict)
        assert all(isinstance(f["path"], str) and f["sha256"] for f in read["files"])
    except (ValueError, KeyError, TypeError, AssertionError) as wrong:
        raise InputError("this is no evidence bundle: manifest.json cannot be read") from wrong
    return read


def _signed(files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> Iterator[str]:
    key = manifest.get("key")
    if not _is_key(key):
        yield "manifest.json names no key"
        return
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(files[SIGNATURE], files[MANIFEST])
    except (InvalidSignature, ValueError):
        yield "manifest.sig: the signature is not one of manifest.json by the key in it"


def _files(files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> Iterator[str]:
    told = {file["path"]: file["sha256"] for file in manifest["files"]}
    for path in sorted(told.keys() - files.keys()):
        yield f"{path}: missing"
    for path in sorted(files.keys() - told.keys() - {MANIFEST, SIGNATURE}):
        yield f"{path}: was not there when it was signed"
    for path in sorted(told.keys() & files.keys()):
        if sha256(files[path]).hexdigest() != told[path]:
            yield f"{path}: is not what was signed"


def _chain(files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> Iterator[str]:
    """That every audit record told has the hash it claims, in its place of the chain."""
    hashes = _hashes(files)
    head = (manifest.get("audit") or {}).get("head")
    if (hashes[-1] if hashes else None) != head:
        yield "chain.txt: does not end at the head that was signed"
    for number, line in enumerate(files.get("audit.jsonl", b"").splitlines(), 1):
        if not _holds(line, hashes):
            yield f"audit.jsonl:{number}: is not the record of the chain at its place"


def _holds(line: bytes, hashes: list[str]) -> bool:
    try:
        row = json.loads(line)
        claimed = row.pop("hash")
        found = sha256(json.dumps(row, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
        before = hashes[row["n"] - 2] if row["n"] > 1 else START
        return bool(found == claimed == hashes[row["n"] - 1] and row["before"] == before)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        return False


def _hashes(files: Mapping[str, bytes]) -> list[str]:
    return files.get("chain.txt", b"").decode("ascii", "replace").split()


def _of_store(files: Mapping[str, bytes], store: CaseStore) -> list[str]:
    known, told = store.audit_hashes(), _hashes(files)
    if known[: len(told)] != told:
        return ["chain.txt: is not the beginning of this store's audit log"]
    return []


def _is_key(key: object) -> TypeGuard[str]:
    return isinstance(key, str) and len(key) == 64 and set(key) <= set("0123456789abcdef")
