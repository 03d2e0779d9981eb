"""Room on disk for what does not fit into memory, gone with whoever used it."""

import shutil
import weakref
from pathlib import Path
from tempfile import mkdtemp


class Scratch:
    """A temporary folder: removed by `close`, or when nobody has it any more."""

    def __init__(self) -> None:
        self.folder = Path(mkdtemp(prefix="bantay-world-"))
        self._end = weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)

    def close(self) -> None:
        """Remove the folder now."""
        self._end()
