"""版式: what GB/T 9704-2012 leaves open or what was not seen in its text, as set by the agency for its papers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from unicodedata import normalize

from models.rules.kinds import Labelled
from models.rules.paper_number import PLACES

EXAMPLE = "发文机关标志：省目标绩效管理领导小组办公室文件；机关代字：黔目标办发；印章直径：42"
NUMBER = re.compile(r"\d{1,3}(\.\d)?", re.ASCII)
LONGEST = 100  # characters of a value
CODE = re.compile(r"[^\W\d]{2,12}")
# What the agency's own file may have in double braces; it is replaced as text, nothing is evaluated.
BRACES = re.compile(r"\{\{(.*?)\}\}")
BODY_NAME = "正文"
BOLD = "加粗"
FONTS = tuple(font + bold for font in ("黑体", "楷体", "仿宋", "宋体", "小标宋") for bold in ("", BOLD))
NUMBERINGS = ("1.", "1．", "1、")
NAMES = frozenset({BODY_NAME, "标题", "文号", "签发人", "机关", "成文日期", *PLACES})
DIGEST = re.compile(r"[0-9a-f]{64}")


class Imprint(Labelled):
    """On which page the 版记 stands."""

    LAST = "last", "末页"
    EVEN = "even", "双数页"
    NONE = "none", "不印"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The layout that the agency has set; the measures are in millimetres, the size in points, blank lines are counted.

    An empty `mark` or `printed_by` stands for the agency's name, a `mark_size` of 0 for the largest that fits on the
    line, a `seal` of 0 for papers without a seal. `code` is the agency's code in a 发文字号. `contact` is the person
    that the approving body may ask. `file` is the SHA-256 of the agency's own .docx, into which the text is written.
    `heading_fonts` are those of the four levels of headings, `marks` the lines at the top left in their order;
    `numbering` is the form of an appendix's number. `unsealed` (right of the longer of name and day, without a seal)
    and `notes` (left of 附注) count characters.
    """

    mark: str = ""
    code: str = ""
    mark_size: Decimal = Decimal(0)
    mark_top: Decimal = Decimal(35)
    number_lines: Decimal = Decimal(2)
    red_line: Decimal = Decimal(4)
    signer_font: str = "楷体"
    marks: tuple[str, ...] = PLACES
    heading_fonts: tuple[str, ...] = ("黑体", "楷体", "仿宋", "仿宋")
    numbering: str = NUMBERINGS[0]
    appendix_lines: Decimal = Decimal(1)
    seal: Decimal = Decimal(42)
    unsealed: Decimal = Decimal(2)
    notes: Decimal = Decimal(2)
    imprint: Imprint = Imprint.LAST
    copies: str = ""
    contact: str = ""
    printed_by: str = ""
    file: str = ""


STANDARD = Letterhead()


@dataclass(frozen=True, slots=True)
class LetterheadPart:
    """A part of the setting: its field, its name as a person writes it, and the largest number if it is one.

    If it consists of fixed `words`, it has `count` of them; if it has all of them, each once.
    """

    field: str
    name: str
    most: int | None = None
    words: tuple[str, ...] = ()
    count: int = 1

    @property
    def is_order(self) -> bool:
        """Return whether it has all of its words, so that only their order is set."""
        return self.count == len(self.words)

    @property
    def remark(self) -> str:
        """Return what else is asked of the words, for a refusal."""
        return "，每项一次" if self.is_order else ""

    def accepts(self, words: Sequence[str]) -> bool:
        """Return whether these are as many words as it has; of an order, each word once."""
        return sorted(words) == sorted(self.words) if self.is_order else len(words) == self.count


PARTS = (
    LetterheadPart("mark", "发文机关标志"),
    LetterheadPart("code", "机关代字"),
    LetterheadPart("mark_size", "标志字号", 62),
    LetterheadPart("mark_top", "标志上距", 100),
    LetterheadPart("number_lines", "文号前空行", 5),
    LetterheadPart("red_line", "红线上距", 10),
    LetterheadPart("signer_font", "签发人字体", words=FONTS),
    LetterheadPart("marks", "标记次序", words=PLACES, count=len(PLACES)),
    LetterheadPart("heading_fonts", "标题字体", words=FONTS, count=4),
    LetterheadPart("numbering", "附件序号", words=NUMBERINGS),
    LetterheadPart("appendix_lines", "附件标题前空行", 5),
    LetterheadPart("seal", "印章直径", 60),
    LetterheadPart("unsealed", "落款右空", 10),
    LetterheadPart("notes", "附注左空", 10),
    LetterheadPart("imprint", "版记"),
    LetterheadPart("copies", "抄送"),
    LetterheadPart("contact", "联系人"),
    LetterheadPart("printed_by", "印发机关"),
    LetterheadPart("file", "底版"),
)
BY_NAME = {name: part for part in PARTS for name in (part.name, part.field)}


def read_letterhead(raw: Any) -> dict[str, str]:  # noqa: ANN401 - what a person wrote
    """Parse the parts that differ from the standard, as in EXAMPLE, or a mapping. Raises ValueError for a wrong one."""
    pairs = list(raw.items()) if isinstance(raw, Mapping) else list(map(_pair, re.split("[;；\n]", str(raw))))
    found: dict[str, str] = {}
    for name, value in pairs:
        part = BY_NAME.get(name)
        if part is None or part.field in found:
            raise ValueError(f"“{name}”不是版式的一项，或写了两次；可写：{'、'.join(each.name for each in PARTS)}")
        found[part.field] = _read_part(part, str(value).strip())
    if not found:
        raise ValueError(f"没有写明内容，如：{EXAMPLE}")
    return {part.field: found[part.field] for part in PARTS if part.field in found}


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.replace("：", ":").partition(":")
    return normalize("NFKC", name).strip(), value


def _read_part(part: LetterheadPart, value: str) -> str:
    if part.most is not None:
        return _read_size(part, normalize("NFKC", value).removesuffix("毫米").removesuffix("mm").strip())
    if not value or len(value) > LONGEST:
        raise ValueError(f"{part.name}应写明内容，不超过{LONGEST}字")
    if part.words:
        return _read_words(part, value)
    if part.field == "imprint":
        return _read_imprint(value)
    if part.field == "file" and not DIGEST.fullmatch(value):
        raise ValueError("底版应为其SHA-256，由登记底版（adopt_letterhead）写入")
    if part.field == "code" and not CODE.fullmatch(value):
        raise ValueError(f"机关代字“{value}”应为2至12个字，不写年份和序号，如：黔目标办发")
    return value


def _read_size(part: LetterheadPart, text: str) -> str:
    if not NUMBER.fullmatch(text) or Decimal(text) > (part.most or 0):
        raise ValueError(f"{part.name}“{text}”应为0到{part.most}的数，最多一位小数")
    return text


def _read_words(part: LetterheadPart, value: str) -> str:
    words = [value] if part.count == 1 else re.split(r"\s*[、，,]\s*", value)
    for word in words:
        if word not in part.words:
            raise ValueError(f"{part.name}“{word}”应为：{' '.join(part.words)}")
    if not part.accepts(words):
        raise ValueError(f"{part.name}“{value}”应写{part.count}项，用、分开{part.remark}")
    return "、".join(words)


def _read_imprint(value: str) -> str:
    named = {name: each for each in Imprint for name in (each.label, each.value)}
    if value not in named:
        raise ValueError(f"版记“{value}”应为：{'、'.join(each.label for each in Imprint)}")
    return named[value].value


def letterhead_in_words(stored: Mapping[str, str]) -> str:
    """Return the parts that were set as people write them."""
    return "；".join(f"{part.name}：{_in_words(part, stored[part.field])}" for part in PARTS if part.field in stored)


def _in_words(part: LetterheadPart, value: str) -> str:
    return Imprint(value).label if part.field == "imprint" else value


def letterhead_of(stored: Mapping[str, str] | None) -> Letterhead:
    """Return the layout with the parts that were set; that of the standard if nothing was set."""
    kept = stored or {}
    return Letterhead(**{part.field: _value_of(part, kept[part.field]) for part in PARTS if part.field in kept})


def _value_of(part: LetterheadPart, text: str) -> Any:  # noqa: ANN401 - the fields have several types
    if part.most is not None:
        return Decimal(text)
    if part.count > 1:
        return tuple(text.split("、"))
    return Imprint(text) if part.field == "imprint" else text
