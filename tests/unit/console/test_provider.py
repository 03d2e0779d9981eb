"""Signing in at a provider that is another site, with a real browser: strict cookies included."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bantay.cli.serve import _rooms
from bantay.runtime.chosen import chosen
from bantay.runtime.serving.opening import open_site
from bantay.server.accounts import invite
from bantay.server.app import make_app
from bantay.server.provider import Provider, ProviderSettings
from bantay.server.settings import ServerSettings
from tests.unit.console.conftest import free_port, listening
from tests.unit.server.identity_double import Double


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[str, Any, Double]]:
    """Our address, our site, and a provider; a browser takes them for two sites."""
    double, port = Double(), free_port()
    base = f"http://localhost:{port}"
    settings = ProviderSettings(
        issuer=double.issuer, client_id="bantay", redirect=f"{base}/v1/provider/back"
    )
    site = open_site(tmp_path / "store", chosen())
    with listening(
        make_app(site, ServerSettings(), _rooms(site, provider=Provider(settings))), site, port
    ):
        yield base, site, double
    double.close()


def test_from_the_invitation_to_the_queue_and_back_in(
    chromium: Any, place: tuple[str, Any, Double]
) -> None:
    base, site, double = place
    double.claims = {"sub": "b1"}
    token = invite(site.reader.access, "bea", "moderator", "tests")
    page = chromium.new_context().new_page()
    page.set_default_timeout(30_000)
    page.goto(f"{base}/setup#name=bea&token={token}")
    page.get_by_role("button", name="Sign in at 127.0.0.1").click()
    page.wait_for_selector("nav.rail")
    assert page.context.request.get(f"{base}/v1/session").json()["name"] == "bea"

    other = chromium.new_context().new_page()
    other.set_default_timeout(30_000)
    other.goto(base)
    other.get_by_role("button", name="Sign in at 127.0.0.1").click()
    other.wait_for_selector("nav.rail")

    double.claims = {"sub": "a stranger"}
    third = chromium.new_context().new_page()
    third.set_default_timeout(30_000)
    third.goto(base)
    third.get_by_role("button", name="Sign in at 127.0.0.1").click()
    third.wait_for_selector("text=nobody gave you an account here")
    assert third.url == f"{base}/"
    for one in (page, other, third):
        one.context.close()
