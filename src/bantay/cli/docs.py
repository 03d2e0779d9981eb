"""`bantay docs`: writes the generated pages again; `--check` says which are stale."""

from pathlib import Path

import click

from bantay.cli.problems import ASKED, FINE
from bantay.cli.render.commands_page import commands_page
from bantay.errors import InputError


@click.command("docs", short_help="Write the generated pages again; --check for stale ones.")
@click.option(
    "--docs",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("docs"),
    show_default=True,
    help="The folder of the pages.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when a page is stale.")
def docs(folder: Path, check: bool) -> int:
    """Generate the pages on detectors, events and commands from what they describe."""
    if not folder.is_dir():
        raise InputError(f"there is no folder {folder}: run this where the docs are, or use --docs")
    wanted = pages(click.get_current_context().find_root().command)
    stale = [name for name, text in wanted.items() if _now(folder / name) != text]
    orphans = [name for name in _generated(folder) if name not in wanted]
    for name in sorted([*stale, *orphans]):
        click.echo(f"{'stale' if check else _settled(folder / name, wanted.get(name))}  {name}")
    if not stale and not orphans:
        click.echo(f"{len(wanted)} pages, all as they should be")
    return ASKED if check and (stale or orphans) else FINE


def pages(root: click.Command) -> dict[str, str]:
    """Every generated page by its path under the docs folder."""
    from bantay.runtime.pages import detector_pages
    from bantay.runtime.policy_words import vocabulary_page
    from bantay.runtime.schema import events_page

    return {
        **{f"detectors/{name}": text for name, text in detector_pages().items()},
        "reference/events.md": events_page(),
        "reference/commands.md": commands_page(root),
        "reference/policy.md": vocabulary_page(),
    }


def _settled(path: Path, text: str | None) -> str:
    """Write the page, or remove it when there should be none; what was done."""
    if text is None:
        path.unlink()
        return "removed"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return "written"


def _generated(folder: Path) -> list[str]:
    return sorted(f"detectors/{path.name}" for path in (folder / "detectors").glob("*.md"))


def _now(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None
