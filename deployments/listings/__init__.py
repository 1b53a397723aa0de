"""The listings: each is one value, a file to a noun, from which its command, JSON, workbook and reference follow."""
