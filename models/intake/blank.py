"""Answer sheets that came back blank: an office gets several in one workbook and fills in one."""

from collections.abc import Iterable
from dataclasses import dataclass

from models.intake.answer import GivenSheet


@dataclass(frozen=True, slots=True)
class Blank:
    """What was not filled in: the workbooks without one filled sheet, and how many sheets of the others."""

    files: tuple[str, ...] = ()
    sheets: int = 0

    @property
    def faults(self) -> list[str]:
        """Return a sentence for each workbook without one filled sheet."""
        return [f"“{file}”没有填写任何内容" for file in self.files]

    @property
    def words(self) -> str:
        """Return how many sheets were left out; empty if there are none."""
        return f"另有{self.sheets}张表未填写，未收取" if self.sheets else ""


def blank_of(sheets: Iterable[GivenSheet]) -> Blank:
    """Return what of these sheets was not filled in."""
    given = list(sheets)
    answered = {sheet.file for sheet in given if sheet.filled}
    files = tuple(dict.fromkeys(sheet.file for sheet in given if sheet.file not in answered))
    return Blank(files, sum(sheet.file in answered and sheet.is_missed for sheet in given))
