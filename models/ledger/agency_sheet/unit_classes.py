"""单位类别 in a sheet: every department that is appraised, with its class of the year and the paper (1-2.19, A45)."""

from functools import partial

from models.intake.agency_sheet import of_input
from models.intake.unit_class import UnitClassGiven
from models.ledger.agency_sheet.kind import SheetKind
from models.ledger.agency_sheet.taking import sheet_act
from models.ledger.agency_sheet.yearly import list_given, of_department
from models.ledger.score.unit_classes import UNIT_CLASS, classify_unit

UNIT_CLASSES_SHEET = SheetKind(
    key="unit-classes",
    title="单位类别",
    chosen=classify_unit,
    columns=(
        *of_department(UnitClassGiven),
        of_input(UnitClassGiven, "unit_class", width=14, example="甲类"),
        of_input(UnitClassGiven, "number", width=24, example="黔目标办〔2026〕6号"),
        of_input(UnitClassGiven, "dated", width=14, example="2026-03-02"),
        of_input(UnitClassGiven, "evidence", width=20, example="单位分类.pdf", fresh=True),
        of_input(UnitClassGiven, "reason", width=24, fresh=True),
    ),
    rows=partial(list_given, UNIT_CLASS),
    hints=(
        "6月底以前导出的是上一年度，7月起是当年；部门是年末纳入管理的全部部门。类别按机构设定（unit_classes）。",
        "登记的类别自该年度起有效，以后年度不必再填；文件与表格放在同一文件夹。",
        "已登记的类别要改的，直接改并写明更正原因；原来的仍留存。",
    ),
    single=True,
)
import_unit_classes = sheet_act(UNIT_CLASSES_SHEET)
