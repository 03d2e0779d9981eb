"""The page on the HTTP API, from the description that the server gives of itself."""

import json
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from bantay.cli.render.prose import prose

_METHODS = ("get", "post", "put", "patch", "delete")


def http_page() -> str:
    """The page, in Markdown. Needs the extra `console`."""
    return page_of(described_here(rooms=True))


@cache
def described_here(rooms: bool) -> dict[str, Any]:
    """The description of a server, with the console's rooms or without. Needs the extra
    `console`."""
    from bantay.cli.serve import _rooms
    from bantay.runtime.chosen import chosen
    from bantay.runtime.serving.opening import open_site
    from bantay.server.app import make_app
    from bantay.server.description import described

    with tempfile.TemporaryDirectory() as folder:
        from bantay.cli.rooms import opened

        store = Path(folder) / "store"
        with opened(store, settings=chosen().settings):
            pass
        site = open_site(store, chosen())
        app = make_app(site, extra_handlers=_rooms(site) if rooms else ())
        found: dict[str, Any] = json.loads(described(app))
        return found


def page_of(described: Mapping[str, Any]) -> str:
    """A description as Markdown: a table of paths, then each with what it takes and gives."""
    rows = ["| path | does |", "| --- | --- |"]
    parts: list[str] = []
    for path, methods in sorted(described["paths"].items()):
        for method in (one for one in _METHODS if one in methods):
            rows.append(f"| `{method.upper()} {path}` | {_said(methods[method])} |")
            parts += _operation(method, path, methods[method])
    return prose("http").substitute(paths="\n".join([*rows, "", *parts]).rstrip())


def _said(operation: Mapping[str, Any]) -> str:
    text = operation.get("description") or operation.get("summary") or ""
    return " ".join(text.split("\n\n")[0].split()).replace("|", "\\|")


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> Iterator[str]:
    yield f"## {method.upper()} {path}\n"
    yield " ".join(str(operation.get("description") or _said(operation)).split()) + "\n"
    for one in operation.get("parameters", ()):
        need = "required" if one.get("required") else "optional"
        yield f"- `{one['name']}` ({one['in']}, {need}, {_kind(one.get('schema', {}))})"
    if "requestBody" in operation:
        yield f"- takes: {', '.join(f'`{kind}`' for kind in operation['requestBody']['content'])}"
    answers = ", ".join(sorted(operation.get("responses", {})))
    yield f"- answers: {answers}\n"


def _kind(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return "one of " + ", ".join(map(str, schema["enum"]))
    if "oneOf" in schema:
        return " or ".join(dict.fromkeys(_kind(one) for one in schema["oneOf"]))
    return str(schema.get("$ref", schema.get("type", "any"))).rpartition("/")[2]
