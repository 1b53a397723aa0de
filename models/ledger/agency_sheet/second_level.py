"""二级考评 in a sheet: every department that is appraised, with its value of the year and the paper (1-6.1, A42)."""

from functools import partial

from models.intake.agency_sheet import of_input
from models.intake.second_level import SecondLevelGiven
from models.intake.values import Cell
from models.ledger.agency_sheet.kind import SheetKind
from models.ledger.agency_sheet.taking import sheet_act
from models.ledger.agency_sheet.yearly import list_given, of_department
from models.ledger.score.second_level import SECOND_LEVEL, record_second_level
from models.rules.points import in_words
from models.rules.score.given import read_mark


def _in_one_spelling(cell: Cell) -> str:
    """Return a value as the ledger shows it, so that ８７．５０ is no change of 87.5. Raises ValueError as the act."""
    return in_words(read_mark(cell))


SECOND_LEVEL_SHEET = SheetKind(
    key="second-level",
    title="二级考评",
    chosen=record_second_level,
    columns=(
        *of_department(SecondLevelGiven),
        of_input(SecondLevelGiven, "value", width=14, example="87.5", parse=_in_one_spelling),
        of_input(SecondLevelGiven, "number", width=24, example="黔目标办〔2027〕3号"),
        of_input(SecondLevelGiven, "dated", width=14, example="2027-01-12"),
        of_input(SecondLevelGiven, "evidence", width=20, example="二级考评结果.pdf", fresh=True),
        of_input(SecondLevelGiven, "reason", width=24, fresh=True),
    ),
    rows=partial(list_given, SECOND_LEVEL),
    hints=(
        "6月底以前导出的是上一年度，7月起是当年；部门是年末纳入管理的全部部门。得分为0至100，最多两位小数。",
        "一份文件给出多个部门得分的，各行写同一文号、日期和文件名；文件与表格放在同一文件夹。",
        "已登记的得分要改的，直接改并写明更正原因；原来的得分仍留存。",
    ),
    single=True,
)
import_second_level = sheet_act(SECOND_LEVEL_SHEET)
