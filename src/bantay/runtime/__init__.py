"""Drivers: the same pure stages, with somebody to load, save and keep the clock."""
