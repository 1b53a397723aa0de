"""纳入管理部门: the sheet of managed departments and their offices."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, field_validator

from models.intake.addresses import MaybeEmail, MaybeMobile, MaybeRobot
from models.intake.complaints import Checked, ReadColumn, SheetRow
from models.intake.row_checks import check_sheet, columns_of, repeated_codes
from models.intake.sheet.reading import read_rows
from models.intake.values import (
    Code,
    MaybeCode,
    MaybeDay,
    MaybeName,
    Name,
    choice,
    code,
    in_order,
    optional,
    person_name,
)
from models.rules.kinds import Management
from models.rules.sheet_check import CHECK

MaybeManagement = Annotated[Management | None, BeforeValidator(optional(choice(Management), None))]


class DepartmentRow(SheetRow):
    """One department with its target office; AGENCY is the agency itself."""

    code: Code = Field(validation_alias="编码", examples=["SJYT"])
    name: Name = Field(validation_alias="名称", examples=["省教育厅"])
    short_name: MaybeName = Field(default="", validation_alias="简称")
    management: MaybeManagement = Field(default=None, validation_alias="管理类别")
    office_email: MaybeEmail = Field(default="", validation_alias="目标办邮箱")
    wecom_robot: MaybeRobot = Field(default="", validation_alias="企业微信机器人")
    liaison: MaybeName = Field(default="", validation_alias="联络员", examples=["李明"])
    liaison_email: MaybeEmail = Field(default="", validation_alias="联络员邮箱")
    liaison_mobile: MaybeMobile = Field(default="", validation_alias="联络员手机")
    head: MaybeName = Field(default="", validation_alias="主要领导")
    leader_in_charge: MaybeName = Field(default="", validation_alias="分管省领导")
    valid_from: MaybeDay = Field(default=None, validation_alias="生效日期")
    valid_to: MaybeDay = Field(default=None, validation_alias="失效日期")

    _names = field_validator("liaison", "head", "leader_in_charge")(person_name)
    _validity = field_validator("valid_to")(in_order)


COLUMNS = columns_of(
    DepartmentRow,
    ReadColumn("编码", required=True, code=True, key=True),
    ReadColumn("企业微信机器人", secret=True),
    ReadColumn(CHECK),
)


class UncodedRow(DepartmentRow):
    """A department whose code may be empty: it is assigned at the import."""

    code: MaybeCode = Field(default="", validation_alias="编码")


def read_departments(path: Path, sheet_name: str = "") -> Checked[DepartmentRow]:
    """Parse the departments of a file. A complaint is added if a code is repeated or differs only by leading zeros."""
    return _read(path, COLUMNS, DepartmentRow, sheet_name)


def read_uncoded(path: Path, sheet_name: str = "") -> Checked[DepartmentRow]:
    """Parse the departments of a file in which codes, or their column, may be missing."""
    return _read(path, (replace(COLUMNS[0], required=False), *COLUMNS[1:]), UncodedRow, sheet_name)


def _read(
    path: Path, columns: Sequence[ReadColumn], model: type[DepartmentRow], sheet_name: str
) -> Checked[DepartmentRow]:
    sheet = read_rows(path, columns, sheet_name)
    return check_sheet(sheet, model, repeated_codes(sheet.rows, "编码", lambda row: (code(row.cells["编码"]), None)))
