"""The Python client of `bantay serve`: typed, retried, sent once.

    >>> from bantay.client import Client
    >>> with Client("http://127.0.0.1:8700", key) as bantay:
    ...     for order in bantay.send(events).orders:
    ...         carry_out(order)

It needs nothing but what Bantay itself needs. What a machine's key may ask for is a method here,
made from the server's own description with the types of its answers.
"""

from bantay.client.answers import (
    Alarms,
    Decisions,
    Listable,
    Orders,
    Receipt,
    Regions,
    Statement,
    Told,
    Wrong,
)
from bantay.client.api import Client, Taken
from bantay.client.wire import ApiError, Unreachable

__all__ = [
    "Alarms",
    "ApiError",
    "Client",
    "Decisions",
    "Listable",
    "Orders",
    "Receipt",
    "Regions",
    "Statement",
    "Taken",
    "Told",
    "Unreachable",
    "Wrong",
]
