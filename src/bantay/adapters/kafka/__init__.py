"""Kafka: events in from topics, alarms and orders out to them. Needs the extra `kafka`.

The broker is somebody else's; what counts is the store. A record is read when the store says
so, and the group's offsets are committed behind that, for those who watch the lag.
"""
