"""What every source that is one file says of itself."""

from pathlib import Path

from bantay.adapters.sources.kinds import InputFile


class OneFile:
    """A source read from one file; `fingerprint` is its identity across runs and machines."""

    def __init__(self, file: InputFile, fingerprint: str):
        self._file, self._fingerprint = file, fingerprint

    @property
    def name(self) -> str:
        """The path as it was given."""
        return self._file.name

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self._file.path

    @property
    def fingerprint(self) -> str:
        """The file's identity across runs and machines."""
        return self._fingerprint
