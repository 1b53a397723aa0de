"""The commands of `mubiao`, one per file."""
