"""Adds evidence up: findings in, sums in decibans, alarms out. Pure; keyed by subject."""
