"""The evidence bundle: it opens anywhere, and whatever is changed in it is found out."""

import json
import re
import zipfile
from collections.abc import Callable
from hashlib import sha256
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bantay.adapters.store import EmbeddedStore, open_store
from bantay.errors import Conflict, InputError
from bantay.model.evidence import Quote
from bantay.runtime.bundle import MANIFEST, SIGNATURE
from bantay.runtime.bundle_check import verify
from bantay.runtime.cases_desk import CaseDesk

from ..cases.toys import answer, viewer

ANA, JUN = viewer("ana"), viewer("jun")
PHONE = "07700 900143"


def opened(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return out.getvalue()


@pytest.fixture
def case(desk: CaseDesk) -> str:
    [row] = desk.queue(ANA)
    desk.note(row.case, ANA, "call 07700 900143 <script>alert(1)</script>")
    desk.sealed_note(row.case, ANA, "a report was drafted")
    quotes = (Quote("m-7", "text", 0, 4),)
    desk.decide(row.case, ANA, answer(step="hold", quotes=quotes))
    return row.case


@pytest.fixture
def data(desk: CaseDesk, case: str) -> bytes:
    return desk.bundle(case, ANA, "full")


def test_a_whole_bundle_holds(data: bytes, case: str, store: EmbeddedStore) -> None:
    alone, asked = verify(data), verify(data, store)
    assert alone.holds and alone.case == case and alone.ours is None
    assert asked.holds and asked.ours and asked.signer == alone.signer


def test_what_is_in_it(data: bytes, case: str) -> None:
    files = opened(data)
    assert {"index.html", "case.json", "decisions.json", "evidence.json", "README.txt"} < set(files)
    assert {"alarms/a-boss.json", "alarms/a-aya.json", "pictures/a-boss-sum.svg"} < set(files)
    page = json.loads(files["case.json"])
    assert page["case"] == case and page["rulings"][0]["answer"]["step"] == "hold"
    manifest = json.loads(files[MANIFEST])
    told = {one["path"]: one["sha256"] for one in manifest["files"]}
    assert told == {
        name: sha256(body).hexdigest()
        for name, body in files.items()
        if name not in (MANIFEST, SIGNATURE)
    }
    assert (manifest["by"], manifest["role"], manifest["purpose"]) == ("ana", "analyst", "a test")
    acts = [json.loads(line)["act"] for line in files["audit.jsonl"].splitlines()]
    assert "answered" in acts and "took evidence out" in acts


def test_tampering_with_any_file_is_found_out(data: bytes) -> None:
    files = opened(data)
    for name, body in files.items():
        changed = bytes([body[0] ^ 1]) + body[1:]
        try:
            found = verify(zipped({**files, name: changed}))
        except InputError:
            assert name == MANIFEST  # not even JSON any more
            continue
        assert not found.holds, name
        assert any(name in wrong for wrong in found.wrong) or name == MANIFEST


def test_leaving_out_and_adding_are_found_out(data: bytes) -> None:
    files = opened(data)
    for name in files:
        less = {one: body for one, body in files.items() if one != name}
        if name in (MANIFEST, SIGNATURE):
            with pytest.raises(InputError, match="is missing"):
                verify(zipped(less))
        else:
            assert verify(zipped(less)).wrong[0] == f"{name}: missing"
    more = verify(zipped({**files, "alarms/a-more.json": b"{}"}))
    assert more.wrong == ("alarms/a-more.json: was not there when it was signed",)


def resigned(files: dict[str, bytes], change: Callable[[dict[str, bytes]], None]) -> bytes:
    """A forger's: files changed, the manifest made to fit and signed with another key."""
    change(files)
    manifest, key = json.loads(files[MANIFEST]), Ed25519PrivateKey.generate()
    manifest["key"] = key.public_key().public_bytes_raw().hex()
    for one in manifest["files"]:
        one["sha256"] = sha256(files[one["path"]]).hexdigest()
    files[MANIFEST] = json.dumps(manifest).encode()
    files[SIGNATURE] = key.sign(files[MANIFEST])
    return zipped(files)


def test_another_s_signature_is_named_as_such(data: bytes, store: EmbeddedStore) -> None:
    forged = resigned(opened(data), lambda files: files.update({"decisions.json": b"[]"}))
    alone = verify(forged)
    assert alone.holds and alone.signer != verify(data).signer  # why fingerprints are compared
    assert verify(forged, store).wrong == ("it was signed by another store's key",)


def test_a_changed_audit_record_does_not_fit_the_chain(data: bytes) -> None:
    def change(files: dict[str, bytes]) -> None:
        files["audit.jsonl"] = files["audit.jsonl"].replace(b'"ana"', b'"eve"')

    assert any("audit.jsonl" in wrong for wrong in verify(resigned(opened(data), change)).wrong)


def test_another_store_did_not_sign_it(data: bytes, tmp_path: Path) -> None:
    other = open_store(tmp_path / "other", create=True)
    try:
        assert verify(data, other).wrong == ("it was signed by another store's key",)
    finally:
        other.close()


@pytest.mark.parametrize("junk", [b"", b"PK", b"not a zip", zipped({"a": b"b"})])
def test_what_is_no_bundle_is_refused_with_a_sentence(junk: bytes) -> None:
    with pytest.raises(InputError):
        verify(junk)


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"files":[{}]}', b'{"files":3}', b"\xff"])
def test_a_manifest_of_another_shape_is_refused(data: bytes, body: bytes) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        verify(zipped({**opened(data), MANIFEST: body}))


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(at=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_flipped_bit_anywhere_is_a_sentence_or_changes_nothing(
    data: bytes, at: float, bit: int
) -> None:
    place = int(at * len(data))
    changed = data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :]
    try:
        found = verify(changed)
    except InputError:
        return
    if found.holds:  # a bit of the zip's own, such as a date: every file is as it was
        assert opened(changed) == opened(data)


class Page(HTMLParser):
    """The tags of a page, and everything that would load something."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.loads += [f"{tag} {name}" for name, _ in attrs if name in ("src", "href", "data")]
        self.loads += [f"{tag} {name}" for name, _ in attrs if name.startswith("on")]


def test_the_page_runs_nothing_and_loads_nothing(data: bytes) -> None:
    html = opened(data)["index.html"].decode()
    page = Page()
    page.feed(html)
    assert "script" not in page.tags and page.loads == []
    assert "&lt;script&gt;" in html and "url(" not in html and "@import" not in html
    assert {"svg", "mark", "table", "h1"} <= page.tags
    assert "never a verdict" in html and len(html) < 300_000


def test_sealed_notes_never_leave(data: bytes) -> None:
    for name, body in opened(data).items():
        assert b"a report was drafted" not in body and b"sealed note" not in body, name


def test_the_masked_profile_holds_no_contact(desk: CaseDesk, case: str) -> None:
    files = opened(desk.bundle(case, ANA))
    assert verify(desk.bundle(case, ANA)).holds
    full = opened(desk.bundle(case, ANA, "full"))
    assert any(PHONE.encode() in body for body in full.values())
    digits = PHONE.replace(" ", "")
    for name, body in files.items():
        text = re.sub(r"[ ]", "", body.decode("utf-8", "replace"))
        assert digits not in text, name
    [event] = [e for e in json.loads(files["evidence.json"]) if e["id"] == "m-7"]
    assert event["text"] == "my number is ▒▒▒▒▒ ▒▒▒▒▒▒"  # as long as it was: quotes still fit


def test_evidence_waits_for_a_blind_look(desk: CaseDesk, case: str) -> None:
    desk.reverse(case, JUN, "look again")
    quotes = (Quote("m-7", "text", 0, 4),)
    desk.decide(case, ANA, answer(step="refer", quotes=quotes))
    with pytest.raises(Conflict, match="another look"):
        desk.bundle(case, viewer("kim"))
    assert verify(desk.bundle(case, viewer("au", "auditor"))).holds
