"""The evidence bundle: one zip that proves what it holds, wherever it is opened.

index.html       everything to read, without script, with its pictures
case.json        the page of the case: people, cards, questions, answers, history
alarms/ID.json   every alarm with its whole sum
decisions.json   what policy decided
evidence.json    the quoted events, texts as far as they are kept
audit.jsonl      what the audit log says of the case
chain.txt        the hash of every record of the audit log, a line each
pictures/…       sums, money, ties, time (SVG)
README.txt       how to check all this, also without Bantay
manifest.json    the SHA-256 of every file above
manifest.sig     an Ed25519 signature of manifest.json, 64 bytes
"""

from collections.abc import Mapping
from hashlib import sha256
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import msgspec

from bantay.kit.draw.waterfall import waterfall
from bantay.model.alarm import Alarm
from bantay.model.case_page import CasePage, Profile
from bantay.model.casework import Viewer
from bantay.model.clock import micros, moment
from bantay.model.events import Event
from bantay.model.version import VERSION
from bantay.ports.casestore import CaseStore
from bantay.ports.reading import AuditRow, Look
from bantay.runtime.bundle_page import html
from bantay.runtime.masking import masked_events, masked_page
from bantay.runtime.pictures import pictures, quoted_events

MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
SEALED_ACT = "sealed note"
"""What the audit log calls deeds that a report keeps confidential: never in a bundle."""
_LONG_AGO = (1980, 1, 1, 0, 0, 0)

_README = """Evidence bundle of case {case}, written by Bantay {version}.

Everything in it is POSSIBLE, never a verdict. Redaction profile: {profile}.

To read:   open index.html in any browser; it needs no network and runs no script.
To check:  bantay cases verify THIS.zip              every file, the signature, the chain
           bantay cases verify THIS.zip --store DIR  and that this store signed it
Without Bantay: compare SHA-256 of each file with manifest.json; then check manifest.sig, an
Ed25519 signature (RFC 8032) of the bytes of manifest.json, with the public key in it. That key
proves who signed only if you know it from elsewhere: its fingerprint is {fingerprint}
"""


def bundle(store: CaseStore, page: CasePage, viewer: Viewer, profile: Profile) -> bytes:
    """The zip. Reading the quoted events is logged under the viewer's purpose."""
    ids = sorted({id for alarm in page.alarms for id in quoted_events(alarm)})
    look = Look(viewer.who, f"evidence bundle of case {page.case}: {viewer.purpose}")
    events = store.events(ids, look) if ids else {}
    if profile == "masked":
        events, page = masked_events(events, page.alarms), masked_page(page)
    page = msgspec.structs.replace(page, sealed=(), draft=None)
    told = [row for row in store.audit_about(page.case) if not row.act.startswith(SEALED_ACT)]
    hashes = store.audit_hashes()
    files = {
        **_documents(page, events),
        "audit.jsonl": b"".join(_json(row_of(row), pretty=False) + b"\n" for row in told),
        "chain.txt": "".join(f"{one}\n" for one in hashes).encode(),
        **_pictures(page.alarms, events),
        "README.txt": _README.format(
            case=page.case,
            version=VERSION,
            profile=profile,
            fingerprint=fingerprint(store.public_key),
        ).encode(),
    }
    drawn = {path: files[path].decode() for path in files if path.startswith("pictures/")}
    files["index.html"] = html(page, events, told, drawn, profile).encode()
    manifest = _manifest(store, page, viewer, profile, files, hashes)
    return _zipped({**files, MANIFEST: manifest, SIGNATURE: store.sign(manifest)})


def fingerprint(public_key: bytes) -> str:
    """A public key as people compare it: 16 groups of its SHA-256."""
    digest = sha256(public_key).hexdigest()
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def row_of(row: AuditRow) -> dict[str, Any]:
    """An audit record in the names its hash was computed over, and its hash."""
    plain = {"n": row.n, "time": micros(row.time), "who": row.who, "act": row.act}
    return {**plain, "what": row.what, "before": row.before, "hash": row.hash}


def _documents(page: CasePage, events: Mapping[str, Event]) -> dict[str, bytes]:
    return {
        "case.json": _json(page),
        "decisions.json": _json(page.decisions),
        "evidence.json": _json([events[id] for id in sorted(events)]),
        **{f"alarms/{_plain(alarm.alarm)}.json": _json(alarm) for alarm in page.alarms},
    }


def _pictures(alarms: tuple[Alarm, ...], events: Mapping[str, Event]) -> dict[str, bytes]:
    drawn: dict[str, bytes] = {}
    for alarm in alarms:
        name = f"pictures/{_plain(alarm.alarm)}"
        drawn[f"{name}-sum.svg"] = waterfall(alarm).encode()
        for n, picture in enumerate(pictures(alarm, events), 1):
            drawn[f"{name}-{n}.svg"] = picture.encode()
    return drawn


def _manifest(
    store: CaseStore,
    page: CasePage,
    viewer: Viewer,
    profile: Profile,
    files: Mapping[str, bytes],
    hashes: list[str],
) -> bytes:
    said = {
        "bundle": 1,
        "case": page.case,
        "made": moment(store.wall()).isoformat(),
        "by": viewer.who,
        "role": viewer.role,
        "purpose": viewer.purpose,
        "profile": profile,
        "engine": VERSION,
        "key": store.public_key.hex(),
        "audit": {"records": len(hashes), "head": hashes[-1] if hashes else None},
        "files": [
            {"path": path, "bytes": len(files[path]), "sha256": sha256(files[path]).hexdigest()}
            for path in sorted(files)
        ],
    }
    return _json(said)


def _json(value: object, *, pretty: bool = True) -> bytes:
    packed = msgspec.json.encode(value, order="sorted" if isinstance(value, dict) else None)
    return msgspec.json.format(packed, indent=1) + b"\n" if pretty else packed


def _plain(id: str) -> str:
    """An id as a file's name."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in id)


def _zipped(files: Mapping[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for path in sorted(files):
            archive.writestr(ZipInfo(path, _LONG_AGO), files[path], ZIP_DEFLATED)
    return out.getvalue()
