"""`bantay docs`: opens or writes the handbook; by itself, writes the generated pages again."""

from pathlib import Path

import click

from bantay.cli.problems import ASKED, FINE
from bantay.cli.render.commands_page import commands_page
from bantay.errors import InputError


@click.group(
    "docs",
    invoke_without_command=True,
    short_help="The handbook: open it, or write it out as a site.",
)
@click.option(
    "--docs",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("docs"),
    show_default=True,
    help="The folder of the pages.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when a page is stale.")
@click.pass_context
def docs(context: click.Context, folder: Path, check: bool) -> int:
    """The handbook of this version, made from files that came with it; nothing is fetched.

    Without a further word, for those who work on Bantay itself: generate the pages on detectors,
    events, commands and more from the code they describe, into the folder of the pages.

    \b
      bantay docs open
      bantay docs build --out handbook
    """
    if context.invoked_subcommand is not None:
        return FINE
    return generate(context.find_root().command, folder, check)


@docs.command("build", short_help="Write the handbook as a site.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("bantay-handbook"),
    show_default=True,
    help="Where the site is written; a site there is replaced.",
)
def build(out: Path) -> int:
    """Write the handbook as a folder of pages that work without a server or a network.

    \b
      bantay docs build
      bantay docs build --out handbook
    """
    click.echo(_built(out))
    return FINE


@docs.command("open", short_help="Open the handbook in a browser.")
@click.option("--no-browser", is_flag=True, help="Only say where the first page is.")
def open_(no_browser: bool) -> int:
    """Write the handbook where this machine keeps such things, and show it in a browser.

    \b
      bantay docs open
      bantay docs open --no-browser
    """
    first = _built(Path(click.get_app_dir("bantay")) / "handbook")
    click.echo(first)
    if not no_browser:
        click.launch(first.as_uri())
    return FINE


def _built(out: Path) -> Path:
    from bantay.runtime.handbook.site import built, cleared, write

    site = built()
    cleared(out)
    return write(site, out).resolve()


def generate(root: click.Command, folder: Path, check: bool) -> int:
    """Write the generated pages into a folder, or say which of them are stale."""
    if not folder.is_dir():
        raise InputError(
            f"there is no folder {folder}: run this where the docs are, or use --docs;"
            " `bantay docs open` shows the handbook"
        )
    wanted = pages(root)
    stale = [name for name, text in wanted.items() if _now(folder / name) != text]
    orphans = [name for name in _generated(folder) if name not in wanted]
    for name in sorted([*stale, *orphans]):
        click.echo(f"{'stale' if check else _settled(folder / name, wanted.get(name))}  {name}")
    if not stale and not orphans:
        click.echo(f"{len(wanted)} pages, all as they should be")
    return ASKED if check and (stale or orphans) else FINE


def pages(root: click.Command) -> dict[str, str]:
    """Every generated page by its path under the docs folder."""
    from bantay.cli.http_page import http_page
    from bantay.cli.render import architecture
    from bantay.cli.render.data_page import data_page
    from bantay.cli.render.python_page import python_page
    from bantay.runtime.pages import detector_pages
    from bantay.runtime.policy_words import vocabulary_page
    from bantay.runtime.schema import events_page

    rooms = architecture.imports()
    return {
        **{f"detectors/{name}": text for name, text in detector_pages().items()},
        "reference/events.md": events_page(),
        "reference/commands.md": commands_page(root),
        "reference/policy.md": vocabulary_page(),
        "reference/http.md": http_page(),
        "reference/python.md": python_page(),
        "reference/data-protection.md": data_page(),
        "reference/architecture.md": architecture.page(rooms),
        "images/architecture.svg": architecture.picture(rooms),
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
