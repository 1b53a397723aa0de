"""引号: what is quoted inside a quotation stands in single ones: “实施‘黔菜出山’工程” (GB/T 15834)."""

OPENING, CLOSING = "“‘", "”’"


def nested(words: str) -> str:
    """A text whose quotations inside quotations stand in the other kind; a line whose marks do not match stays."""
    return "\n".join(map(_line, words.split("\n")))


def _line(said: str) -> str:
    depth, told = 0, ""
    for char in said:
        if char == OPENING[0]:
            told, depth = told + OPENING[depth % 2], depth + 1
        elif char == CLOSING[0]:
            depth -= 1
            if depth < 0:
                return said
            told += CLOSING[depth % 2]
        else:
            told += char
    return told if depth == 0 else said
