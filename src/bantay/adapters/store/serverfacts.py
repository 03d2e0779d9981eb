"""What a server says of itself and of what its user may do; for `bantay doctor`."""

from pathlib import Path

from msgspec import Struct

from bantay.adapters.store.place import find
from bantay.adapters.store.trouble import spoken

_ASKED = """
select
  current_setting('server_version') as version,
  pg_is_in_recovery() as standby,
  current_setting('fsync') = 'on' and current_setting('full_page_writes') = 'on' as durable,
  coalesce(has_schema_privilege(current_schema(), 'create'), false) as may_make,
  (select count(*) from pg_class c where c.relnamespace = to_regnamespace(current_schema())
     and c.relkind = 'r' and not pg_has_role(c.relowner, 'usage')) as foreign_tables,
  (select rolsuper from pg_roles where rolname = current_user) as mighty,
  inet_server_addr() is not null
     and not inet_server_addr() <<= any (array['127.0.0.0/8', '::1/128']::inet[])
     and not coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as bare
"""


class Facts(Struct, frozen=True):
    """`version` as the server writes it; `standby`: it only reads; `durable`: what it has
    confirmed survives a power cut; `may_make`: our user may make tables; `foreign_tables`:
    how many belong to somebody else; `mighty`: our user may do everything; `bare`: what we
    say to it travels unencrypted between machines."""

    version: str
    standby: bool
    durable: bool
    may_make: bool
    foreign_tables: int
    mighty: bool
    bare: bool


def facts(where: Path | str) -> Facts | None:
    """What the server of a store says; None when the store has none.

    `StoreError` when nobody answers there, or the answer is no.
    """
    place = find(where)
    if place.server is None:
        return None
    from bantay.adapters.store.postgres import PostgresDatabase

    with spoken(place.directory):
        db = PostgresDatabase(place, place.server)
        try:
            with db.read() as con:
                return Facts(**con.exec_driver_sql(_ASKED).mappings().one())
        finally:
            db.close()
