"""docs/reference/sheets.md: the sheets that can be imported, column by column."""

from collections.abc import Iterator, Mapping

from pydantic.fields import FieldInfo

from deployments.commands.import_sheets import KINDS, importing
from deployments.reference.allowed import allowed
from deployments.reference.markdown import page, prose, table
from models.intake import calendar, contact, covert, department, indicator, report, review, survey, target
from models.intake.complaints import ReadColumn, SheetRow
from models.ledger.agency_sheet.kind import SheetKind
from models.ledger.agency_sheet.kinds import SHEETS as AGENCY
from models.rules.sheet_check import CHECK

# The columns of a sheet, and the model of a row.
SHEETS: dict[str, tuple[tuple[ReadColumn, ...], type[SheetRow]]] = {
    "departments": (department.COLUMNS, department.DepartmentRow),
    "contacts": (contact.COLUMNS, contact.ContactRow),
    "targets": (target.COLUMNS, target.TargetRow),
    "drafts": (target.DRAFT_COLUMNS, target.DraftRow),
    "indicators": (indicator.COLUMNS, indicator.IndicatorRow),
    "reports": (report.COLUMNS, report.ReportRow),
    "reviews": (review.COLUMNS, review.ReviewRow),
    "covert-results": (covert.COLUMNS, covert.CovertRow),
    "survey-results": (survey.COLUMNS, survey.FullSurveyRow),
    "calendar": (calendar.COLUMNS, calendar.CalendarRow),
    "local-calendar": (calendar.COLUMNS, calendar.CalendarRow),
}
SEVERAL: dict[str, str] = {
    "责任部门": "部门，几个用；或、分开，第一个牵头",
    "配合部门": "部门，几个用；或、分开",
    "印证材料": "表格旁的文件名",
    CHECK: "导出时由系统填写；新增的行留空",
}
OF_EACH_ROW = "导出时由系统填写，不得改动"  # a check code without which no row is read


def sheets_page() -> str:
    """A section for each kind."""
    return page("导入的表格", prose("pages", "sheets"), *map(_section, KINDS))


def _section(kind: str) -> str:
    act = importing(kind)[0]
    if kind in AGENCY:
        return _agency_section(AGENCY[kind][0])
    rows = table(("列", "必填", "可填"), _rows(kind))
    about = f"{act.title}（条款{act.clause}）：`mubiao import {kind} 文件`"
    return "\n\n".join([f"## {kind}", about, prose("sheets", kind), rows])


def _agency_section(kind: SheetKind) -> str:
    """A sheet in which the agency works: what is read of it, and the act of each row."""
    act = kind.chosen
    about = f"{kind.title}：`mubiao export {kind.key} 文件`、`mubiao import {kind.key} 文件`。"
    each = f"每行办理一次{act.title}（{act.name}，条款{act.clause}）。{''.join(kind.hints)}"
    read = [column for column in kind.layout if column.field]
    rows = [[column.title, "是" if column.required else "", column.takes_in_words] for column in read]
    return "\n\n".join([f"## {kind.key}", about + each, table(("列", "必填", "可填"), rows)])


def _rows(kind: str) -> Iterator[list[str]]:
    columns, row = SHEETS[kind]
    fields = {str(field.validation_alias or name): field for name, field in row.model_fields.items()}
    for column in columns:
        name = column.name + (f"（{'、'.join(column.aliases)}）" if column.aliases else "")
        yield [name, "是" if column.required else "", _allows(column, fields)]


def _allows(column: ReadColumn, fields: Mapping[str, FieldInfo]) -> str:
    if column.name == CHECK and column.required:
        return OF_EACH_ROW
    return SEVERAL[column.name] if column.name in SEVERAL else allowed(fields[column.name])
