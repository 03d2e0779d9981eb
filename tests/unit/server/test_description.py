"""The description of the API is right, and nothing that it allows makes a fault of ours."""

from collections.abc import Iterator
from typing import Any

import hypothesis
import msgspec
import pytest
import schemathesis

from bantay.runtime.serving import Site
from bantay.server.app import make_app
from bantay.server.settings import ServerSettings

from .conftest import BASE, Client, key, person, signed_in
from .test_case_rooms import ROOMS
from .test_reports import SETTINGS

EXAMPLES = 8


@pytest.fixture(scope="module")
def described(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/v1/openapi.json").json()
    return found


def operations(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, verbs in described["paths"].items():
        for verb, operation in verbs.items():
            yield verb, path, operation


def test_it_is_openapi_3_1_and_says_what_everything_does(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")
    for verb, path, operation in operations(described):
        assert operation.get("summary") and operation.get("tags"), (verb, path)


def test_its_references_lead_somewhere(described: dict[str, Any]) -> None:
    text = msgspec.json.encode(described).decode()
    parts = described["components"]["schemas"]
    for piece in text.split('"#/components/schemas/')[1:]:
        assert piece.split('"')[0] in parts


def test_its_example_of_events_is_one(
    client: Client, site: Site, described: dict[str, Any]
) -> None:
    content = described["paths"]["/v1/events"]["post"]["requestBody"]["content"]
    for kind, told in content.items():
        example = told["example"]
        body = example if isinstance(example, str) else msgspec.json.encode(example)
        headers = key(site, "events") | {"content-type": kind}
        answer = client.post("/v1/events", content=body, headers=headers)
        assert answer.status_code == 200, (kind, answer.text)


@pytest.fixture(scope="module")
def allowed(site: Site) -> dict[str, dict[str, str]]:
    """Headers of somebody who may do a thing, by the first part of its right."""
    lead = signed_in(site, person(site, "lead", "fuzzed-lead"))
    admin = signed_in(site, person(site, "admin", "fuzzed-admin"))
    return {"lead": lead, "admin": admin, "events": key(site, "events")}


@pytest.fixture
def reporting(site: Site) -> Iterator[None]:
    """Settings of reports under which the fuzzed lead may write them; nothing can be sent."""
    path = site.reader.directory / "reports.toml"
    named = SETTINGS.replace('"dana-files"', '"fuzzed-lead"').replace("{port}", "9")
    path.write_text(named.replace('"sam-approves"', '"fuzzed-lead"'))
    yield
    path.unlink()


def test_nothing_the_description_allows_is_a_fault_of_ours(
    site: Site, allowed: dict[str, dict[str, str]], reporting: None
) -> None:
    app = make_app(site, ServerSettings(), _everything(), own_site=False)
    schema = schemathesis.openapi.from_dict(_quick(app))
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.path == "/v1/alarms/live":
            continue  # a stream has no end
        for headers in _whose(operation.path, allowed):
            _try(operation, app, headers)


def _everything() -> list[Any]:
    """The rooms that `bantay serve` adds to the API, as it does."""
    from bantay.server import hooks

    return [*ROOMS, *hooks.handlers({})]


def _quick(app: Any) -> dict[str, Any]:
    from bantay.server.description import described as made

    found: dict[str, Any] = msgspec.json.decode(made(app))
    return found


def _whose(path: str, allowed: dict[str, dict[str, str]]) -> list[dict[str, str]]:
    if path == "/v1/events":
        return [allowed["events"]]
    if path.startswith(("/v1/people", "/v1/keys", "/metrics", "/v1/orders/again")):
        return [allowed["admin"]]
    if path == "/v1/session":
        return [{}]  # signing the fuzzed person out would end the run
    return [allowed["lead"]]


def _try(operation: Any, app: Any, headers: dict[str, str]) -> None:
    from litestar.testing import TestClient

    with TestClient(app, base_url=BASE, raise_server_exceptions=False) as client:

        @hypothesis.given(case=operation.as_strategy())
        @hypothesis.settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        def tried(case: Any) -> None:
            sent = case.as_transport_kwargs(base_url=BASE)
            kept = {k: v for k, v in (sent.get("headers") or {}).items() if v is not None}
            given = {"json": sent["json"]} if "json" in sent else {"content": sent.get("data")}
            answer = client.request(
                sent["method"],
                sent["url"],
                params=sent.get("params"),
                headers={**{k: str(v) for k, v in kept.items()}, **headers},
                **given,
            )
            assert answer.status_code < 500, (sent["method"], sent["url"], answer.text)

        tried()


def test_the_check_would_notice(site: Site) -> None:
    """A handler that breaks does answer 500, and says nothing of what broke."""
    from litestar import get
    from litestar.testing import TestClient

    @get("/v1/broken", opt={"right": "public"})
    async def broken() -> dict[str, str]:
        raise RuntimeError("the secret of the house")

    app = make_app(site, ServerSettings(), [broken], own_site=False)
    with TestClient(app, base_url=BASE, raise_server_exceptions=False) as client:
        answer = client.get("/v1/broken")
    assert answer.status_code == 500 and "secret" not in answer.text
