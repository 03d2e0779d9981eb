"""The library that evaluates conditions, without its command line.

`import cel` loads a shell with completion and colours first, a quarter of a second at every
start of ours. The extension beside it is all we use.
"""

import sys
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import TYPE_CHECKING

_NAME = "cel.cel"


def _extension() -> ModuleType:
    """The extension alone; the whole package where it was loaded before, or lies differently.
    It is known by its own name, so that whoever loads the package later gets the same one."""
    package = find_spec("cel")
    inside = package.submodule_search_locations if package is not None else None
    found = PathFinder.find_spec(_NAME, inside) if inside else None
    if _NAME not in sys.modules and found is not None and found.loader is not None:
        made = module_from_spec(found)
        sys.modules[_NAME] = made
        found.loader.exec_module(made)
    if _NAME in sys.modules:
        return sys.modules[_NAME]
    import cel as whole

    return whole


if TYPE_CHECKING:
    import cel
else:
    cel = _extension()

__all__ = ["cel"]
