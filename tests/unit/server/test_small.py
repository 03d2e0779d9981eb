"""The application asks no library about types that are not ours."""

from bantay.server.app import _App


def test_what_serves_knows_no_other_peoples_types() -> None:
    rooms = {type(plugin).__module__ for plugin in _App([]).plugins}
    assert "litestar.plugins.core._msgspec" in rooms
    assert not any("pydantic" in room or "attrs" in room for room in rooms)
