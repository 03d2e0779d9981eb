"""Bridges: what we see, in the shapes of other people's moderation tools."""
