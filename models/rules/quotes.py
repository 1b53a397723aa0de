"""引号: a quotation inside a quotation has single marks: “实施‘黔菜出山’工程” (GB/T 15834)."""

OPENING, CLOSING = "“‘", "”’"


def nested(words: str) -> str:
    """Return a text with single marks for inner quotations; a line whose marks do not match stays unchanged."""
    return "\n".join(map(_nest_line, words.split("\n")))


def _nest_line(line: str) -> str:
    depth, result = 0, ""
    for char in line:
        if char == OPENING[0]:
            result, depth = result + OPENING[depth % 2], depth + 1
        elif char == CLOSING[0]:
            depth -= 1
            if depth < 0:
                return line
            result += CLOSING[depth % 2]
        else:
            result += char
    return result if depth == 0 else line
