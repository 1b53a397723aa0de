"""以文字回复: what the lines of a mail report of the rows of a sheet: row, percentage, status, note (A49)."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from models.rules.answer_form import STATUSES
from models.rules.mail_words import chunks, is_polite, is_signature
from models.rules.target.progress import is_done

MARKS = " \t\u3000,，、:：;；。"
NUMBER = r"(\d{1,3}(?:\.\d{1,2})?)"
# A row is written as 1, （1）, 第1项, 第6行, or by its code.
ROW = re.compile(r"^\(?第?(.+?)[项行]?\)?$")
REPORTED = re.compile(rf"([^{MARKS}]+?)\.?(?:[{MARKS}]+|(?<=[)）])){NUMBER}(?:\s?[%％]|(?=[{MARKS}]|$))(.*)")
ALONE = re.compile(rf"进度[\s:：为]*{NUMBER}\s?[%％]?[。.]?")
STATUS = re.compile(rf"({'|'.join(STATUSES)})(?:[{MARKS}]+|$)")
SECOND = re.compile(rf"[{MARKS}]*\d+(?:\.\d+)?\s?[%％]?(?:[{MARKS}]|$)")  # another number behind the first: 2 40
DECLARED = re.compile(r"(?:目标|任务|工作|全部|均|都)*已(?:经|全部|按期|如期)*完成了?")
MOST, SHOWN = 100, 40  # percent; characters of a line that are repeated
DONE = "申报完成须附印证材料，不能只用文字，请在回复表中填写并附上材料"
TWICE = "这一行写了两次"
UNCLEAR = "目标编号与行号相同，分不清所写的是哪一行，请核对附上的表后发回"
LEFT_OUT = "来信没有写这一行"


@dataclass(frozen=True, slots=True)
class WordedRow:
    """What a line says of a row: the percentage, the label of the status and a note; both may be empty."""

    progress: Decimal
    status: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class WordedRows:
    """What a text says of each row by its place, and its faults: the place of a row, or None, and the words."""

    said: Mapping[int, WordedRow]
    faults: Sequence[tuple[int | None, str]]


def read_words(text: str, rows: Sequence[tuple[str, str]]) -> WordedRows:
    """Return what a text reports of the rows of a sheet; of no row if no line of it has the form of a report.

    Each row is its line number in the sheet and its full code. A number is that of the line, or the place among the
    rows, whichever fits all lines. If several readings fit, also because a code is a number, that is a fault. The lines
    below the last report may be polite or a signature.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    codes = {code.upper(): at for at, (_, code) in enumerate(rows)}
    names = (each for numbers in _numbers(rows) for each in (numbers | codes, codes | numbers))
    best, *others = sorted((_read(lines, each) for each in names), key=lambda each: len(each.faults))
    is_unclear = any(len(each.faults) == len(best.faults) and each.said != best.said for each in others)
    return WordedRows(best.said, [*best.faults, *([(None, UNCLEAR)] if is_unclear and best.said else [])])


def _numbers(rows: Sequence[tuple[str, str]]) -> tuple[dict[str, int], dict[str, int]]:
    """Return the places of the rows by their numbers: those from 1, and those of their lines in the sheet."""
    return {str(at + 1): at for at in range(len(rows))}, {line: at for at, (line, _) in enumerate(rows)}


def _read(lines: Sequence[str], names: Mapping[str, int]) -> WordedRows:
    parsed = [_parse(line, names) for line in lines]
    reports = [each for each in parsed if each]
    odd = ((None, f"没有看懂“{line[:SHOWN]}”") for line in _odd_lines(lines, parsed, names))
    twice = ((row, TWICE) for row, count in Counter(row for row, _ in reports).items() if count > 1)
    said = dict(reversed(reports))
    return WordedRows(said, [*odd, *twice, *_never_in_words(said), *_left_out(said, names)])


def _odd_lines(lines: Sequence[str], parsed: Sequence[object], names: Mapping[str, int]) -> Iterator[str]:
    """Yield the lines that are no report and do not close the mail."""
    end = max((at for at, each in enumerate(parsed) if each), default=len(lines))
    for at, (line, report) in enumerate(zip(lines, parsed, strict=True)):
        if not report and (at < end or not _is_closing(line, names)):
            yield line


def _is_closing(line: str, names: Mapping[str, int]) -> bool:
    """Return whether a line below the reports is polite or a signature, and no report that went wrong.

    Words in brackets may be an emoji, or take back what stands above.
    """
    plain = unicodedata.normalize("NFKC", line)
    first = re.split(f"[{MARKS}]", plain)[0].upper()
    return first not in names and "[" not in plain and (is_signature(line) or is_polite(line))


def _parse(line: str, names: Mapping[str, int]) -> tuple[int, WordedRow] | None:
    """Return the place of the row that a line reports, and what it says; None if it is no report."""
    if len(set(names.values())) == 1 and (alone := ALONE.fullmatch(line)):
        return _with_progress(0, alone[1], "")
    found = REPORTED.fullmatch(line)
    if found is None:
        return None
    name = unicodedata.normalize("NFKC", found[1]).upper()
    row = names.get(name, names.get(ROW.sub(r"\1", name)))
    return None if row is None else _with_progress(row, found[2], found[3])


def _with_progress(row: int, number: str, rest: str) -> tuple[int, WordedRow] | None:
    if SECOND.match(rest):
        return None
    words = rest.lstrip(MARKS).rstrip(MARKS[:-1])
    status = STATUS.match(words)
    note = words[status.end() :] if status else words
    said = WordedRow(Decimal(number), status[1] if status else "", note)
    return (row, said) if said.progress <= MOST else None


def _never_in_words(said: Mapping[int, WordedRow]) -> Iterator[tuple[int, str]]:
    """Yield the rows that declare their target complete: that needs evidence."""
    return ((row, DONE) for row, each in said.items() if _is_declared(each) or is_done(each.progress, None))


def _is_declared(said: WordedRow) -> bool:
    return said.status == STATUSES[0] or any(map(DECLARED.fullmatch, chunks(said.note)))


def other_lines(text: str) -> str:
    """Return the lines of a text that have not the form of a row's report."""
    return "\n".join(line.strip() for line in text.splitlines() if not is_report(line))


def is_report(line: str) -> bool:
    """Return whether a line has the form of a row's report."""
    return bool(REPORTED.fullmatch(line.strip()) or ALONE.fullmatch(line.strip()))


def _left_out(said: Mapping[int, WordedRow], names: Mapping[str, int]) -> Iterator[tuple[int, str]]:
    return ((row, LEFT_OUT) for row in sorted(set(names.values()) - said.keys()))
