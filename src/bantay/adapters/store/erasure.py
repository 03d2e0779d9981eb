"""Erasing one person's texts: their rows leave every file and the tail; old keys are destroyed.

What the engine concluded stays, without text; so do keyed hashes and ids. What a legal hold
keeps stays until it is lifted; the erasure stays asked for till then. Quarantined raw
lines belong to nobody that could be known: they go with their 30 days.
"""

from typing import Any

from sqlalchemy import Connection, delete, select, update

from bantay.adapters.arrow import pc
from bantay.adapters.store import audit, holds, sealing, segments, state, tail, vault
from bantay.adapters.store.disk import Staging
from bantay.adapters.store.private import owner, owner_field, without
from bantay.adapters.store.schema import ERASURE, LOG_TAIL, QUARANTINE
from bantay.adapters.store.shapes import KINDS
from bantay.adapters.store.site import Site
from bantay.model.keys import Domain, split_compound


def asked_for(site: Site) -> list[str]:
    """Accounts whose erasure was asked for and is not done."""
    with site.db.read() as con:
        return list(con.execute(select(ERASURE.c.account).order_by(ERASURE.c.account)).scalars())


def ask(site: Site, account: str, wall: int) -> None:
    """Note an erasure, so that it is finished even if the process ends in the middle."""
    with site.db.write() as con:
        con.exec_driver_sql(
            "insert into erasure (account, wall) values (?, ?) on conflict do nothing",
            (account, wall),
        )


def erase(site: Site, account: str, wall: int, strip: state.Strip | None = None) -> int:
    """Erase everything that was asked for; how many records lost their texts.

    `strip` takes the person's texts out of states that others share: a conversation, a group.
    """
    rows = held = 0
    for first in _firsts(site):
        gone, kept = _erase_segment(site, account, first)
        rows, held = rows + gone, held + kept
    with site.db.write() as con:
        rows += _erase_tail(con, site, account)
        _forget_states(con, site, account)
        if strip is not None:
            state.without(con, site.keys, account, strip)
        what: dict[str, Any] = {"account": account, "rows": rows}
        if held:  # the rest is asked for still, and goes when the hold does
            what |= {"held_back": held, "by_hold_of": holds.holding(con)}
        else:
            con.execute(delete(ERASURE).where(ERASURE.c.account == account))
        audit.write(con, wall, audit.ENGINE, "texts erased", what)
    site.db.flush(states=True)
    return rows


def _firsts(site: Site) -> list[int]:
    with site.db.read() as con:
        entries = vault.entries(con)
    return sorted({e.first for e in entries if e.klass in ("finding", "other")})


def _erase_segment(site: Site, account: str, first: int) -> tuple[int, int]:
    """How many rows of a person are gone, and how many a legal hold keeps."""
    with site.db.read() as con:
        files = segments.files_of(con, [first])
        entries = [e for e in vault.entries(con, first) if e.klass in ("finding", "other")]
    owned = {seq for file in files for seq in _owned(site, file, account)}
    if not owned:
        return 0, 0
    kept = owned & holds.held_seqs(site, first)
    held = sum(len(vault.read(site, entry, kept)) for entry in entries) if kept else 0
    return sum(_rewrite(site, entry, owned - kept) for entry in entries), held


def _owned(site: Site, file: segments.SegmentFile, account: str) -> list[int]:
    name = owner_field(KINDS[file.type])
    if name is None:
        return []
    table = segments.columns(site, file, ("seq", name))
    seqs: list[int] = table.filter(pc.equal(table[name], account))["seq"].to_pylist()
    return seqs


def _rewrite(site: Site, entry: vault.Entry, owned: set[int]) -> int:
    """A vault file without some rows, under a new key."""
    before = vault.read(site, entry)
    left = {seq: values for seq, values in before.items() if seq not in owned}
    if len(left) == len(before):
        return 0
    staging = Staging(site.files)
    name = (entry.klass, entry.first, entry.made)
    made = [vault.stage(site, staging, [vault.stack(left)], name, entry.path)] if left else []
    staging.settle()
    with site.db.write() as con:
        vault.destroy(con, entry)
        vault.register(con, made)
    site.files.remove(site.directory / entry.path)
    return len(before) - len(left)


def _erase_tail(con: Connection, site: Site, account: str) -> int:
    """Write the whole tail again under a new key, without that person's texts."""
    old, rows = tail.open_cipher(con, site), list(tail.every_row(con))
    raws = con.execute(
        select(QUARANTINE.c.n, QUARANTINE.c.raw).where(QUARANTINE.c.raw.is_not(None))
    )
    lines = [(n, old.open(raw, b"raw")) for n, raw in raws]
    new, erased = sealing.renew_key(con, site.keys), 0
    for row in rows:
        records = tail.open_records(row, old)
        left = [without(r) if owner(r) == account else r for r in records]
        erased += sum(a != b for a, b in zip(records, left, strict=True))
        body = tail.seal_records(row.first, tail.RECORDS.pack(left), new)
        con.execute(update(LOG_TAIL).where(LOG_TAIL.c.first_seq == row.first).values(body=body))
    for n, line in lines:
        sealed = new.seal(line, b"raw")
        con.execute(update(QUARANTINE).where(QUARANTINE.c.n == n).values(raw=sealed))
    return erased


def _forget_states(con: Connection, site: Site, account: str) -> None:
    state.forget(con, site.keys, Domain.ACCOUNT, lambda key: key == account)
    for domain in (Domain.SENDER, Domain.PAIR):
        state.forget(con, site.keys, domain, lambda key: account in split_compound(key))
