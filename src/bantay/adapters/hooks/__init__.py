"""Hooks: other people's calls to us. The sending side is `adapters.capabilities`."""
