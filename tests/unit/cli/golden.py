"""Golden files: what people see, kept as it is. `GOLDEN=write` keeps what is shown now."""

import os
from pathlib import Path

GOLDEN = Path(__file__).resolve().parents[2] / "golden"


def is_golden(name: str, shown: str) -> None:
    """Compare with the golden file of that name."""
    path = GOLDEN / name
    if os.environ.get("GOLDEN") == "write":
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8"), f"differs from tests/golden/{name}"
