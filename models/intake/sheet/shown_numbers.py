"""Numbers in the scale that their format shows (%, scaling commas, 0!.0,, a unit): as people see them, not rounded."""

import operator
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from models.intake.complaints import Content
from models.intake.values import EXCEL_DIGITS, shown

TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|(?P<skipped>[_*].)|\[(?P<bracket>[^]]*)\]|(?P<plain>.)', re.S
)
SECTION = re.compile(r'((?:"[^"]*"|[\\!_*].|\[[^]]*\]|[^;])*);', re.S)
GENERAL = re.compile(r"General|G/通用格式|E[+-]", re.IGNORECASE)
CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)")
COMPARED = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq}
COMPARED |= {"<>": operator.ne}
# The kinds of a token: DOT is one that is only shown, FREE shows the number in a way that changes no value.
DIGIT, POINT, COMMA, PERCENT, DOT, WORDS, FREE = "0.,%dw*"
SIGNS = {**dict.fromkeys("0#?", DIGIT), ".": POINT, ",": COMMA, "%": PERCENT, **dict.fromkeys("@/", FREE)}
SHOWN_DIGITS, SCALING = re.compile(r"[0*].*[0*]|[0*]"), re.compile(r"(?<=[^,]),+(?![0,])")
YUAN = str.maketrans("", "", "¥￥")  # says no more than 元
DIFFERS = "存的是“{value}”，显示的是“{shown}”，两者不同，请把单元格改为常规格式后填写所要报的数"
WRITTEN = re.compile(r"(?P<before>\D*?)(?P<number>\d[\d,\s]*(?:\.\d+)?|\.\d+)(?P<after>.*)", re.S)
LARGEST = 12  # the largest power of ten that a format divides by


@dataclass(frozen=True, slots=True)
class FormatPart:
    """A section of a format: its condition, the words around the number, its divisor, and the zeros it fills up to.

    `parts` has the words between the digits; it is empty if there are none.
    """

    condition: str
    before: str
    after: str
    divisor: Decimal
    zeros: int
    parts: str = ""
    digits: bool = True

    @property
    def plain(self) -> bool:
        """Return whether it shows the value and nothing else."""
        return self == FormatPart(self.condition, "", "", Decimal(1), 0)

    def holds(self, value: Decimal) -> bool | None:
        """Return whether its condition holds for a value; None without a condition."""
        found = CONDITION.fullmatch(self.condition)
        return COMPARED[found[1]](value, Decimal(found[2])) if found else None


def sections_of(code: str) -> tuple[FormatPart, ...]:
    """Return the sections of a number format; none if every number is shown as it is."""
    codes = [found[1] for found in SECTION.finditer(f"{GENERAL.sub('@', code)};")][:3]
    sections = tuple(_section(list(_tokens(each)), _condition(each)) for each in codes)
    return () if len(sections) == 1 and sections[0].plain else sections


def _condition(code: str) -> str:
    return next((token["bracket"] for token in TOKEN.finditer(code) if CONDITION.match(token["bracket"] or "")), "")


def _tokens(code: str) -> Iterator[tuple[str, str]]:
    """Yield the kind and the text of each part of a section that shows something."""
    for token in TOKEN.finditer(code):
        kind, text = token.lastgroup, token[token.lastgroup or 0]
        if kind == "bracket" and text.startswith("$"):
            yield WORDS, text[1:].partition("-")[0]
        elif kind == "plain" and text != " ":
            yield SIGNS.get(text, WORDS), text
        elif kind in ("quoted", "escaped") and text != " ":
            yield DOT if text == "." else WORDS, text
        elif kind == "skipped" and text[0] == "*" and text[1].isalnum():  # what fills the cell is seen
            yield WORDS, text[1]


def _section(tokens: Sequence[tuple[str, str]], condition: str) -> FormatPart:
    kinds = "".join(kind for kind, _ in tokens)
    found = SHOWN_DIGITS.search(kinds)
    if not found:
        return FormatPart(condition, _words(tokens), "", Decimal(1), 0, digits=False)
    whole, _, decimals = found[0].partition(DOT)
    text = "".join(text for _, text in tokens[found.start() : found.start() + len(whole)])
    commas = sum(map(len, SCALING.findall(kinds, found.start())))
    divisor = Decimal(1000) ** commas * Decimal(10) ** decimals.count(DIGIT) / Decimal(100) ** kinds.count(PERCENT)
    zeros = text.count("0") if not kinds.strip(DIGIT + WORDS) else 0
    parts = text if WORDS in whole else ""
    return FormatPart(
        condition, _words(tokens[: found.start()]), _words(tokens[found.end() :]), divisor, zeros * (zeros > 1), parts
    )


def _words(tokens: Sequence[tuple[str, str]]) -> str:
    """Return what is shown as words; a line break hides the rest, as people do to hide the percent sign."""
    text = "".join(text for kind, text in tokens if kind in (WORDS, PERCENT, DOT))
    return text.partition("\n")[0].translate(YUAN).strip()


def scaled_content(text: str, sections: Sequence[FormatPart]) -> Content:
    """Return a number as its format shows it: a number, or a text if words are shown with it; a fault if it differs."""
    value = Decimal(text)
    section, signed = _choose(value, sections)
    bare = _without_sign(section) if signed or not value else section
    if signed and bare == section:  # the sign of the number is not shown
        return _refuse(value, f"{section.before}{shown(numeric(-value / section.divisor))}{section.after}")
    if not section.digits:
        return Content(0) if not value and bare != section and not bare.before else _refuse(value, section.before)
    if section.parts:
        return _in_parts(value, section)
    return _around(bare.before, value / section.divisor, bare.after, section.zeros)


def _without_sign(section: FormatPart) -> FormatPart:
    """Return a section without the sign that it writes itself: -, (5), or - for zero."""
    before = section.before.replace("-", "").replace("(", "")
    return replace(section, before=before, after=section.after.replace(")", ""))


def _choose(value: Decimal, sections: Sequence[FormatPart]) -> tuple[FormatPart, bool]:
    """Return the section that shows a value, and whether it must write the sign of a negative number itself."""
    if any(section.condition for section in sections):
        return next((each for each in sections if each.holds(value) is not False), sections[-1]), False
    place = 1 if value < 0 and len(sections) > 1 else 2 if not value and len(sections) > 2 else 0  # noqa: PLR2004
    return sections[place], place == 1


def numeric(number: Decimal) -> int | float:
    """Return a number as a cell has it."""
    return int(number) if number == number.to_integral_value() else float(f"{number:.{EXCEL_DIGITS}g}")


def _around(before: str, number: Decimal, after: str, zeros: int = 0) -> Content:
    """Return a number with the words around it; a plain number without them."""
    if zeros and number >= 0 and number == number.to_integral_value():
        return Content(f"{before}{int(number):0{zeros}d}{after}")
    return Content(f"{before}{shown(numeric(number))}{after}" if before or after else numeric(number))


def _in_parts(value: Decimal, section: FormatPart) -> Content:
    """Return a whole number with the words between its digits, as 20260630 in 0000-00-00."""
    wide = len(re.findall("[0#?]", section.parts))
    digits = f"{int(value):0{wide}d}"
    rest = iter(digits[len(digits) - wide :])
    laid = re.sub("[0#?]", lambda _: next(rest), section.parts)
    written = f"{section.before}{digits[: len(digits) - wide]}{laid}{section.after}"
    return Content(written) if value >= 0 and section.divisor == 1 else _refuse(value, written)


def _refuse(value: Decimal, written: str) -> Content:
    stored = shown(numeric(value))
    return Content(stored, DIFFERS.format(value=stored, shown=written))


def content_as_written(value: Decimal, written: str) -> Content:
    """Return a number in the scale of the text that a document shows for it; a fault if the text says another."""
    found = WRITTEN.fullmatch(written.translate(YUAN).strip())
    if not found:
        return _refuse(value, written)
    negative = "-" in found["before"] or found["before"].endswith("(")
    before, after = found["before"].replace("-", "").replace("(", ""), found["after"].replace(")", "")
    digits = Decimal(re.sub(r"[,\s]", "", found["number"]))
    return _as_written(value, -digits if negative else digits, before.strip(), after.strip()) or _refuse(value, written)


def _as_written(value: Decimal, seen: Decimal, before: str, after: str) -> Content | None:
    if re.match(r"E[+-]\d", after):
        return Content(numeric(value))
    half = Decimal(5).scaleb(int(seen.as_tuple().exponent) - 1)
    powers = (power for power in range(LARGEST + 1) if abs(value.scaleb(-power) - seen) <= half)
    power = next(powers, None)
    return None if power is None or (power and not seen) else _around(before, value.scaleb(-power), after)
