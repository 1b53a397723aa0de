"""The words of a command as they were meant: options typed in wide characters."""

import re
from unicodedata import normalize

DASHES = "－—–−‐﹣-"
OPTION = re.compile(rf"[{DASHES}]{{1,4}}([^=＝\s{DASHES}][^=＝\s]*)(?:[=＝](.*))?", re.DOTALL)
AS_DASH = str.maketrans(dict.fromkeys(DASHES, "-"))


def plain_words(words: list[str]) -> list[str]:
    """Returns the words of a command with each option that was typed in wide characters as it is to be typed.

    －－overdue, ——overdue and --ｏｖｅｒｄｕｅ are --overdue. Other words, and the value behind =, stay as they are.
    """
    return [_plain(word) for word in words]


def _plain(word: str) -> str:
    if word.isascii() or not (found := OPTION.fullmatch(word)):
        return word
    typed, value = found.groups()
    name = normalize("NFKC", typed.translate(AS_DASH))
    if not re.fullmatch(r"[A-Za-z][A-Za-z-]*", name):
        return word
    option = f"{'-' if len(name) == 1 else '--'}{name}"
    return option if value is None else f"{option}={value}"
