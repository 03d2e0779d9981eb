"""A new detector's room: a small detector that works, with its cases, to be changed from there."""

import importlib.util
import re
import sys
from importlib.resources import files
from pathlib import Path
from string import Template
from types import ModuleType

from bantay.engine.detect import AnyDetector
from bantay.errors import InputError, Place, closest
from bantay.kit import Detector
from bantay.runtime.catalogue import plane_rooms

_ID = re.compile(r"(?P<plane>[a-z]+)\.(?P<name>[a-z][a-z0-9_]{2,39})")


def scaffold(id: str, directory: Path) -> tuple[Path, Path]:
    """Write `<name>.py` and `<name>.cases.toml` into a directory and give their paths.

    `id` is "<plane>.<name>". Raises InputError when it is not, when the plane has no room,
    or when either file is there already: nothing is ever written over.
    """
    match = _ID.fullmatch(id)
    if match is None:
        raise InputError(f'a detector\'s id is "plane.some_name" in lower case, not {id!r}')
    if match["plane"] not in plane_rooms():
        nearest = closest(match["plane"], plane_rooms())
        raise InputError(f"no plane {match['plane']!r} has a room", nearest=nearest)
    if not directory.is_dir():
        raise InputError(f"there is no directory {directory}")
    module = directory / f"{match['name']}.py"
    cases = module.with_suffix(".cases.toml")
    for path in (module, cases):
        if path.exists():
            raise InputError(f"{path} is there already")
    title = match["name"].replace("_", " ").capitalize()
    module.write_text(_filled("detector.txt", id=id, name=match["name"], title=title), "utf-8")
    cases.write_text(_filled("cases.txt"), "utf-8")
    return module, cases


def load_detector(path: Path) -> AnyDetector:
    """The detector of a module outside the package. Raises InputError when it holds none."""
    name = f"bantay_room_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise InputError(f"{path} is no Python module")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up while they are made
    try:
        spec.loader.exec_module(module)
    except SyntaxError as error:
        raise InputError(f"not Python: {error.msg}", Place(str(path), error.lineno)) from None
    except Exception as error:  # whatever somebody's module does is theirs to mend
        raise InputError(f"{path} cannot be imported: {error!r}") from None
    return _detector_of(module, path)


def _detector_of(module: ModuleType, path: Path) -> AnyDetector:
    detector = getattr(module, "DETECTOR", None)
    if not isinstance(detector, Detector):
        raise InputError(f"{path} has no DETECTOR")
    if detector.spec.name != path.stem:
        raise InputError(f"{path} holds {detector.spec.id!r}: id and file name must be one")
    return detector


def _filled(template: str, **words: str) -> str:
    raw = files("bantay.runtime").joinpath("templates", template).read_text("utf-8")
    return Template(raw).substitute(words) if words else raw
