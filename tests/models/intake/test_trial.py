"""A file of settings that are tried: read with the parsers of the settings, refused with the place (1-8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.intake.trial import EXAMPLE, LONGEST, TRIED, read_trial
from models.rules.appraisal_settings import OF_APPRAISAL
from models.rules.errors import Refused

if TYPE_CHECKING:
    from pathlib import Path


def refused(path: Path, content: str | bytes) -> str:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(Refused) as refusal:
        read_trial(path)
    return refusal.value.message


def test_each_value_is_read_as_a_setting_is(tmp_path: Path) -> None:
    file = tmp_path / "设定.toml"
    file.write_text(
        f'\ufeff{EXAMPLE}\nappraisal_cut_off = "2月28日"\nleader_least = 5\n"负面清单记分" = "-2"\n', "utf-8"
    )
    assert read_trial(file) == {
        "grade_quotas": [{"class": "", "shares": [["一等奖", "20"], ["二等奖", "40"]], "rest": "三等奖"}],
        "appraisal_cut_off": [2, 28],
        "leader_least": 5,
        "negative_points": {"ordinary": ["-2"]},
    }


def test_a_table_and_what_is_unset_are_read_too(tmp_path: Path) -> None:
    file = tmp_path / "设定.toml"
    items = "思想建设 = 8\n组织建设 = 9\n党风廉政建设 = 8\n队伍建设 = 8\n同步小康驻村 = 8\n"
    quoted = "".join(f'"{line.split(" ")[0]}" = {line.split(" ")[-1]}\n' for line in items.splitlines())
    file.write_text(f'restoring = "未设定"\n[party_item_weights]\n{quoted}', "utf-8")
    found = read_trial(file)
    assert (found["restoring"], found["party_item_weights"]["organization"]) == (None, "9")


def test_all_settings_of_the_appraisal_may_be_tried_but_the_scale_that_would_tell_ratings() -> None:
    assert {setting.key for setting in OF_APPRAISAL} - set(TRIED) == {"leader_scale"}
    assert "letterhead" not in TRIED


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('grade_quotas = "一等奖60%、二等奖50%、其余三等奖"', "“设定.toml”中的grade_quotas：“一等奖60%"),
        ('grade_quotas = "一等奖60%、二等奖50%、其余三等奖"', "比例合计110%，不得超过100%"),
        ('party_item_weights = "思想建设8、组织建设8、党风廉政建设8、队伍建设8、同步小康驻村8"', "41"),
        ('appraisal_cut_off = "1月30日"', "早于1月31日"),
        ('bonus = "3"', "“设定.toml”中的“bonus”不是考评的设定，可写：negative_points、restoring"),
        ('letterhead = "默认"', "“letterhead”不是考评的设定"),
        ('leader_least = 5\n"省领导评价的最少人数" = 4', "“省领导评价的最少人数”写了两次"),
        ("leader_least: 5", "不是有效的TOML"),
        ("leader_least = 5\nleader_least = 6", "不是有效的TOML"),
        ("a = " + "[" * 9000, "不是有效的TOML"),
        (b"\xff\xfe", "不是UTF-8编码的文字"),
        ("", "没有设定"),
        ("#" * (LONGEST + 1), "超过100KB"),
        ("leader_least = true", "leader_least"),
        ('leader_scale = "好：100、差：1"', "“省领导评价的量表”不能试算：换一套分值，从合计可以推算出省领导的单个评价"),
        ('"省领导评价的量表" = "0–100"', "“省领导评价的量表”不能试算"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(tmp_path: Path, content: str | bytes, words: str) -> None:
    assert words in refused(tmp_path / "设定.toml", content)


def test_everything_that_is_wrong_is_named_at_once(tmp_path: Path) -> None:
    content = (
        'bonus = "3"\nleader_least = true\nnegative_points = "-2"\n"负面清单记分" = "x"\n'
        'leader_scale = "0–100"\nletterhead = "默认"'
    )
    told = refused(tmp_path / "设定.toml", content).splitlines()
    begun = (
        "leader_least：“",
        "“负面清单记分”写了两次",
        "负面清单记分：“x”",
        "leader_scale：“",
        "“bonus”、“letterhead”不是",
    )
    assert len(told) == len(begun)
    assert [words for line, words in zip(told, begun, strict=True) if f"“设定.toml”中的{words}" not in line] == []


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "没有.toml", tmp_path):
        with pytest.raises(Refused, match="读不到文件"):
            read_trial(path)
