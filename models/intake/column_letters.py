"""The letters of a sheet's columns. openpyxl has them too, but takes longer to load than the rest of a command."""

from string import ascii_uppercase


def column_letter(number: int) -> str:
    """Return the letters of a column: 1 is A, 27 is AA."""
    before, last = divmod(number - 1, len(ascii_uppercase))
    return f"{column_letter(before) if before else ''}{ascii_uppercase[last]}"


def column_number(letters: str) -> int:
    """Return the number of a column from its letters: A is 1, AA is 27."""
    before = column_number(letters[:-1]) if letters[:-1] else 0
    return before * len(ascii_uppercase) + ascii_uppercase.index(letters[-1]) + 1
