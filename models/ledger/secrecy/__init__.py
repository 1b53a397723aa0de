"""保密: markings, readers, and the record of every access (4.7)."""
