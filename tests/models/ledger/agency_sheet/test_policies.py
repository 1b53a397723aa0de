"""机构设定 in a sheet: every setting is a row; a changed value holds from a day on, the earlier ones stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.intake.complaints import ImportRefused
from models.rules.policy import SETTINGS
from tests.databases import story
from tests.models.ledger.agency_sheet.sheets import counts, export, fill, rows_in, take, template

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

SET = "SELECT key, version, value, valid_from::text, basis FROM policy ORDER BY id"
POINTS = {"key": "negative_points", "basis": "黔目标办〔2026〕5号"}


@pytest.fixture
@story
def decided(march: Acting) -> Acting:
    """Points by kind of target are set since 1 March, and the days for an appeal."""
    march.do("set_policy", value={"一般": "-1、-2", "重点项目": "-3"}, valid_from="2026-03-01", **POINTS)
    march.do("set_policy", key="appeal_ruling_days", value=20, basis="5号")
    march.do("set_policy", key="restoring", value="50%", basis="5号")
    return march


def test_every_setting_is_a_row_with_its_value_as_a_person_writes_it(decided: Acting, tmp_path: Path) -> None:
    rows = {row["设定"]: row for row in rows_in(export(decided, "policies", tmp_path))}
    assert rows["负面清单记分"]["内容"] == "一般：-1、-2；重点项目：-3"
    ruling = rows["申诉受理后裁定的时限"]
    assert (ruling["内容"], ruling["来源"]) == ("20", "机构设定")
    assert rows["补欠后恢复记分"]["内容"] == "部分恢复50%"
    assert rows["告知列入后提出申诉的时限"]["内容"] is None


def test_no_row_shows_the_key_of_a_setting(decided: Acting, tmp_path: Path) -> None:
    shown = str(rows_in(export(decided, "policies", tmp_path)))
    assert not [key for key in SETTINGS if key in shown]


@pytest.mark.parametrize("setting", ["appeal_lodging_days", "告知列入后提出申诉的时限"])
def test_a_row_of_its_own_names_the_setting_by_its_title_or_its_key(
    decided: Acting, sql: Sql, tmp_path: Path, setting: str
) -> None:
    sheet = fill(template(decided, "policies", tmp_path), {2: {"设定": setting, "内容": "10", "依据": "7号"}})
    assert counts(take(decided, "policies", sheet)) == (1, 0, 0)
    assert sql.rows(SET)[-1][:3] == ("appeal_lodging_days", 1, 10)


def test_a_key_typed_over_the_title_of_an_exported_row_is_the_same_setting(decided: Acting, tmp_path: Path) -> None:
    sheet = fill(export(decided, "policies", tmp_path), {2: {"设定": "negative_points"}})
    assert counts(take(decided, "policies", sheet)) == (0, 0, len(SETTINGS))


def test_an_unknown_setting_is_named_with_those_that_there_are(decided: Acting, tmp_path: Path) -> None:
    sheet = fill(template(decided, "policies", tmp_path), {2: {"设定": "奖金", "内容": "10", "依据": "7号"}})
    with pytest.raises(ImportRefused, match=r"没有名为“奖金”的设定，可设定的有：负面清单记分（negative_points）、"):
        take(decided, "policies", sheet)


def test_the_exported_settings_import_without_a_change(decided: Acting, sql: Sql, tmp_path: Path) -> None:
    before = sql.rows(SET)
    assert counts(take(decided, "policies", export(decided, "policies", tmp_path))) == (0, 0, len(SETTINGS))
    assert sql.rows(SET) == before


def test_a_changed_value_holds_from_its_day_and_the_earlier_one_stays(
    decided: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    change = {"内容": "一般：-1；重点项目：-2", "依据": "9号", "生效日期": "2026-04-01"}
    sheet = fill(export(decided, "policies", tmp_path), {2: change})
    assert counts(take(decided, "policies", sheet)) == (0, 1, len(SETTINGS) - 1)
    assert sql.rows(SET)[-1] == (
        "negative_points",
        2,
        {"ordinary": ["-1"], "key_projects": ["-2"]},
        "2026-04-01",
        "9号",
    )
    assert counts(take(decided, "policies", sheet)) == (0, 0, len(SETTINGS))
    assert violations() == []


def test_without_a_day_a_new_value_holds_from_today(decided: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = fill(export(decided, "policies", tmp_path), {4: {"内容": "10", "依据": "7号"}})
    assert counts(take(decided, "policies", sheet)) == (0, 1, len(SETTINGS) - 1)
    assert sql.rows(SET)[-1] == ("appeal_lodging_days", 1, 10, "2026-03-05", "7号")


def test_a_value_without_a_basis_or_of_no_meaning_is_refused_at_its_cell(decided: Acting, tmp_path: Path) -> None:
    rows = {4: {"内容": "10"}, 5: {"内容": "很快", "依据": "7号"}}
    with pytest.raises(ImportRefused) as refusal:
        take(decided, "policies", fill(export(decided, "policies", tmp_path), rows))
    assert [(each.cell, each.message) for each in refusal.value.complaints] == [
        ("E4", "“依据”必填。"),
        ("C5", "“内容”“很快”不是工作日数，应为1到366的整数。"),
    ]


def test_a_setting_is_unset_in_so_many_words(decided: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = fill(export(decided, "policies", tmp_path), {3: {"内容": "未设定", "依据": "8号"}})
    assert counts(take(decided, "policies", sheet)) == (0, 1, len(SETTINGS) - 1)
    assert sql.rows(SET)[-1][:3] == ("restoring", 2, None)
    assert rows_in(export(decided, "policies", tmp_path))[1]["内容"] == "未设定"


def test_a_new_basis_alone_changes_nothing_and_says_so(decided: Acting, tmp_path: Path) -> None:
    done = take(decided, "policies", fill(export(decided, "policies", tmp_path), {2: {"依据": "99号"}}))
    assert counts(done) == (0, 0, len(SETTINGS))
    assert "“负面清单记分”自2026-03-01起即为" in done.words
    assert "未作改动" in done.words
