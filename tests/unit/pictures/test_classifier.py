"""A model that the operator brings: scores of whole pictures, and mistakes in its card."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image

from bantay.adapters.pictures import classifier
from bantay.adapters.pictures.classifier import Classifier, read_card
from bantay.adapters.pictures.files import hash_files
from bantay.errors import ConfigError, InputError, MissingExtra

RED = (255, 0, 0)


def field(number: int, body: bytes | str | int) -> bytes:
    """One field of a protocol buffer: a small number, or bytes shorter than 16 KiB."""
    if isinstance(body, int):
        return bytes([number << 3, body])
    raw = body.encode() if isinstance(body, str) else body
    return bytes([number << 3 | 2, len(raw) & 127 | 128, len(raw) >> 7]) + raw


def tensor(name: str, shape: Sequence[int]) -> bytes:
    """The description of an input or output of floats."""
    sides = b"".join(field(1, field(1, side)) for side in shape)
    return field(1, name) + field(2, field(1, field(1, 1) + field(2, sides)))


def mean_model(side: int = 16) -> bytes:
    """An ONNX model that gives a picture's mean of each colour, as onnx.proto writes it."""
    pooled = field(1, "in") + field(2, "pooled") + field(4, "GlobalAveragePool")
    flat = field(1, "pooled") + field(2, "out") + field(4, "Flatten")
    graph = field(1, pooled) + field(1, flat) + field(2, "means")
    graph += field(11, tensor("in", (1, 3, side, side))) + field(12, tensor("out", (1, 3)))
    return field(1, 8) + field(7, graph) + field(8, field(1, "") + field(2, 13))


def card(folder: Path, more: str = "", labels: str = '["red", "green", "blue"]') -> Path:
    (folder / "means.onnx").write_bytes(mean_model())
    path = folder / "card.toml"
    path.write_text(f'model = "means.onnx"\nlabels = {labels}\nside = 16\n{more}')
    return path


def painted(folder: Path, colour: tuple[int, int, int] = RED) -> Path:
    path = folder / "one.png"
    Image.new("RGB", (60, 40), colour).save(path)
    return path


def test_scores_are_of_this_picture(tmp_path: Path) -> None:
    [found] = hash_files([painted(tmp_path)], classify=card(tmp_path, 'ends = "scores"'))
    assert found.refused is None and found.pdq
    assert found.scores == {"red": 1.0, "green": 0.0, "blue": 0.0}
    [plain] = hash_files([painted(tmp_path)])
    assert plain.scores is None, "nothing is scored unasked"


def test_ends_and_what_is_told(tmp_path: Path) -> None:
    picture = Image.new("RGB", (16, 16), RED)
    softmax = Classifier(card(tmp_path)).scores(picture)
    assert softmax == {"red": 0.5761, "green": 0.2119, "blue": 0.2119}
    sigmoid = Classifier(card(tmp_path, 'ends = "sigmoid"\ntell = ["red"]')).scores(picture)
    assert sigmoid == {"red": 0.7311}


def test_colours_are_brought_to_the_mean_of_the_card(tmp_path: Path) -> None:
    more = 'ends = "scores"\nmean = [0.5, 0.0, 0.0]\nstd = [0.5, 1.0, 1.0]'
    picture = Image.new("RGB", (16, 16), (191, 51, 0))
    scores = Classifier(card(tmp_path, more)).scores(picture)
    assert scores == {"red": pytest.approx(0.498, abs=1e-3), "green": 0.2, "blue": 0.0}


@pytest.mark.parametrize(
    ("more", "labels", "line", "words"),
    [
        ('ends = "softmacks"', '["a", "b", "c"]', 4, "softmacks"),
        ("std = [1.0, 0.0, 1.0]", '["a", "b", "c"]', 4, "nought"),
        ("", '["a", "a", "c"]', 2, "each once"),
        ('tell = ["d"]', '["a", "b", "c"]', 4, "not among the labels"),
        ('sha256 = "00"', '["a", "b", "c"]', 4, "another file"),
        ("sides = 4", '["a", "b", "c"]', 4, "unknown field"),
    ],
)
def test_mistakes_in_a_card_are_placed(
    tmp_path: Path, more: str, labels: str, line: int, words: str
) -> None:
    with pytest.raises(ConfigError, match=words) as wrong:
        read_card(card(tmp_path, more, labels))
    assert wrong.value.place is not None and wrong.value.place.line == line


def test_a_card_pins_its_model(tmp_path: Path) -> None:
    digest = hashlib.sha256(mean_model()).hexdigest()
    assert read_card(card(tmp_path, f'sha256 = "{digest}"')).sha256 == digest


def test_a_model_that_is_not_there_is_said_before_a_picture_is_opened(tmp_path: Path) -> None:
    path = card(tmp_path)
    (tmp_path / "means.onnx").unlink()
    with pytest.raises(ConfigError, match=r"no file means\.onnx"):
        next(hash_files([painted(tmp_path)], classify=path))


@pytest.mark.parametrize(
    ("model", "labels", "words"),
    [
        (b"no model", '["a", "b", "c"]', "not a model"),
        (mean_model(), '["a", "b"]', "3 numbers for 2 labels"),
    ],
)
def test_a_model_that_does_not_fit_refuses_each_picture(
    tmp_path: Path, model: bytes, labels: str, words: str
) -> None:
    path = card(tmp_path, labels=labels)
    (tmp_path / "means.onnx").write_bytes(model)
    [found] = hash_files([painted(tmp_path)], classify=path)
    assert words in (found.refused or "") and found.pdq, "its hashes are still told"


def test_numbers_that_are_no_scores_are_not_told(tmp_path: Path) -> None:
    path = card(tmp_path, 'ends = "scores"\nmean = [9.0, 9.0, 9.0]')
    with pytest.raises(InputError, match="no scores"):
        Classifier(path).scores(Image.new("RGB", (16, 16), RED))


def test_without_the_engine_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classifier, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"bantay\[classifier\]"):
        next(hash_files([painted(tmp_path)], classify=card(tmp_path)))
