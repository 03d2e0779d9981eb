"""A double of the disk that can forget: what was not synced is gone when it is told to `lose`.

It works on real files, so everything else may read them. Beside the directory it keeps a
journal of what is not durable yet, and copies of what was overwritten or removed; so another
process can play the power cut after a `kill -9`. The database is not its business: SQLite
syncs for itself.
"""

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bantay.adapters.store.disk import DiskFiles

How = Literal["drop", "truncate"]


@dataclass(slots=True)
class _Step:
    """Something not durable yet. `kept` is a copy of what stood at `path` before."""

    kind: Literal["made", "wrote", "renamed", "removed"]
    path: Path
    old: Path | None = None
    kept: Path | None = None
    named: bool = False  # of "wrote": the name is durable
    whole: bool = False  # of "wrote": the content is durable


class ForgetfulFiles(DiskFiles):
    """`ports.files.Files` on the disk with a memory of what a power cut would take."""

    def __init__(self, directory: Path):
        self._beside = directory.with_name(f"{directory.name}.unsynced")
        self._journal = self._beside / "journal.jsonl"
        self._steps: list[_Step] = []
        self._copies = 0
        if self._journal.exists():
            for line in self._journal.read_text("utf-8").splitlines():
                self._play(*json.loads(line))
        self._beside.mkdir(parents=True, exist_ok=True)

    def make_dir(self, path: Path) -> None:
        """Make a directory; it is lost until its parent is synced."""
        if not path.is_dir():
            self._note("made", path)
        super().make_dir(path)

    def write(self, path: Path, parts: Iterable[bytes]) -> None:
        """Write a file; it is lost until it and its directory are synced."""
        kept = self._keep(path)
        self._note("wrote", path, None, kept)
        if kept:
            path.rename(kept)
        super().write(path, parts)

    def sync(self, path: Path) -> None:
        """Sync a file for good."""
        super().sync(path)
        self._note("synced", path)

    def sync_dir(self, path: Path) -> None:
        """Sync a directory for good."""
        super().sync_dir(path)
        self._note("synced_dir", path)
        if not self._steps:
            self._journal.write_text("", "utf-8")

    def rename(self, old: Path, new: Path) -> None:
        """Rename a file; the old name is back until the directory is synced."""
        kept = self._keep(new)
        self._note("renamed", new, old, kept)
        if kept:
            shutil.copyfile(new, kept)
        super().rename(old, new)

    def remove(self, path: Path) -> None:
        """Remove a file; it is back until the directory is synced."""
        if kept := self._keep(path):
            self._note("removed", path, None, kept)
            path.rename(kept)

    def lose(self, how: How) -> list[Path]:
        """Cut the power, and give what changed by it.

        "drop": whatever was not synced never happened, and a file whose name alone was synced
        is empty. "truncate": names survived, and contents that were not synced are cut in half.
        """
        touched = []
        for step in reversed(self._steps):
            if how == "drop":
                self._undo(step)
                touched.append(step.path)
            elif step.kind == "wrote" and not step.whole and step.path.exists():
                os.truncate(step.path, step.path.stat().st_size // 2)
                touched.append(step.path)
        self._steps.clear()
        shutil.rmtree(self._beside)
        self._beside.mkdir()
        return touched

    def _keep(self, path: Path) -> Path | None:
        if not path.exists():
            return None
        self._copies += 1
        return self._beside / f"{os.getpid()}-{self._copies}"

    def _note(
        self, kind: str, path: Path, old: Path | None = None, kept: Path | None = None
    ) -> None:
        before, copy = (None if p is None else str(p) for p in (old, kept))
        with self._journal.open("a", encoding="utf-8") as journal:
            journal.write(json.dumps([kind, str(path), before, copy]) + "\n")
        self._play(kind, str(path), before, copy)

    def _play(self, kind: str, path: str, old: str | None, kept: str | None) -> None:
        """What a step does to the list of things not durable."""
        at = Path(path)
        match kind:
            case "synced":
                for step in self._written(at):
                    step.whole = True
            case "synced_dir":
                for step in self._steps:
                    step.named |= step.path.parent == at
                self._steps = [s for s in self._steps if not (s.named and _settled(s))]
                return
            case "renamed":
                for step in self._written(Path(old or "")):
                    step.path, step.named = at, False
        if kind in ("made", "wrote", "renamed", "removed"):
            before = Path(old) if old else None
            copy = Path(kept) if kept else None
            self._steps.append(_Step(kind, at, before, copy))  # type: ignore[arg-type]

    def _written(self, path: Path) -> list[_Step]:
        return [step for step in self._steps if step.kind == "wrote" and step.path == path]

    def _undo(self, step: _Step) -> None:
        match step.kind:
            case "made":
                shutil.rmtree(step.path, ignore_errors=True)
            case "wrote" if step.named:
                os.truncate(step.path, 0)
                return
            case "wrote" if step.kept is None or step.kept.exists():
                step.path.unlink(missing_ok=True)
            case "renamed" if step.old:
                if step.path.exists() and not step.old.exists():
                    step.path.rename(step.old)
                for written in self._written(step.path):
                    written.path = step.old
        if step.kept is not None and step.kept.exists():
            step.kept.rename(step.path)


def _settled(step: _Step) -> bool:
    return step.kind != "wrote" or step.whole
