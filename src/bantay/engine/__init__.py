"""Runs detectors: screens, routes, keeps windows, isolates faults. No I/O, no clock."""
