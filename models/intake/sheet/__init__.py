"""Sheets as people write them: the bytes of a file become rows with their places, and what was guessed is stated."""
