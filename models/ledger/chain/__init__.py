"""台账: the chain of blocks, its clock, its monthly head, its export and verification (1-7.3)."""
