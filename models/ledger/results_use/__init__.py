"""结果运用: the results of a year are delivered, received and used (1-9)."""
