"""Keys of records: a code or a name is one part of them, and / and | stand between the parts: 2026/T001/1."""

SEPARATORS = "/|"


def separator_in(text: str) -> str:
    """Return the first character of a text that separates the parts of keys; empty without one."""
    return next((each for each in text if each in SEPARATORS), "")
