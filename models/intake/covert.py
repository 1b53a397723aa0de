"""第三方暗访: the list to hand out, and the sheet of results that the third party returns (7.4)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

from models.intake.complaints import Checked, Complaint, Located, ReadColumn, SheetRow
from models.intake.input import FilePath, Input
from models.intake.input import Text as InputText
from models.intake.row_checks import check_sheet, columns_of, repeated
from models.intake.sheet.reading import read_rows
from models.intake.values import (
    Cell,
    Code,
    Day,
    MaybeCode,
    MaybeDay,
    MaybeText,
    Text,
    code,
    folded,
    names,
    optional,
    quantity,
    text,
    yes_no,
)

ANONYMOUS = re.compile(r"[A-Za-z0-9-]{1,20}")
LONGEST = 6  # digits


def _parse_projects(value: object) -> object:
    """Parse the projects: a plain code has no place; one text may list several, separated by 、; repeats stay."""
    several = (
        re.split("[;；、]", value) if isinstance(value, str) else value if isinstance(value, list | tuple) else [value]
    )
    projects = [each.strip() if isinstance(each, str) else each for each in several]
    return [{"target": each} if isinstance(each, str) else each for each in projects if each != ""]


class Project(Input):
    """A target to visit, and its place."""

    target: InputText = Field(title="目标编号")
    place: str = Field(default="", title="实施地点", max_length=200)


class CovertListHandedOut(Input):
    """The quarter, the third party, and the targets: a list of codes, or the targets of a drawn sample."""

    period: InputText = Field(title="季度")
    third_party: InputText = Field(title="第三方机构")
    targets: Annotated[tuple[Project, ...], BeforeValidator(_parse_projects)] = Field(default=(), title="目标")
    sample: str = Field(default="", title="样本事项")

    def faults(self) -> Iterator[str]:
        """Yield what its fields cannot say together."""
        if bool(self.targets) == bool(self.sample.strip()):
            yield "目标编号（targets）和样本事项（sample）两者选一"


def _parse_position(cell: Cell) -> int:
    digits = text(folded(cell))
    if not (digits.isascii() and digits.isdigit() and len(digits) <= LONGEST):
        raise ValueError(f"“{digits}”不是序号，请照发出时的填写")
    return int(digits)


def _parse_inspector(cell: Cell) -> str:
    inspector = code(cell)
    if not ANONYMOUS.fullmatch(inspector):
        raise ValueError(f"“{inspector}”不是代号，只能用字母、数字和连字符，不得填写姓名")
    return inspector


def _parse_files(cell: Cell) -> tuple[Path, ...]:
    """Parse file names next to the sheet: a sheet from outside may refer to no other file of this machine."""
    file_names = names(cell)
    if invalid := next((name for name in file_names if Path(name).name != name or "\\" in name or "\0" in name), ""):
        raise ValueError(f"“{invalid}”应只写文件名，材料与表格放在同一文件夹")
    return tuple(Path(name) for name in file_names)


MaybeQuantity = Annotated[Decimal | None, BeforeValidator(optional(quantity, None))]


class CovertRow(SheetRow):
    """A third party's result for one project, with the requirements from the list."""

    key: Code = Field(validation_alias="清单编号")
    position: Annotated[int, BeforeValidator(_parse_position)] = Field(validation_alias="序号")
    code: Code = Field(validation_alias="目标编号")
    name: MaybeText = Field(default="", validation_alias="目标名称")
    requirement: MaybeText = Field(default="", validation_alias="绩效要求")
    quantity: MaybeQuantity = Field(default=None, validation_alias="数量")
    unit: MaybeText = Field(default="", validation_alias="单位")
    deadline: MaybeDay = Field(default=None, validation_alias="完成时限")
    place: MaybeText = Field(default="", validation_alias="实施地点")
    visited_on: Day = Field(validation_alias="暗访日期")
    met: Annotated[bool, BeforeValidator(yes_no)] = Field(validation_alias="是否达到要求")
    found: Text = Field(validation_alias="完成情况")
    seen: Text = Field(validation_alias="所见情况")
    inspector: Annotated[str, BeforeValidator(_parse_inspector)] = Field(validation_alias="核查人员代号")
    evidence: Annotated[tuple[FilePath, ...], BeforeValidator(_parse_files)] = Field(
        default=(), validation_alias="印证材料"
    )
    digest: MaybeCode = Field(default="", validation_alias="校验码")


# The columns of the sheet when handed out, those that the third party fills in, and the seal of the list.
COLUMNS = columns_of(CovertRow, ReadColumn("目标编号", required=True, code=True))
SENT, FILLED, SEAL = COLUMNS[:9], COLUMNS[9:-1], COLUMNS[-1]
# The fields that a list fixes, by column title.
COVERT_TITLES = {
    title: name
    for name, field in CovertRow.model_fields.items()
    if (title := str(field.validation_alias)) in {column.name for column in SENT[2:]}
}


def read_covert_results(path: Path, sheet_name: str = "") -> Checked[CovertRow]:
    """Parse the results of a file. Adds a complaint if a project is repeated, or if a file is not next to the sheet."""
    sheet = read_rows(path, COLUMNS, sheet_name)
    repeats = repeated(
        sheet.rows, "序号", lambda row: (code(row.cells["清单编号"]), _parse_position(row.cells["序号"]))
    )
    checked = check_sheet(sheet, CovertRow, repeats)
    rows = tuple(_resolve_files(path.parent, located) for located in checked.rows)
    missing = [complaint for located in rows for complaint in _find_missing_files(located)]
    return replace(checked, rows=rows, complaints=(*checked.complaints, *missing))


def _resolve_files(folder: Path, located: Located[CovertRow]) -> Located[CovertRow]:
    files = tuple(folder / name for name in located.row.evidence)
    return replace(located, row=located.row.model_copy(update={"evidence": files}))


def _find_missing_files(located: Located[CovertRow]) -> Iterator[Complaint]:
    for file in located.row.evidence:
        if file.is_symlink() or not file.is_file():
            yield located.complain("印证材料", f"“{file.name}”不在表格所在的文件夹中，请放在一起后重新导入")
