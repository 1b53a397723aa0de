"""The input of a sample, and strata read from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from models.intake.sample import SampleCommitted, SampleDrawn, SampleRevealed, read_strata
from models.rules.errors import Refused
from models.rules.sampling import Purpose, Split
from tests.models.intake.complaint import complaint

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


SAID_VALUES: dict[str, Any] = {"subject": "2026-3", "secret": "ab" * 32, "year": 2026}
TEAM: dict[str, Any] = {"subject": "2026-3", "secret": "ab" * 32, "purpose": "抽取核查组", "take": 3}
GIVEN: dict[str, Any] = {"subject": "2026-3", "secret": "ab" * 32, "strata": [{"name": "甲", "ids": ["1"]}]}
ROSTER = "由名册抽取核查组的，只写每层抽取数量，即这次核查共需几人。"
ONE = "总体应为某一年的目标（目标年度）或所给的名单（各层名单），两者选一。"
OF_YEAR = "按责任部门、分层和重点项目抽取，只用于某一年度的目标。"
PUBLIC = "公开数种类、公开数名称和公开数公布日期应一并写明；没有公开数的都不填。"
KINDS = "“公开数种类”“六合彩”不在可选范围内，可填：双色球、福彩3D、指数收盘点位、两人报数。"
NO_SUCH_FIELD = "“secret”没有这个字段，可填：subject（核查编号）、purpose（用途）。"
NO_CSV = "：应为UTF-8编码的CSV文件。"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"subject": ""}, "“核查编号”不能为空。"),
        ({"subject": "样" * 101}, "“核查编号”不能超过100个字。"),
        ({"purpose": "抽奖"}, "“用途”“抽奖”不在可选范围内，可填：抽查目标、抽取核查组。"),
        ({"secret": 12}, "“密数”应为文字。"),
        ({"departments": [7]}, "“责任部门”第1项应为文字。"),
        ({"departments": ["D001", " "]}, "“责任部门”第2项不能为空。"),
        ({"by": "地区"}, "“分层”“地区”不在可选范围内，可填：部门、目标类别。"),
        ({"key_projects_certain": "全部"}, "“重点项目全部抽取”应填是或否。"),
        ({"listed_certain": "全部"}, "“负面清单中的目标全部抽取”应填是或否。"),
        ({"strata": "甲"}, "“各层名单”应为列表。"),
        ({"strata": ["甲"]}, "“各层名单”第1项应为{…}形式的内容。"),
        ({"strata": [{"name": "甲", "ids": []}]}, "“各层名单”第1项“编号”不能为空。"),
        ({"strata": [{"name": "甲", "ids": ["1", 2]}]}, "“各层名单”第1项“编号”第2项应为文字。"),
        ({"strata": [{"ids": ["1"]}]}, "“各层名单”第1项“层名”必填。"),
        ({"take": 0}, "“每层抽取数量”不能小于1。"),
        ({"take": "三"}, "“每层抽取数量”不是整数。"),
        ({"take": 1.5}, "“每层抽取数量”不是整数。"),
        ({"at_least": 0}, "“至少抽取数量”不能小于1。"),
        ({"share": 0.3}, "“每层抽取比例”应为文字。"),
        ({"number_name": "数" * 201}, "“公开数名称”不能超过200个字。"),
        ({"reason": "因" * 501}, "“再次承诺的原因”不能超过500个字。"),
        ({"number_name": " ", "known_on": "2026-10-10"}, PUBLIC),
        ({"number_name": "上证指数"}, PUBLIC),
        ({"number_kind": "指数收盘点位"}, PUBLIC),
        ({"number_name": "上证指数", "known_on": "2026-10-10"}, PUBLIC),
        ({"number_kind": "六合彩"}, KINDS),
        ({"strata": [{"name": "甲", "ids": ["1"]}]}, ONE),
    ],
)
def test_a_wrong_value_of_a_commitment_is_named(more: dict[str, Any], words: str) -> None:
    assert complaint(SampleCommitted, SAID_VALUES | more) == words


@pytest.mark.parametrize(
    "more", [{"take": None}, {"share": "10%"}, {"certain": "甲"}, {"departments": "D001"}, {"by": "部门"}]
)
def test_a_team_from_the_roster_has_only_its_size(more: dict[str, Any]) -> None:
    assert complaint(SampleCommitted, TEAM | more) == ROSTER


@pytest.mark.parametrize(
    "more", [{"departments": "D001"}, {"by": "部门"}, {"key_projects_certain": "是"}, {"listed_certain": True}]
)
def test_given_strata_are_not_divided_further(more: dict[str, Any]) -> None:
    assert complaint(SampleCommitted, GIVEN | more) == OF_YEAR


@pytest.mark.parametrize(
    ("data", "of_roster"), [(TEAM, True), (TEAM | {"year": 2026}, False), (SAID_VALUES, False), (GIVEN, False)]
)
def test_only_a_team_without_year_and_strata_is_of_the_roster(data: dict[str, Any], *, of_roster: bool) -> None:
    assert SampleCommitted.model_validate(data).is_of_roster is of_roster


@pytest.mark.parametrize(
    ("form", "data", "words"),
    [
        (SampleDrawn, {"subject": "2026-3", "number": "9" * 501}, "“公开数”不能超过500个字。"),
        (SampleDrawn, {"subject": "2026-3", "number": 3012}, "“公开数”应为文字。"),
        (SampleDrawn, {"subject": " "}, "“核查编号”不能为空。"),
        (SampleDrawn, {"subject": "2026-3", "reason": "因" * 501}, "“更正公开数的原因”不能超过500个字。"),
        (
            SampleRevealed,
            {"subject": "2026-3", "secret": "ab"},
            NO_SUCH_FIELD,
        ),
    ],
)
def test_a_wrong_value_of_a_draw_or_a_secret_is_named(form: type[BaseModel], data: dict[str, Any], words: str) -> None:
    assert complaint(form, data) == words


def strata(folder: Path, data: str | bytes) -> dict[str, list[str]]:
    (folder / "名单.csv").write_bytes(data.encode() if isinstance(data, str) else data)
    return read_strata(folder / "名单.csv")


@pytest.mark.parametrize(
    ("data", "read"),
    [
        ("stratum,id\n甲,1\n", {"甲": ["1"]}),
        ("编号,层\r\n1,甲\r\n2,甲\r\n", {"甲": ["1", "2"]}),
        (" 层 ,备注,编号\n 甲 ,x, 1 \n", {"甲": ["1"]}),
        ("层,id\n甲,1\n", {"甲": ["1"]}),
        ("层,编号\n\n,\n甲,1\n", {"甲": ["1"]}),
        ('层,编号\n"甲,乙","1""2"\n', {"甲,乙": ['1"2']}),
        ("层,编号\n甲,01\n甲,1\n", {"甲": ["01", "1"]}),
        ("\ufeff层,编号\n甲,1", {"甲": ["1"]}),
    ],
)
def test_strata_are_read(tmp_path: Path, data: str, read: dict[str, list[str]]) -> None:
    assert strata(tmp_path, data) == read


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("层,编号\n甲,1\n ,2\n", "名单.csv 第3行：层和编号都要填写。"),
        ("层,编号\n甲,1\n\n甲,\n", "名单.csv 第4行：层和编号都要填写。"),
        ("编号,层\n1\n", "名单.csv 第2行：层和编号都要填写。"),
        ("层,编号\n甲,1\n甲,2\n甲, 1 \n", "名单.csv 第4行：“1”已在第2行列出，每个对象只能列一次。"),
        ("层,编号\n\n", "“名单.csv”中没有可抽的对象。"),
        ("层;编号\n甲;1\n", "“名单.csv”的第一行应为列名 stratum,id（或 层,编号）。"),
        ("\n层,编号\n甲,1\n", "“名单.csv”的第一行应为列名 stratum,id（或 层,编号）。"),
        ("分层,编号\n甲,1\n", "“名单.csv”的第一行应为列名 stratum,id（或 层,编号）。"),
    ],
)
def test_wrong_strata_are_refused_with_their_line(tmp_path: Path, data: str, words: str) -> None:
    with pytest.raises(Refused) as refusal:
        strata(tmp_path, data)
    assert refusal.value.message == words


@pytest.mark.parametrize(
    "data", ['层,编号\n"甲,1\n', '层,编号\n甲,"1"2\n', "层,编号".encode("utf-16"), b"PK\x03\x04\xff"]
)
def test_what_is_no_list_is_refused(tmp_path: Path, data: str | bytes) -> None:
    with pytest.raises(Refused) as refusal:
        strata(tmp_path, data)
    assert refusal.value.message == f"无法读取“{tmp_path / '名单.csv'}”{NO_CSV}"


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=settings().max_examples // 2,
)
@given(data=st.binary(max_size=80) | st.text(st.sampled_from('层编号,"\n\r 12'), max_size=40).map(str.encode))
def test_any_file_of_strata_is_read_or_refused(tmp_path: Path, data: bytes) -> None:
    try:
        found = strata(tmp_path, "层,编号\n".encode() + data)
    except Refused as refused:
        assert refused.message.endswith("。")  # noqa: PT017 - both ends are right
    else:
        members = [each for ids in found.values() for each in ids]
        assert len(members) == len(set(members)) > 0
