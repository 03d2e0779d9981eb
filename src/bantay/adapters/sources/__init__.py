"""Where events come from: files of the contract, and anybody's own through a mapping.

    sources = open_sources([Path("events.jsonl.zst"), Path("chat.csv")])

A file is JSON Lines or CSV, plain or compressed with gzip or Zstandard, or Parquet. Rows
that are not events are read through a `Mapping`: written as TOML, or guessed from the
columns' names and first rows. Whatever the bytes are, a line becomes an event or a
`Reject` with its place and its reason; nothing is lost and nothing stops the run.

Data flows: kinds → blocks → lines → jsonl, or → csv_rows | json_rows | parquet_rows →
maker (getters, cells, times) → mapped; guess (sample, names, shapes) makes mappings.
"""

from bantay.adapters.sources.mapping import Mapping
from bantay.adapters.sources.mapping_file import load_mapping
from bantay.adapters.sources.opening import guess_mapping, needs_mapping, open_sources

__all__ = ["Mapping", "guess_mapping", "load_mapping", "needs_mapping", "open_sources"]
