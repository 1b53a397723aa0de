"""印证材料: files stored by SHA-256, and the records that they support (4.5)."""
