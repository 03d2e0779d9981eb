"""Listening to a source changes nothing of what it gives."""

import json
from collections.abc import Iterator
from pathlib import Path

from bantay.cli.overheard import Overheard
from bantay.ports.source import Chunk, Reject


def reject(line: int) -> Reject:
    return Reject(
        file="a.jsonl",
        line=line,
        column=None,
        field=None,
        reason="not JSON",
        nearest=None,
        raw=b"\xff line %d" % line,
    )


class Given:
    name, fingerprint = "a.jsonl", "f-1"

    def chunks(self, size: int, after: int) -> Iterator[Chunk]:
        for at in range(after, 6, 2):
            rejects = [reject(at + 1), reject(at + 2)]
            yield Chunk(events=[], rejects=rejects, consumed=at + 2)


def test_it_gives_what_the_source_gives() -> None:
    it = Overheard(Given(), [])
    assert (it.name, it.fingerprint) == ("a.jsonl", "f-1")
    assert list(it.chunks(2, 2)) == list(Given().chunks(2, 2))


def test_the_first_three_rejects_are_remembered_over_all_sources() -> None:
    heard: list[Reject] = []
    for source in (Overheard(Given(), heard), Overheard(Given(), heard)):
        list(source.chunks(2, 0))
    assert [r.line for r in heard] == [1, 2, 3]


def test_raw_lines_are_kept_only_when_asked(tmp_path: Path) -> None:
    keep = tmp_path / "quarantine.jsonl"
    list(Overheard(Given(), []).chunks(2, 0))
    assert not keep.exists()
    list(Overheard(Given(), [], keep).chunks(2, 0))
    told = [json.loads(line) for line in keep.read_text(encoding="utf-8").splitlines()]
    assert [row["line"] for row in told] == [1, 2, 3, 4, 5, 6]
    assert told[0]["raw"] == "\\xff line 1"


def test_a_run_that_stops_keeps_the_batch_it_finished(tmp_path: Path) -> None:
    keep = tmp_path / "quarantine.jsonl"
    chunks = Overheard(Given(), [], keep).chunks(2, 0)
    next(chunks)
    chunks.close()  # type: ignore[attr-defined]
    assert len(keep.read_text(encoding="utf-8").splitlines()) == 2
