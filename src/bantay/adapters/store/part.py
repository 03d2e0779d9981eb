"""A part of a store that is opened on its own, over the same site."""

from pathlib import Path

from bantay.adapters.store.site import Site


class Part:
    """What `trouble.guarded` needs to name the store when something goes wrong."""

    def __init__(self, site: Site):
        self._site = site

    @property
    def directory(self) -> Path:
        """Where the store is."""
        return self._site.directory
