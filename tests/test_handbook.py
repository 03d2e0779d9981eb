"""The handbook's site: whole, asks nobody, readable by everybody, and its generated pages fresh."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from _house import ROOT
from bantay.cli.docs import pages
from bantay.cli.main import cli
from bantay.runtime.handbook.markdown import drawn, slug
from bantay.runtime.handbook.order import REST, ordered
from bantay.runtime.handbook.site import Site, built, cleared, write
from bantay.runtime.handbook.sources import handbook, sources

CHROMIUM = Path("/usr/bin/chromium")
OWN = (
    "reference/http.md",
    "reference/python.md",
    "reference/data-protection.md",
    "reference/architecture.md",
    "images/architecture.svg",
)
LOOKED_AT = ("index.html", "tutorial.html", "guide/policy.html", "detectors/index.html")


@pytest.fixture(scope="module")
def site() -> Site:
    return built()


@pytest.fixture(scope="module")
def folder(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(site, tmp_path_factory.mktemp("site") / "handbook").parent


def html(site: Site) -> Iterator[tuple[str, str]]:
    yield from ((n, data.decode()) for n, data in site.files.items() if n.endswith(".html"))


def test_generated_pages_are_what_the_code_says() -> None:
    wanted = pages(cli)
    stale = [n for n in OWN if (ROOT / "docs" / n).read_text("utf-8") != wanted[n]]
    assert stale == [], "make docs"


def test_every_link_of_the_handbook_leads_somewhere() -> None:
    broken = []
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text("utf-8")):
            if not target.startswith(("http:", "https:", "mailto:")):
                there = (path.parent / target).resolve()
                if not there.exists():
                    broken.append(f"{path.relative_to(ROOT)}: {target}")
    assert broken == []


def test_links_within_the_site_lead_to_its_pages_and_headings(site: Site) -> None:
    ids = {name: set(re.findall(r' id="([^"]+)"', text)) for name, text in html(site)}
    wrong = []
    for name, text in html(site):
        for target in re.findall(r'(?:href|src)="([^"]+)"', text):
            if target.startswith(("http", "mailto:", "data:")):
                continue
            path, _, fragment = target.partition("#")
            there = (Path("/") / name).parent / path if path else Path("/") / name
            found = str(Path(*there.parts[1:])) if ".." not in there.parts else _flat(there)
            if found not in site.files or (fragment and fragment not in ids.get(found, set())):
                wrong.append(f"{name}: {target}")
    assert wrong == []


def _flat(path: Path) -> str:
    import os.path

    return os.path.normpath(str(path)).lstrip("/")


def test_nothing_is_loaded_from_elsewhere(site: Site) -> None:
    for name, text in html(site):
        loaded = re.findall(r'<(?:script|img|link|iframe)[^>]* (?:src|href)="([^"]+)"', text)
        assert [at for at in loaded if at.startswith(("http", "//"))] == [], name
    style = site.files["style.css"].decode()
    assert "url(" not in style and "@import" not in style


def test_every_page_has_a_place_in_the_contents() -> None:
    sections = ordered(handbook(), sources(handbook()))
    named = [page.place for section in sections for page in section.pages]
    assert len(named) == len(set(named)) == len(sources(handbook()))
    assert all(s.pages for s in sections), "a section without pages"
    assert [s.title for s in sections][:4] == ["Start", "How to", "Guides", "Explanation"]
    homeless = [page.place for s in sections if s.title == REST for page in s.pages]
    assert homeless == [], "name them in docs/order.toml"


def test_the_contents_name_no_page_that_is_not_there() -> None:
    places = [source.place for source in sources(handbook())]
    rows = tomllib.loads((ROOT / "docs" / "order.toml").read_text("utf-8"))["section"]
    named = [page for row in rows for page in row["pages"] if not page.endswith("*")]
    assert [page for page in named if page not in places] == []


def test_text_is_text_and_links_find_their_pages() -> None:
    known = {"docs/guide/b.md": "guide/b.html"}
    text = "# Top <b>\n\n[b](b.md#x) [gone](c.md)\n\n<script>bad()</script>\n\n## A B\n\n## A B\n"
    page = drawn(text, "docs/guide/a.md", "guide/a.html", known)
    assert page.title == "Top <b>" and page.lost == ("c.md",)
    assert 'href="b.html#x"' in page.html and "<span>gone</span>" in page.html
    assert "<script>" not in page.html and "<!--" not in drawn("# x\n<!-- y -->", "", "", {}).html
    assert [one.slug for one in page.headings[1:]] == ["a-b", "a-b-1"]
    assert slug("Why two planes?") == "why-two-planes"


def test_only_a_site_is_replaced(site: Site, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "letter.txt").write_text("keep")
    cleared(own)
    assert (own / "letter.txt").exists()
    write(site, tmp_path / "site")
    cleared(tmp_path / "site")
    assert not (tmp_path / "site").exists()


# ---------------------------------------------------------------- in a browser


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip("no browser")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM))
        yield browser
        browser.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_nobody_is_asked(chromium: Any, folder: Path, theme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = chromium.new_context(color_scheme=theme)
    page, asked, wrong = context.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    for name in LOOKED_AT:
        page.goto((folder / name).as_uri())
        said = Axe().run(page).response["violations"]
        wrong += [f"{name} {one['id']}: {one['nodes'][0]['html'][:120]}" for one in said]
    context.close()
    assert wrong == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def test_search_finds_a_page_from_a_folder(chromium: Any, folder: Path) -> None:
    page = chromium.new_page()
    page.goto((folder / "guide/policy.html").as_uri())
    page.fill("#find", "two planes")
    page.wait_for_selector("#found a")
    assert "explanation/two-planes.html" in str(page.get_attribute("#found a", "href"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/explanation/two-planes.html*")
    page.close()
