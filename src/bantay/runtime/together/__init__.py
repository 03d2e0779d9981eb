"""Several serving workers over one store on a server: one keeps the log, all take requests.

The keeper has every bucket of keys; they move together, with the lease on the log
(`adapters.store.serverlease`). The others do what needs no state: they read requests and what
texts say, hand both to the keeper, and answer what it answered. Read `wire` for what goes between
them, `far` for a worker that does not keep the log, `readings` for what the keeper makes of it.
"""
