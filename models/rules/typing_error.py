"""更正: what of an issued target a correction may set right as a typing error, and what needs an adjustment (6.1.7)."""

import re
from collections.abc import Mapping

# What is owed, by when and since when: after something was reported or judged these are no typing errors any more.
FIGURES = ("quantity", "unit", "direction", "deadline", "issued_on", "key_project")
WORDED = ("name", "requirement", "words", "standard")
NUMBERED = ("requirement", "words", "standard")  # words whose numbers are figures
FEW, SHARE = 2, 5  # characters that may always differ, and the part of the longer text that may
DIGITS = re.compile(r"[0-9０-９零〇一二两三四五六七八九十百千万亿.．%％]+")


def typing_distance(before: str, after: str) -> int:
    """Return how many characters differ: inserted, removed, replaced, or two neighbours exchanged."""
    older: list[int] = []
    last = list(range(len(after) + 1))
    for i, was in enumerate(before, 1):
        row = [i]
        for j, becomes in enumerate(after, 1):
            steps = [row[-1] + 1, last[j] + 1, last[j - 1] + (was != becomes)]
            if older and j > 1 and (was, before[i - 2]) == (after[j - 2], becomes):
                steps.append(older[j - 2] + 1)
            row.append(min(steps))
        older, last = last, row
    return last[-1]


def is_typing_error(before: str, after: str) -> bool:
    """Return whether a text differs by so little that it was mistyped, or was left out when it was typed.

    At most a fifth of the longer text may differ, and always two characters.
    """
    return not before or typing_distance(before, after) <= max(FEW, max(len(before), len(after)) // SHARE)


def rewritten(changes: Mapping[str, tuple[str, str]], first: Mapping[str, str | None]) -> list[str]:
    """Return the columns of words that differ by more than a typing error, from now or from their first words.

    Without the first words, many small corrections would rewrite a target.
    """
    return [name for name in WORDED if name in changes and not _is_slip(*changes[name], first.get(name))]


def _is_slip(before: str, after: str, first: str | None) -> bool:
    return is_typing_error(before, after) and is_typing_error(first or "", after)


def changed_figures(changes: Mapping[str, tuple[str, str]]) -> list[str]:
    """Return the columns that change what is owed, by when or since when; words if their numbers differ."""
    numbers = {name: [DIGITS.findall(text) for text in changes[name]] for name in NUMBERED if name in changes}
    reworded = [name for name, (before, after) in numbers.items() if before != after]
    return [*reworded, *(name for name in FIGURES if name in changes)]
