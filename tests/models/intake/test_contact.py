"""联络员、目标办主任、主要领导、分管省领导."""

import re
from datetime import date
from pathlib import Path

import pytest

from models.intake.complaints import Checked
from models.intake.contact import ContactRow, read_contacts
from models.rules.kinds import ContactRole

TITLES = "部门编码,角色,姓名,邮箱,手机,企业微信号,生效日期,失效日期"


def read(folder: Path, *lines: str) -> Checked[ContactRow]:
    path = folder / "联系人.csv"
    path.write_text("\n".join([TITLES, *lines]), encoding="utf-8")
    return read_contacts(path)


def test_every_column_of_a_contact_is_read(tmp_path: Path) -> None:
    line = "GZ01,联络员,张三,zs@example.cn,138-0013-8000,zhangsan,2026-01-01,2026-12-31"
    assert read(tmp_path, line).rows[0].row == ContactRow(
        department="GZ01",
        role=ContactRole.LIAISON,
        name="张三",
        email="zs@example.cn",
        mobile="13800138000",
        wecom_id="zhangsan",
        valid_from=date(2026, 1, 1),
        valid_to=date(2026, 12, 31),
    )


def test_department_role_and_name_are_enough(tmp_path: Path) -> None:
    expected = ContactRow(department="GZ01", role=ContactRole.HEAD, name="李四")
    assert read(tmp_path, "GZ01,主要领导,李四").rows[0].row == expected


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("GZ01,处长,张三", "第2行“角色”列：角色“处长”不在可选范围内，可填：联络员、目标办主任、主要领导、分管省领导"),
        ("GZ01,,张三", "第2行“角色”列：角色不能为空"),
        ("GZ01,联络员,张三,,,,2026-02-01,2026-01-31", "早于生效日期“2026-02-01”"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path: Path, line: str, text: str) -> None:
    (complaint,) = read(tmp_path, line).complaints
    assert text in str(complaint)


@pytest.mark.parametrize(
    ("first", "second"),
    [(",", ","), (",", "2026-05-01,"), ("2026-01-01,2026-05-01", "2026-05-01,"), ("2027-01-01,", ",")],
)
def test_a_person_twice_in_one_role_at_one_time_is_refused(tmp_path: Path, first: str, second: str) -> None:
    checked = read(tmp_path, f"GZ01,联络员,张三,,,,{first}", f"ＧＺ01,联络员,张三,,,,{second}")
    (complaint,) = checked.complaints
    assert re.search("第[23]行与第[23]行的角色相同、有效期重叠，请只保留一行", complaint.message)


def test_a_long_term_overlaps_every_later_one(tmp_path: Path) -> None:
    terms = [",", "2026-01-01,2026-02-01", "2026-03-01,"]
    checked = read(tmp_path, *(f"GZ01,联络员,张三,,,,{term}" for term in terms))
    assert [complaint.cell for complaint in checked.complaints] == ["第3行“姓名”列", "第4行“姓名”列"]


def test_a_person_who_returned_is_not_a_repetition(tmp_path: Path) -> None:
    lines = [
        "GZ01,联络员,张三,,,,2026-06-01,",
        "GZ01,联络员,张三,,,,,2026-05-31",
        "GZ01,目标办主任,张三",
        "GZ02,联络员,张三",
    ]
    assert read(tmp_path, *lines).complaints == ()
