"""引号: a quotation inside a quotation has single marks: “实施‘黔菜出山’工程” (GB/T 15834)."""

OPENING, CLOSING = "“‘", "”’"


def nested(words: str) -> str:
    """Return a text with the other kind of marks for inner quotations; a line whose marks do not match stays unchanged.

    A second call changes nothing.
    """
    return "\n".join(map(_nest_line, words.split("\n")))


def _nest_line(line: str) -> str:
    result = ""
    open_marks: list[tuple[int, int]] = []  # for each open quotation: the kind in `line`, the kind in `result`
    for char in line:
        if char in OPENING:
            kind = OPENING.index(char)
            new_kind = 1 - open_marks[-1][1] if open_marks else kind
            open_marks.append((kind, new_kind))
            result += OPENING[new_kind]
        elif char in CLOSING:
            if not open_marks or open_marks[-1][0] != CLOSING.index(char):
                return line
            result += CLOSING[open_marks.pop()[1]]
        else:
            result += char
    return line if open_marks else result
