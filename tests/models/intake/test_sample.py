"""The input of a sample, and strata read from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from models.intake.sample import SampleCommitted, read_strata
from models.rules.errors import Refused
from models.rules.sampling import Purpose, Split

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "ab" * 32
SAID: dict[str, Any] = {"subject": " 2026-Q3-1 ", "secret": SECRET, "year": 2026, "take": 3}
STRATA = [{"name": "甲", "ids": ["1"]}]


def test_a_commitment_is_read_by_label_or_key_and_never_shows_its_secret() -> None:
    result = SampleCommitted.model_validate(SAID | {"by": "部门", "purpose": "team", "departments": "D001、D002"})
    assert (result.subject, result.by, result.purpose) == ("2026-Q3-1", Split.DEPARTMENT, Purpose.TEAM)
    assert result.departments == ("D001", "D002")
    assert SampleCommitted.model_validate(SAID | {"by": Split.CATEGORY}).by is Split.CATEGORY
    assert SECRET not in f"{result!r}{result}{result.model_dump_json()}"


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"year": None}, "总体应为某一年的目标（目标年度）或所给的名单（各层名单），两者选一"),
        ({"strata": STRATA}, "两者选一"),
        ({"year": None, "strata": STRATA, "by": "部门"}, "只用于某一年度的目标"),
        ({"year": None, "strata": STRATA, "departments": "D001"}, "只用于某一年度的目标"),
        ({"year": None, "strata": STRATA, "key_projects_certain": "是"}, "只用于某一年度的目标"),
        ({"year": None, "strata": STRATA, "listed_certain": "是"}, "只用于某一年度的目标"),
        ({"number_name": "双色球"}, "公开数种类、公开数名称和公开数公布日期应一并写明"),
        ({"known_on": "2026-10-10"}, "公开数种类、公开数名称和公开数公布日期应一并写明"),
        ({"by": "颜色"}, "“颜色”不在可选范围内，可填：部门、目标类别"),
    ],
)
def test_contradictory_fields_are_refused(more: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        SampleCommitted.model_validate(SAID | more)


def test_strata_are_read_in_the_order_of_the_file(tmp_path: Path) -> None:
    place = tmp_path / "名单.csv"
    place.write_text("﻿编号,备注,层\n 7 ,x,乙\n\n,,\n3,,甲\n5,,乙\n", encoding="utf-8")
    assert read_strata(place) == {"乙": ["7", "5"], "甲": ["3"]}
    assert list(read_strata(place)) == ["乙", "甲"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "“名单.csv”的第一行应为列名 stratum,id（或 层,编号）"),
        ("a,b\n1,2\n", "第一行应为列名"),
        ("stratum,id\n", "“名单.csv”中没有可抽的对象"),
        ("stratum,id\n甲,\n", "名单.csv 第2行：层和编号都要填写"),
        ("stratum,id\n甲\n", "名单.csv 第2行：层和编号都要填写"),
        ("stratum,id\n,1\n", "名单.csv 第2行：层和编号都要填写"),
        ("stratum,id\n甲,1\n乙,1\n", "名单.csv 第3行：“1”已在第2行列出"),
        ('stratum,id\n"甲,1\n', "应为UTF-8编码的CSV文件"),
    ],
)
def test_a_file_that_is_no_list_of_strata_is_refused_with_the_line(tmp_path: Path, text: str, why: str) -> None:
    place = tmp_path / "名单.csv"
    place.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        read_strata(place)
    assert why in refusal.value.message


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="没有文件"):
        read_strata(tmp_path / "没有.csv")
    with pytest.raises(Refused, match="无法读取"):
        read_strata(tmp_path)
    (tmp_path / "gbk.csv").write_bytes("层,编号\n".encode("gbk"))
    with pytest.raises(Refused, match="应为UTF-8编码的CSV文件"):
        read_strata(tmp_path / "gbk.csv")
