"""The whole state of an installation in one file: records, evidence, settings without secrets; and back again."""
