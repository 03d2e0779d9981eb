"""Picture files nobody vouches for: refused in a sentence, never fatal."""

import io
import struct
import zlib
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from bantay.adapters.pictures import files, inside, worker
from bantay.adapters.pictures.files import PictureHashes, hash_files
from bantay.errors import MissingExtra


def picture(width: int = 64, height: int = 48, kind: str = "PNG", **more: object) -> bytes:
    raw = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(raw, kind, **more)
    return raw.getvalue()


def bomb(side: int) -> bytes:
    """A few bytes that claim to be a picture of side x side pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        crc = zlib.crc32(name + body)
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", crc)

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed)


def animated(frames: int) -> bytes:
    raw = io.BytesIO()
    many = [Image.new("RGB", (40, 40), (n * 20, 0, 0)) for n in range(frames)]
    many[0].save(raw, "GIF", save_all=True, append_images=many[1:])
    return raw.getvalue()


def hashed(tmp_path: Path, *raws: bytes) -> list[PictureHashes]:
    paths = []
    for n, raw in enumerate(raws):
        paths.append(tmp_path / f"{n}.bin")
        paths[-1].write_bytes(raw)
    return list(hash_files(paths))


def test_a_picture_has_its_hashes(tmp_path: Path) -> None:
    [found] = hashed(tmp_path, picture(300, 200))
    assert found.refused is None and found.frames == 1
    assert [len(h or "") for h in (found.pdq, found.sha256, found.sha1, found.md5)] == [
        *(64, 64, 40, 32)
    ]


def test_bad_files_are_refused_and_the_next_is_read(tmp_path: Path) -> None:
    raws = [b"", b"no picture at all", picture()[:-30], bomb(60_000), picture(90, 90)]
    found = hashed(tmp_path, *raws)
    assert [bool(one.refused) for one in found] == [True, True, True, True, False]
    assert all(one.pdq is None and one.sha256 for one in found[:4])
    assert "pixels" in (found[3].refused or "")


def test_of_an_animation_the_first_frame_counts(tmp_path: Path) -> None:
    [found] = hashed(tmp_path, animated(5))
    assert found.frames == 5 and found.refused is None


def test_a_format_that_is_not_asked_for_is_not_decoded(tmp_path: Path) -> None:
    [found] = hashed(tmp_path, picture(kind="TIFF"))
    assert "not a whole picture" in (found.refused or "")


def test_a_blank_picture_has_quality_nought(tmp_path: Path) -> None:
    raw = io.BytesIO()
    Image.new("RGB", (200, 200)).save(raw, "PNG")
    [found] = hashed(tmp_path, raw.getvalue())
    assert found.quality == 0 and found.refused is None


def test_a_file_that_is_gone_and_a_huge_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [gone] = hash_files([tmp_path / "gone.png"])
    assert "cannot be read" in (gone.refused or "")
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(worker.MOST_BYTES + 1)
    assert "MiB" in worker.hashed(large)["refused"]


def test_a_decoder_that_dies_or_hangs_costs_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that dies at the word "die" and sleeps at "hang" stands in for a broken decoder."""
    script = tmp_path / "stand_in.py"
    script.write_text(
        "import os, sys, time\n"
        "for line in sys.stdin:\n"
        "    if '/die' in line: os.abort()\n"
        "    if '/hang' in line: time.sleep(60)\n"
        "    print('{\"pdq\": null}', flush=True)\n"
    )
    start = files.subprocess.Popen

    def stand_in(command: list[str], **more: object) -> object:
        return start([command[0], str(script)], **more)  # type: ignore[call-overload]

    monkeypatch.setattr(files.subprocess, "Popen", stand_in)
    names = ["good", "die", "good", "hang", "good"]
    found = list(hash_files([tmp_path / name for name in names], seconds=3.0))
    assert [bool(one.refused) for one in found] == [False, True, False, True, False]


def test_without_a_decoder_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"bantay\[pictures\]"):
        next(hash_files([Path("x")]))


def coded(text: str) -> bytes:
    """A picture that shows a code."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    raw = io.BytesIO()
    Image.fromarray(np.array(zxingcpp.write_barcode_to_image(code, scale=6))).save(raw, "PNG")
    return raw.getvalue()


def test_a_code_is_read_when_asked_and_only_then(tmp_path: Path) -> None:
    path = tmp_path / "coded.png"
    path.write_bytes(coded("https://example.com/nora"))
    [plain] = hash_files([path])
    [found] = hash_files([path], read=True)
    assert plain.qr is None and found.qr == "https://example.com/nora"
    assert plain.pdq == found.pdq and found.refused is None


def test_words_come_from_the_engine_surest_lines_only(monkeypatch: pytest.MonkeyPatch) -> None:
    class Engine:
        def __init__(self, **_: object) -> None:
            pass

        def __call__(self, _: object) -> tuple[list[tuple[object, str, float]], object]:
            return [([], "nora@example.com", 0.98), ([], "smudge", 0.31)], None

    monkeypatch.setattr(inside, "find_spec", lambda name: object())
    real = inside.import_module
    engines = {inside.WORDS: SimpleNamespace(RapidOCR=Engine)}
    monkeypatch.setattr(inside, "import_module", lambda name: engines.get(name) or real(name))
    inside._engine.cache_clear()
    try:
        blank = np.full((40, 40, 3), 255, np.uint8)
        assert inside.read(blank) == {"ocr": "nora@example.com"}
    finally:
        inside._engine.cache_clear()


def test_without_an_engine_one_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inside, "installed", lambda: False)
    with pytest.raises(MissingExtra, match="reading"):
        next(hash_files([Path("x")], read=True))
