"""Arrow's functions over columns, loaded when one of them is first asked for.

Loading them wraps some three hundred functions, a tenth of a second; most commands use none.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any


class _Late:
    """Stands for the module."""

    def __getattr__(self, name: str) -> Any:
        found = getattr(import_module("pyarrow.compute"), name)
        setattr(self, name, found)
        return found


if TYPE_CHECKING:
    import pyarrow.compute as pc
else:
    pc = _Late()

__all__ = ["pc"]
