"""Phrase banks: read, checked, and what people make of a line."""

from pathlib import Path

import pytest

from bantay.errors import ConfigError
from bantay.world.bank import SLOTS, read_bank, scene_names, silence
from bantay.world.chance import Chance
from bantay.world.speech import Speaker, Voice, said
from bantay.world.things import TONGUES, Tongue, lives, places

from .toys import neutral_bank, write_bank

CAREFUL = Voice(0, 0, 0, 0)


def speaker(tongue: Tongue = "en", voice: Voice = CAREFUL) -> Speaker:
    code = {"en": "US", "zh": "CN", "fil": "PH"}[tongue]
    return Speaker(tongue, code, places().country[code], "Una", voice)


def test_every_scene_of_ordinary_life_is_known() -> None:
    played = {scene for life in lives().life.values() for scene in life.scenes}
    assert played <= scene_names()


def test_a_bank_is_read_from_its_files(tmp_path: Path) -> None:
    bank = read_bank(write_bank(tmp_path))
    assert bank.missing() == []
    assert bank.scene("fil", "greeting").line(Chance(1))


def test_a_lacking_scene_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no line for: scam\.code"):
        read_bank(write_bank(tmp_path, without="scam.code"))


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        ('\n[scene."greeting"]\nlines = ["to {nmae}"]\n', "no slot", 3),
        ('\n[scene."greetings"]\nlines = ["hi"]\n', "no scene", 2),
        ('\n[scene."greeting"]\nline = ["hi"]\n', "unknown field", 3),
    ],
)
def test_a_mistake_in_a_bank_has_its_place(
    tmp_path: Path, text: str, reason: str, line: int
) -> None:
    write_bank(tmp_path)
    (tmp_path / "en.toml").write_text(text)
    with pytest.raises(ConfigError, match=reason) as caught:
        read_bank(tmp_path)
    assert caught.value.place is not None and caught.value.place.line == line


def test_a_scene_is_lent_by_another_language(tmp_path: Path) -> None:
    write_bank(tmp_path)
    (tmp_path / "fil.toml").unlink()
    bank = read_bank(tmp_path)
    assert bank.scene("fil", "greeting") is bank.scene("en", "greeting")


def test_silence_has_every_scene() -> None:
    assert silence().missing() == []


@pytest.mark.parametrize("tongue", TONGUES)
@pytest.mark.parametrize("slot", sorted(SLOTS))
def test_every_slot_has_values_in_every_language(tongue: Tongue, slot: str) -> None:
    text = said(Chance(3), ("a ", slot, " b"), speaker(tongue))
    assert text.startswith("a ") and text.endswith(" b") and len(text) > 4


def test_a_given_slot_is_kept_to_the_letter_whatever_the_voice() -> None:
    loud = Voice(1, 1, 0, 1)
    assert said(Chance(1), ("", "contact", ""), speaker(voice=loud), {"contact": "ABcd"}) == "ABcd"


def test_registers_change_how_a_line_is_typed() -> None:
    line = "Good Morning to you."
    assert said(Chance(1), line, speaker()) == line
    assert said(Chance(1), line, speaker(voice=Voice(1, 1, 0, 0))) == "good morning to you"
    assert said(Chance(1), line, speaker(voice=Voice(0, 0, 1, 0))) != line
    assert said(Chance(1), line, speaker(voice=Voice(0, 0, 0, 1))) != line


def test_an_exchange_alternates_and_varies() -> None:
    scene = neutral_bank().scene("en", "greeting")
    lengths = {len(scene.exchange(Chance(seed))) for seed in range(40)}
    assert min(lengths) >= 2 and len(lengths) > 2
