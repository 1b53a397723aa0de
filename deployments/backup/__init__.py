"""Backup and restore: records, evidence and settings without secrets, in one file."""
