"""A world handed in: what is looked at, and a digest that every change changes."""

import shutil
from pathlib import Path

import pytest

from bantay.bench.submitted import checked, digest
from bantay.bench.worlds import shipped_banks
from bantay.errors import ConfigError
from bantay.world.bank import scene_names

WORLD = """name = "{name}"
seed = 987654321
days = 3
accounts = {accounts}
bank = "{bank}"
languages = {{ en = 1.0 }}

[[scenario]]
name = "studio"
count = {count}
"""


def handed(
    tmp_path: Path, bank: str, name: str = "theirs", accounts: int = 20_000, count: int = 30
) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(WORLD.format(name=name, bank=bank, accounts=accounts, count=count), "utf-8")
    return path


def own(tmp_path: Path) -> Path:
    bank = tmp_path / "phrases"
    bank.mkdir()
    line = 'lines = ["a lantern hums over quiet harbours"]'
    scenes = "".join(f'[scene."{name}"]\n{line}\n' for name in sorted(scene_names()))
    (bank / "en.toml").write_text(scenes)
    return bank


def failing(path: Path) -> list[str]:
    return [one.name for one in checked(path)[0] if not one.holds]


def test_a_world_of_ones_own_holds(tmp_path: Path) -> None:
    assert failing(handed(tmp_path, str(own(tmp_path)))) == []


def test_our_phrases_are_seen_by_name_and_under_another_name(tmp_path: Path) -> None:
    assert failing(handed(tmp_path, "train")) == [
        *("phrases of its own", "few runs of four words are ours")
    ]
    copy = shutil.copytree(next(b for b in shipped_banks() if b.name == "train"), tmp_path / "copy")
    assert failing(handed(tmp_path, str(copy))) == ["few runs of four words are ours"]


def test_phrases_that_could_not_be_played_are_seen(tmp_path: Path) -> None:
    bank = own(tmp_path)
    path, text = handed(tmp_path, str(bank)), (bank / "en.toml").read_text()
    (bank / "en.toml").write_text(text.replace('[scene."joke"]', '[scene."jokes"]'))
    assert failing(path) == ["a line for every scene"]
    (bank / "en.toml").unlink()
    [found] = [one.found for one in checked(path)[0] if not one.holds]
    assert "no line for: actors" in found and "joke" in found


def test_a_shipped_name_and_a_small_world_are_seen(tmp_path: Path) -> None:
    path = handed(tmp_path, str(own(tmp_path)), name="score", accounts=100, count=1)
    assert len(failing(path)) == 3 and "a name of its own" in failing(path)


def test_any_change_is_another_digest(tmp_path: Path) -> None:
    bank = own(tmp_path)
    path = handed(tmp_path, str(bank))
    before = digest(path, bank)
    assert checked(path)[1] == before
    (bank / "en.toml").write_text((bank / "en.toml").read_text() + "\n# later\n")
    assert digest(path, bank) != before


def test_a_mistake_has_its_place(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="days"):
        checked(_broken(tmp_path))


def _broken(tmp_path: Path) -> Path:
    path = handed(tmp_path, "train")
    path.write_text(path.read_text().replace("days = 3", "days = 0"))
    return path
