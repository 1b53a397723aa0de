"""公众测评: the sheet to hand out, and the sheet of numbers that the third party returns (1-2.14, 1-8.3)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, create_model

from models.intake.complaints import Checked, Complaint, ReadColumn, Row, SheetRow
from models.intake.evidence import Pieces
from models.intake.input import Input
from models.intake.input import Text as InputText
from models.intake.row_checks import check_sheet, repeated
from models.intake.sheet.reading import read_rows
from models.intake.values import Cell, Code, MaybeCode, Text, code, folded, text
from models.rules.survey import Count, Dimension, Number, title_of

LONGEST = 7  # digits
PAPER = 200  # characters of a number
# The columns of the sheet when handed out, and those that the third party fills in.
SENT = (
    ReadColumn("测评编号", required=True),
    ReadColumn("序号", required=True),
    ReadColumn("部门编码", required=True, code=True),
    ReadColumn("部门名称", required=True),
    ReadColumn("群体", required=True),
)
CELLS = tuple((dimension, number) for dimension in Dimension for number in Number)
FILLED = tuple(ReadColumn(title_of(*cell), required=True) for cell in CELLS)
CHECK = ReadColumn("校验码")
COLUMNS = (*SENT, *FILLED, CHECK)


class SurveyHandedOut(Input):
    """The year, who carries the survey out, its contract or plan as a paper, and why it takes an earlier one's place.

    Without a third party the agency carries it out itself (2.14).
    """

    year: int = Field(title="年度")
    third_party: str = Field(default="", title="第三方机构")
    number: InputText = Field(title="合同编号或文号", max_length=PAPER)
    dated: date = Field(title="文件日期")
    evidence: Pieces = Field(title="合同或测评方案", min_length=1)
    reason: str = Field(default="", title="重新测评的原因")


def _parse_number(cell: Cell) -> int:
    digits = text(folded(cell))
    if not (digits.isascii() and digits.isdigit() and len(digits) <= LONGEST):
        raise ValueError(f"“{digits}”不是人数，应为0或正整数，只填数字，不写单位")
    return int(digits)


def _parse_position(cell: Cell) -> int:
    try:
        return _parse_number(cell)
    except ValueError:
        raise ValueError(f"“{text(folded(cell))}”不是测评表的序号，不要改动，请恢复") from None


People = Annotated[int, BeforeValidator(_parse_number)]
Position = Annotated[int, BeforeValidator(_parse_position)]


class SurveyRow(SheetRow):
    """A row of the sheet: a department and a group; the model that reads a file has a field for each number too."""

    key: Code = Field(validation_alias="测评编号")
    position: Position = Field(validation_alias="序号")
    code: Code = Field(validation_alias="部门编码")
    name: Text = Field(validation_alias="部门名称")
    respondents: Text = Field(validation_alias="群体")
    check_code: MaybeCode = Field(default="", validation_alias="校验码")

    def count(self, dimension: Dimension) -> Count:
        """Return the numbers of a dimension."""
        return Count(*(getattr(self, _field(dimension, number)) for number in Number))


def _field(dimension: Dimension, number: Number) -> str:
    return f"{dimension.value}_{number.value}"


_NUMBERS: dict[str, Any] = {  # as pydantic takes fields by name
    _field(*cell): (People, Field(validation_alias=title_of(*cell))) for cell in CELLS
}
FullSurveyRow = create_model("FullSurveyRow", __base__=SurveyRow, **_NUMBERS)


def read_survey_results(path: Path, sheet_name: str = "") -> Checked[SurveyRow]:
    """Parse the sheet of a survey, which is its own evidence. Adds a complaint for a repeated row and for text."""
    sheet = read_rows(path, COLUMNS, sheet_name)
    repeats = repeated(
        sheet.rows, "序号", lambda row: (code(row.cells["测评编号"]), _parse_position(row.cells["序号"]))
    )
    checked: Checked[SurveyRow] = check_sheet(sheet, FullSurveyRow, repeats)
    texts = [complaint for row in sheet.rows for complaint in _texts(row)]
    return replace(checked, complaints=(*checked.complaints, *texts), evidence=(path,))


def _texts(row: Row) -> Iterator[Complaint]:
    """Complain about numbers that a workbook keeps as text: such a cell was pasted or written by another program."""
    for column in FILLED if row.origin.sheet else ():
        value = row.cells[column.name]
        if isinstance(value, str) and value.strip().isdigit():
            yield row.complain(column.name, f"“{value}”是文本，不是数字，请把单元格改为数字格式后重新填写")
