"""The words of generated pages, beside the code that fills in what they leave open."""

from importlib.resources import files
from string import Template


def prose(name: str) -> Template:
    """A page's words; `$names` stand where figures and tables go."""
    return Template(files("bantay.cli.render.prose").joinpath(f"{name}.md").read_text("utf-8"))
