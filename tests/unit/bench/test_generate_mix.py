"""The fixed mix: its recipe holds on texts of the right kind, on made-up and on real ones."""

from itertools import islice, pairwise
from pathlib import Path
from random import Random

import msgspec
import pytest
from msgspec.structs import replace

from bantay.bench.generate.mix import Properties, Recipe, Texts, Wave, recipe, waves
from bantay.bench.mixed import real_texts, write_mix
from bantay.model.events import MessageSent

_LETTERS = {"zh": "山水花鸟云雨风雪", "ja, ko": "やまかわはな", "th": "กขคงจ", "ru": "абвгд"}
_SIZES = {"fil": 108, "zh": 14, "en": 57, "ja, ko": 28, "th": 85, "ru": 22}


def made_up(by: Recipe) -> Texts:
    """Texts as long as the real ones, in the scripts of the real ones."""
    source = Random(0)
    return {
        (one.set, one.languages): [
            "".join(source.choices(_LETTERS.get(one.name, "abcde "), k=_SIZES[one.name]))
            for _ in range(40)
        ]
        for one in by.source
    }


BY = replace(recipe(), conversations_a_wave=150)


def mixed(size: int) -> list[Wave]:
    return list(waves(BY, made_up(BY), size))


def properties(many: list[Wave]) -> Properties:
    found = Properties()
    for wave in many:
        found.add(wave)
    return found


def test_the_shares_of_the_recipe_are_whole() -> None:
    assert sum(one.share for one in recipe().source) == pytest.approx(1)
    assert sum(one.share for one in recipe().source if one.name == "fil") >= 0.26


def test_the_recipe_holds_on_made_up_texts() -> None:
    found = properties(mixed(30_000))
    assert found.check() and all(found.check().values()), found.figures()
    assert found.messages == 30_000
    assert 2_500 < len(found.conversations) < 3_600


def test_other_texts_are_noticed() -> None:
    english = {key: ["all of this is plain"] for key in made_up(BY)}
    found = Properties()
    for wave in waves(BY, english, 6_000):
        found.add(wave)
    held = found.check()
    assert not held["at least 35 % not ASCII"] and not held["mean length 35 to 60"]


def test_the_same_recipe_gives_the_same_mix() -> None:
    assert mixed(4_000) == mixed(4_000)
    other = replace(BY, seed="another")
    assert next(iter(waves(other, made_up(BY), 4_000))) != mixed(4_000)[0]


def test_a_longer_mix_begins_like_a_shorter_one() -> None:
    short, long = mixed(4_000), mixed(8_000)
    assert short[0].events == long[0].events


def test_messages_come_in_time_order_with_ids_of_their_own() -> None:
    events = [event for wave in mixed(6_000) for event in wave.events]
    assert len({event.id for event in events}) == len(events) == 6_000
    assert all(a.time <= b.time for a, b in pairwise(events))


def test_the_truth_points_at_the_contacts() -> None:
    many = mixed(12_000)
    texts = {event.id: event.text or "" for wave in many for event in wave.events}
    planted = [one for wave in many for one in wave.planted]
    assert any(one.split for one in planted) and any(not one.split for one in planted)
    for one in planted:
        assert len(one.pieces) >= (2 if one.split else 1)
        shown = "".join(texts[id][start:end] for id, start, end in one.pieces)
        assert all(start < end <= len(texts[id]) for id, start, end in one.pieces)
        if one.way in ("plain", "email as it is", "handle as it is"):
            assert shown == one.contact.written


def test_everything_else_is_a_real_text() -> None:
    pool = {text for many in made_up(BY).values() for text in many}
    for wave in mixed(6_000):
        for event in wave.events:
            assert (event.text in pool) == (wave.counted_as[event.id] != "generated")


def test_a_set_without_texts_is_named() -> None:
    texts = {key: many for key, many in made_up(BY).items() if key[0] != "kdconv"}
    with pytest.raises(ValueError, match="kdconv"):
        list(waves(BY, texts, 10))


def test_the_real_mix_is_as_the_recipe_says(measuring_data: Path, tmp_path: Path) -> None:
    by = recipe()
    assert all(len(texts) > 3_000 for texts in real_texts(by, measuring_data).values())
    found = write_mix(tmp_path / "mix.jsonl", 40_000, measuring_data)
    assert all(found.properties.check().values()), found.properties.figures()
    decode = msgspec.json.Decoder(MessageSent).decode
    with found.path.open("rb") as file:
        assert all(decode(line).text for line in islice(file, 500))
