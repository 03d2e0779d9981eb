"""Files that a person wrote: settings, tables, secrets. One way to say that one is not there."""

from pathlib import Path

from bantay.errors import ConfigError, Place


def text_of(path: Path, what: str) -> str:
    """The text of `what` ("the settings"), a byte order mark left out. ConfigError names the file
    and why it cannot be read; it tells nothing of what stands in it."""
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as wrong:
        why = getattr(wrong, "strerror", None) or "it is not UTF-8 text"
        raise ConfigError(f"cannot read {what}: {why}", Place(str(path))) from None
