"""Hash lists of accredited sources: reading them, keeping them, asking a service."""
