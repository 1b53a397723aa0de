"""联络员、目标办主任、主要领导、分管省领导: the sheet of people in their roles."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, field_validator

from models.intake.addresses import MaybeEmail, MaybeMobile
from models.intake.complaints import Checked, Complaint, Located, ReadColumn, SheetRow
from models.intake.input import OfDepartment, PersonName
from models.intake.row_checks import check_sheet, columns_of
from models.intake.sheet.reading import read_rows
from models.intake.values import MOBILE, Code, MaybeCode, MaybeDay, Name, choice, in_order, person_name
from models.rules.kinds import ContactRole
from models.rules.sheet_check import CHECK


class ContactRow(SheetRow):
    """One person in one role of a department."""

    department: Code = Field(validation_alias="部门编码", examples=["SJYT"])
    role: Annotated[ContactRole, BeforeValidator(choice(ContactRole))] = Field(validation_alias="角色")
    name: Name = Field(validation_alias="姓名", examples=["李明"])
    email: MaybeEmail = Field(default="", validation_alias="邮箱")
    mobile: MaybeMobile = Field(default="", validation_alias="手机")
    wecom_id: MaybeCode = Field(default="", validation_alias="企业微信号")
    valid_from: MaybeDay = Field(default=None, validation_alias="生效日期")
    valid_to: MaybeDay = Field(default=None, validation_alias="失效日期")

    _name = field_validator("name")(person_name)
    _validity = field_validator("valid_to")(in_order)


COLUMNS = columns_of(ContactRow, ReadColumn("部门编码", required=True, code=True), ReadColumn(CHECK))


def read_contacts(path: Path, sheet_name: str = "") -> Checked[ContactRow]:
    """Parse the contacts of a file. A complaint is added if a person has the same role twice at one time."""
    checked = check_sheet(read_rows(path, COLUMNS, sheet_name), ContactRow)
    return replace(checked, complaints=checked.complaints + tuple(_overlapping(checked.rows)))


def _overlapping(rows: Iterable[Located[ContactRow]]) -> Iterator[Complaint]:
    terms: dict[tuple[str, ContactRole, str], list[Located[ContactRow]]] = defaultdict(list)
    for located in rows:
        terms[located.row.department, located.row.role, located.row.name].append(located)
    for person in terms.values():
        earlier, *others = sorted(person, key=_first_day)
        for later in others:
            if _last_day(earlier) >= _first_day(later):
                numbers = f"第{earlier.source.number}行与第{later.source.number}行"
                yield later.complain("姓名", f"“{later.row.name}”重复：{numbers}的角色相同、有效期重叠，请只保留一行")
            earlier = max(earlier, later, key=_last_day)


def _first_day(located: Located[ContactRow]) -> date:
    return located.row.valid_from or date.min


def _last_day(located: Located[ContactRow]) -> date:
    return located.row.valid_to or date.max


class LiaisonNamed(OfDepartment):
    """A department appoints its liaison (6.1.6)."""

    name: PersonName = Field(title="联络员姓名")
    email: MaybeEmail = Field(default="", title="邮箱")
    mobile: str = Field(default="", title="手机", pattern=MOBILE)
    wecom_id: str = Field(default="", title="企业微信号")
    valid_from: date | None = Field(default=None, title="生效日期")
