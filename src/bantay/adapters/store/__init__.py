"""The embedded store: a directory that holds everything Bantay knows.

    bantay.db        SQLite: the log's tail, states, findings, alarms, outbox, audit, keys
    bantay.key       32 bytes that open everything else, unless BANTAY_KEY_FILE names others
    events/          Parquet segments of the log by day and type, nothing private in the clear
    vault/           private texts, encrypted, by retention class
    dedup/           hashes of the ids accepted lately

With a server, its tables are PostgreSQL's and `store.toml` says where; the rest is the same.
Read `database` for what differs, `opening` for how it starts, `store` for what it does,
`sealing` for how files come to be, `retention` and `erasure` for how they go.
"""

from bantay.adapters.store.opening import open_store
from bantay.adapters.store.site import RETENTION, STOPS
from bantay.adapters.store.store import EmbeddedStore

__all__ = ["RETENTION", "STOPS", "EmbeddedStore", "open_store"]
