"""The engine's version: part of every alarm and decision."""

VERSION = "0.1.0"
