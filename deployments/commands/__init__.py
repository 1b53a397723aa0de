"""One command of `mubiao` per file."""
