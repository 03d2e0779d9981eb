"""The container recipe, read: what it copies from the checkout, and its instructions."""

import re
import shutil
from pathlib import Path

from _house import ROOT

DEPLOY = ROOT / "deploy"


def instructions() -> list[tuple[str, str]]:
    """The container recipe, a word and its rest each."""
    text = re.sub(r"^#.*\n", "", (DEPLOY / "Containerfile").read_text("utf-8"), flags=re.M)
    lines = text.replace("\\\n", " ").splitlines()
    found = [line.split(None, 1) for line in lines if line.strip()]
    return [(word, rest) for word, rest in found]


def copied() -> list[str]:
    """What it copies from the checkout, by place; a copy from another stage is none."""
    rests = [rest for word, rest in instructions() if word == "COPY" and "--from" not in rest]
    return [name for rest in rests for name in rest.split()[:-1]]


def context(folder: Path) -> Path:
    """A folder that holds what the builder copies and nothing else."""
    unwanted = shutil.ignore_patterns("__pycache__")
    for name in copied():
        there = folder / name
        there.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, there, ignore=unwanted)
        else:
            shutil.copy(ROOT / name, there)
    return folder
