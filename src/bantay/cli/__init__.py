"""The command line: one file a command, assembled in `main`. Heavy rooms load inside commands."""
