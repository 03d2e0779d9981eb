"""Serving: one engine thread owns the store, a bounded queue stands before it.

Requests that wait together are one batch and one commit; what a batch decided goes into
the answers of the requests that caused it. Read `service` for the thread, `engine` for
what it drives, `site` for what request handlers are given.
"""

from bantay.runtime.serving.service import Service
from bantay.runtime.serving.site import Site
from bantay.runtime.serving.taken import Taken, Told
from bantay.runtime.serving.waiting import Full, Posting, Stopped

__all__ = ["Full", "Posting", "Service", "Site", "Stopped", "Taken", "Told"]
