"""保密: markings, readers, every opening on record (4.7)."""
