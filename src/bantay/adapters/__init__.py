"""Ports kept: sources of events, the store, the sinks."""
