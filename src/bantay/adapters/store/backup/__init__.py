"""Backups: what a store holds at one moment, in a directory or one file, without its key.

`making` takes one while the store is written to, `restoring` makes a store of it, on either
kind of database. `dump` is the form of the tables in it, `archive` that of the whole.
"""

from bantay.adapters.store.backup.making import Made, make
from bantay.adapters.store.backup.restoring import Restored, restore

__all__ = ["Made", "Restored", "make", "restore"]
