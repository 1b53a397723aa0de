"""The content of each paper, collected from the records as frozen values."""
