"""引号: what is quoted inside a quotation stands in single ones: “实施‘黔菜出山’工程” (GB/T 15834)."""

OPENING, CLOSING = "“‘", "”’"


def nested(words: str) -> str:
    """A text in which a quotation inside another has the other kind of marks.

    A line whose marks do not match stays. Applied a second time it changes nothing.
    """
    return "\n".join(map(_line, words.split("\n")))


def _line(said: str) -> str:
    told, around = "", list[tuple[int, int]]()  # of each quotation that is open: the kind it has, the kind it gets
    for char in said:
        if char in OPENING:
            kind = OPENING.index(char)
            becomes = 1 - around[-1][1] if around else kind
            around.append((kind, becomes))
            told += OPENING[becomes]
        elif char in CLOSING:
            if not around or around[-1][0] != CLOSING.index(char):
                return said
            told += CLOSING[around.pop()[1]]
        else:
            told += char
    return said if around else told
