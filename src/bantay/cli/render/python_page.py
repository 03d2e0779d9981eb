"""The page on the front door: what `import bantay` gives, read from the names themselves."""

import inspect
import re
import sys
from collections.abc import Iterator

from bantay.cli.render.prose import prose

_FROM = re.compile(r"\b(?:[a-z_]+\.)+(?=[A-Z])")
_SHORT = 80


def python_page() -> str:
    """The page, in Markdown."""
    door = sys.modules["bantay"]
    names = sorted(name for name in door.__all__ if not name.startswith("__"))
    parts = [part for name in names for part in _section(door, name)]
    return prose("python").substitute(names="\n".join(parts).rstrip())


def _section(door: object, name: str) -> Iterator[str]:
    value = getattr(door, name)
    yield f"## {name}\n"
    if callable(value) and not inspect.isclass(value):
        yield f"```text\n{name}{_signature(value)}\n```\n"
    elif isinstance(value, type):
        yield f"A class of `{value.__module__}`.\n"
    said = inspect.getdoc(value) if not _is_union(value) else "Any of the events of the contract."
    yield f"{(said or '').strip()}\n"


def _is_union(value: object) -> bool:
    return not callable(value) or not hasattr(value, "__name__")


def _signature(value: object) -> str:
    """Parameters, one a line when they are many; where names come from is left out."""
    signature = inspect.signature(value)  # type: ignore[arg-type]
    parts = [_parameter(one) for one in signature.parameters.values()]
    short = f"({', '.join(parts)})"
    return (
        short if len(short) < _SHORT else "(\n" + "".join(f"    {part},\n" for part in parts) + ")"
    )


def _parameter(one: inspect.Parameter) -> str:
    kind = _FROM.sub("", inspect.formatannotation(one.annotation))
    if one.default is inspect.Parameter.empty:
        return f"{one.name}: {kind}"
    plain = one.default is None or isinstance(one.default, bool | int | str)
    return f"{one.name}: {kind} = {one.default if plain else '…'}"
