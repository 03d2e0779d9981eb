"""Rooms of detectors, one a plane; they share words and tools and never meet."""
