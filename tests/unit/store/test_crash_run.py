"""The crash bar on a server: whole runs killed, then compared."""

from pathlib import Path

import pytest

from _postgres import Server, prepared
from bantay.bench.crash import Tally, _spawn, disturbed, prepare, told_by

STOPS = ("segment synced", "seal before commit", "before commit", "outbox receipt after")


def test_a_run_killed_again_and_again_ends_as_if_undisturbed(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Against a run in a store without a server: the database makes no difference either."""
    key = tmp_path / "bantay.key"
    key.write_bytes(bytes(range(32)))
    key.chmod(0o600)
    monkeypatch.setenv("BANTAY_KEY_FILE", str(key))
    calm, killed = tmp_path / "calm", tmp_path / "killed"
    for folder in (calm, killed):
        folder.mkdir()
        prepare(folder, 2_000)
    assert not _spawn(calm, "", 0, False)
    prepared(killed / "store", server.schema())
    tally = Tally()
    disturbed(killed, STOPS, "drop", 5, tally)
    assert set(tally.hits) == set(STOPS)
    assert told_by(killed) == told_by(calm)
