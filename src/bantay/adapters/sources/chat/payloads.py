"""Which platform a row comes from, and the events it gives."""

from collections.abc import Callable, Mapping
from typing import Any

from bantay.adapters.sources.chat import (
    discord,
    matrix,
    matrix_reports,
    mattermost,
    rocketchat,
    xmpp,
)
from bantay.adapters.sources.chat.shape import Events

Reader = Callable[[Mapping[str, Any]], Events]

PLATFORMS: dict[str, tuple[Callable[[Mapping[str, Any]], bool], Reader]] = {
    "matrix": (matrix.is_matrix, matrix.events_of),
    "matrix reports": (matrix_reports.is_report, matrix_reports.events_of),
    "discord": (discord.is_discord, discord.events_of),
    "mattermost": (mattermost.is_mattermost, mattermost.events_of),
    "rocketchat": (rocketchat.is_rocketchat, rocketchat.events_of),
    "xmpp": (xmpp.is_xmpp, xmpp.events_of),
}
"""How a payload of each platform is told from others, and read."""


def reader_of(row: Mapping[str, Any]) -> Reader | None:
    """Who reads a row; None when it is no payload known here."""
    return next((reader for known, reader in PLATFORMS.values() if known(row)), None)


def read(row: Mapping[str, Any]) -> Events | None:
    """The events of a payload; None when it is none known here. Raises `Wrong`."""
    reader = reader_of(row)
    return None if reader is None else reader(row)
