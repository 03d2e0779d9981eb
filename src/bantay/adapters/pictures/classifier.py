"""Scores of a model that the operator brings: an ONNX file and a card that describes it.

Bantay ships no model and fetches none. The model runs only in the process that opens pictures,
on the processor; what it says becomes `scores` of `media.shared`, a weak sign that orders a
queue. ONNX is an open format (onnx.ai); onnxruntime reads it.
"""

import hashlib
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import numpy as np
from msgspec import Struct

from bantay.adapters.written import text_of
from bantay.errors import ConfigError, InputError, Place
from bantay.kit.toml import place_of, read_toml

ENGINE = "onnxruntime"
_NEAR = 1e-3  # how far from 0 to 1 rounding may leave a score


class Card(Struct, frozen=True, forbid_unknown_fields=True):
    """A TOML file about a model.

    `model` is a path beside the card, `sha256` the digest that the file must have. A picture is
    shrunk to `side` by `side`, divided by 255, less `mean`, by `std`; colours stand `first`
    (1 x 3 x side x side) or `last`. The model's first output has a number for each of `labels`,
    made scores by `ends`; `tell` are the labels to report, else all.
    """

    model: str
    labels: tuple[str, ...]
    sha256: str | None = None
    side: int = 224
    mean: tuple[float, float, float] = (0.0, 0.0, 0.0)
    std: tuple[float, float, float] = (1.0, 1.0, 1.0)
    colours: Literal["first", "last"] = "first"
    ends: Literal["softmax", "sigmoid", "scores"] = "softmax"
    tell: tuple[str, ...] = ()


def installed() -> bool:
    """Whether the engine is here."""
    return find_spec(ENGINE) is not None


def read_card(path: Path) -> Card:
    """The card in a file. Raises ConfigError where it does not fit, or its model is not there."""
    raw = text_of(path, "the card")
    card = read_toml(raw, str(path), Card)
    for field, words in _mistakes(card, path):
        raise ConfigError(words, place_of(raw, str(path), f".{field}"))
    return card


def _mistakes(card: Card, path: Path) -> list[tuple[str, str]]:
    """(field, what is wrong with it), in the order in which they matter."""
    found = []
    if not 8 <= card.side <= 2_048:
        found.append(("side", f"expected 8 to 2048 pixels, got {card.side}"))
    if 0.0 in card.std:
        found.append(("std", "a colour cannot be divided by nought"))
    if not card.labels or len(set(card.labels)) < len(card.labels):
        found.append(("labels", "expected one name an output, each once"))
    if unknown := [name for name in card.tell if name not in card.labels]:
        found.append(("tell", f"{unknown[0]!r} is not among the labels"))
    return found or _files(card, path)


def _files(card: Card, path: Path) -> list[tuple[str, str]]:
    file = path.parent / card.model
    if not file.is_file():
        return [("model", f"there is no file {card.model} beside the card")]
    if card.sha256 and card.sha256.casefold() != hashlib.sha256(file.read_bytes()).hexdigest():
        return [("sha256", f"{card.model} is another file than the card describes")]
    return []


class Classifier:
    """A model in memory. Raises InputError when it is no model, or not of the card's shape."""

    def __init__(self, path: Path) -> None:
        self._card = read_card(path)
        engine = import_module(ENGINE)
        options = engine.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        file = path.parent / self._card.model
        try:
            self._session = engine.InferenceSession(
                file.read_bytes(), options, providers=["CPUExecutionProvider"]
            )
        except Exception as wrong:  # the engine raises kinds of its own, made as it is loaded
            words = f"not a model that can be run: {wrong!s:.200}"
            raise InputError(words, Place(str(file))) from wrong

    def scores(self, picture: Any) -> dict[str, float]:
        """Each label that is told with its score, 0 to 1, of an RGB picture of Pillow's."""
        card = self._card
        inputs = {self._session.get_inputs()[0].name: self._numbers(picture)}
        given = np.asarray(self._session.run(None, inputs)[0], dtype=np.float64).ravel()
        if given.size != len(card.labels):
            raise InputError(f"the model gives {given.size} numbers for {len(card.labels)} labels")
        found = _ended(given, card.ends)
        if not np.all((found >= -_NEAR) & (found <= 1 + _NEAR)):
            raise InputError('the model gives numbers that are no scores: ends = "softmax"?')
        told = zip(card.labels, np.clip(found, 0.0, 1.0).tolist(), strict=True)
        return {name: round(score, 4) for name, score in told if name in (card.tell or card.labels)}

    def _numbers(self, picture: Any) -> Any:
        card = self._card
        small = np.asarray(picture.resize((card.side, card.side)), dtype=np.float32) / 255
        small = (small - np.array(card.mean, np.float32)) / np.array(card.std, np.float32)
        return (small.transpose(2, 0, 1) if card.colours == "first" else small)[None]


def _ended(given: Any, ends: str) -> Any:
    """Numbers of a model's end as scores. One NaN stays one, and is refused above."""
    if ends == "softmax":
        raised = np.exp(given - given.max())
        return raised / raised.sum()
    return 1 / (1 + np.exp(-given)) if ends == "sigmoid" else given
