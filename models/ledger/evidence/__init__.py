"""印证材料: files kept by their content, and the records that they support (4.5)."""
