"""`mubiao error-rate`: computed from numbers alone, without an installation."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest

from deployments.commands.error_rate import MEANING
from models.rules.error_rate import CONSERVATIVE, POOLED
from tests.conftest import SEEN_THERE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao, Program

EXAMPLE = ("--population", "60", "--sample", "20", "--declared", "18", "--failing", "1")
STRATA = "stratum,population,sample,declared,failing\n甲,60,20,18,1\n重点项目,5,5,5,2\n乙,40,10,0,0\n"


def test_the_output_holds_the_literal_rate_and_its_interval(mubiao: Mubiao) -> None:
    assert mubiao.done("error-rate", *EXAMPLE).splitlines() == [
        "核验误差率 5.0%：抽查20项，其中申报完成而不符合标准的1项。",
        "占申报完成的样本 5.6%：申报完成18项。",
        "总体60项的误差率在 1.7–20.0% 之间（95%精确区间，1至12项）。",
    ]
    assert not mubiao.home.exists()


def test_json_gives_fractions_of_one(mubiao: Mubiao) -> None:
    found = mubiao.json("error-rate", *EXAMPLE)
    assert (found["rate"], found["rate_declared"]) == (0.05, 1 / 18)
    assert (found["low"], found["high"]) == (1 / 60, 0.2)
    assert "strata" not in found


def test_a_fully_inspected_population_has_no_interval(mubiao: Mubiao) -> None:
    whole = ("--population", "6", "--sample", "6", "--declared", "0", "--failing", "0")
    assert mubiao.done("error-rate", *whole).splitlines()[1:] == [
        "占申报完成的样本 无：申报完成0项。",
        "总体6项全部核查，0项为实数，没有区间。",
    ]
    found = mubiao.json("error-rate", *whole)
    assert (found["rate"], found["rate_declared"], found["low"], found["high"]) == (0, None, None, None)


def test_strata_are_read_from_a_file_and_added_up(mubiao: Mubiao, tmp_path: Path) -> None:
    place = tmp_path / "各层.csv"
    place.write_text(STRATA, encoding="utf-8")
    text = mubiao.done("error-rate", "--file", str(place)).splitlines()
    counts, rates = ["层", "总体", "抽查样本", "申报完成", "申报完成而不符合标准"], ["误差率", "占申报完成", "总体区间"]
    assert text[0].split() == counts + rates
    assert text[2].split() == ["甲", "60", "20", "18", "1", "5.0%", "5.6%", "1.7–23.3%"]
    assert text[3].split() == ["重点项目", "5", "5", "5", "2", "40.0%", "40.0%", "全部核查"]
    assert text[4].split()[:7] == ["乙", "40", "10", "0", "0", "0.0%", "无"]
    assert text[5].split()[:6] == ["合计", "105", "35", "23", "3", "8.6%"]
    assert text[6:] == [MEANING, CONSERVATIVE + POOLED]
    found = mubiao.json("error-rate", "--file", str(place))
    assert [each["stratum"] for each in found["strata"]] == ["甲", "重点项目", "乙"]
    assert found["note"] == CONSERVATIVE + POOLED


def test_a_single_stratum_needs_no_sum(mubiao: Mubiao, tmp_path: Path) -> None:
    place = tmp_path / "一层.csv"
    place.write_text("\n".join(STRATA.splitlines()[:2]), encoding="utf-8")
    assert len(mubiao.done("error-rate", "--file", str(place)).splitlines()) == 4


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (("--sample", "0", "--declared", "0", "--failing", "0"), "没有抽取样本，不计算误差率。"),
        (("--failing", "19"), "申报完成而不符合标准19项，应在0到申报完成的18项之间。"),
        (("--sample", "61"), "样本61项，应在1到总体的60项之间。"),
        (("--population", "9" * 30), "应在1到10000000之间。"),
        (("--failing", "-1"), "申报完成而不符合标准-1项，应在0到申报完成的18项之间。"),
    ],
)
def test_numbers_that_cannot_be_are_refused(mubiao: Mubiao, more: tuple[str, ...], why: str) -> None:
    assert why in mubiao.refused("error-rate", *EXAMPLE, *more)


@pytest.mark.parametrize("words", [(), EXAMPLE[:6], (*EXAMPLE, "--file", "x.csv")])
def test_all_four_numbers_or_a_file_are_required(mubiao: Mubiao, words: tuple[str, ...]) -> None:
    text = mubiao.refused("error-rate", *words, code=2)
    assert "请给出 --population、--sample、--declared、--failing 四个数，或用 --file" in text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("stratum,population\n甲,60\n", "第2行：应有五列"),
        ("stratum,population,sample,declared,failing\n甲,60,20,18,x\n", "第2行：应有五列"),
        ("stratum,population,sample,declared,failing\n甲,60\n", "第2行：应有五列"),
        ("stratum,population,sample,declared,failing\n,60,20,18,1\n", "第2行：层名不能为空"),
        ("stratum,population,sample,declared,failing\n甲,60,20,21,1\n", "层“甲”：申报完成21项"),
        ("stratum,population,sample,declared,failing\n", "没有抽取样本"),
    ],
)
def test_a_file_with_wrong_columns_is_refused(mubiao: Mubiao, tmp_path: Path, text: str, why: str) -> None:
    place = tmp_path / "各层.csv"
    place.write_text(text, encoding="utf-8")
    assert why in mubiao.refused("error-rate", "--file", str(place))


def test_a_file_that_cannot_be_read_is_refused(mubiao: Mubiao, tmp_path: Path) -> None:
    assert "应为UTF-8编码的CSV文件" in mubiao.refused("error-rate", "--file", str(tmp_path))


def test_the_table_says_what_the_rate_counts_and_what_it_is_divided_by(mubiao: Mubiao, tmp_path: Path) -> None:
    """2.1: the failing among those declared complete, divided by all samples drawn."""
    place = tmp_path / "一层.csv"
    place.write_text("stratum,population,sample,declared,failing\n甲,60,20,10,5\n", encoding="utf-8")
    text = mubiao.done("error-rate", "--file", str(place)).splitlines()
    assert dict(zip(text[0].split(), text[2].split(), strict=True)).items() >= {
        ("抽查样本", "20"),
        ("申报完成而不符合标准", "5"),
        ("误差率", "25.0%"),
        ("占申报完成", "50.0%"),
    }
    assert text[3].startswith("误差率＝申报完成而不符合标准的样本数÷抽查样本总数；")


@pytest.mark.alone
def test_an_inspection_is_rated_by_its_sample_and_signed_findings(line: Mubiao, anyone: Acting) -> None:
    for name in ("王文", "李天"):
        anyone.on("2026-09-01").do("register_inspector", name=name)
    day = anyone.on("2026-09-10")
    parts = dict.fromkeys(("purpose", "content", "standard", "requirements"), "按方案")
    plan: dict[str, Any] = parts | {"methods": "实地查看", "ends_on": "2026-09-30"}
    day.do("draft_inspection", kind="季度核查", title="第三季度核查", **plan)
    day.do("commit_sample", subject="2026-1", year=2026, by="department", share="100%", secret="ab" * 32)
    day.do("draw_sample", subject="2026-1")
    day.do("appoint_team", inspection="2026-1", leader="王文", members="李天")
    day.do("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕20号")
    assert "还有3项没有签字生效的核查结果" in line.refused("error-rate", "--inspection", "2026-1")
    found: dict[str, Any] = {
        "declared_complete": "是",
        "declared_reason": "书面申报",
        "found": "属实",
        "methods": "实地查看",
        "found_by": "王文、李天",
        "evidence": [str(SEEN_THERE)],
    }
    for target, conclusion in (("T001", "未按质按量完成"), ("T002", "符合目标要求"), ("T003", "符合目标要求")):
        fields = {"target": target, "conclusion": conclusion, "found_on": "2026-09-10", **found}
        day.do("record_finding", inspection="2026-1", **fields)
    day.do("sign_off", inspection="2026-1", leader="王文", limit="2026-10-20")
    rows = line.done("error-rate", "--inspection", "2026-1").splitlines()
    assert [row.split()[:6] for row in rows[2:5]] == [
        ["D001", "2", "2", "2", "1", "50.0%"],
        ["D002", "1", "1", "1", "0", "0.0%"],
        ["合计", "3", "3", "3", "1", "33.3%"],
    ]
    assert [each["stratum"] for each in line.json("error-rate", "--inspection", "2026-1")["strata"]] == ["D001", "D002"]
    assert "没有编号为“2026-9”的核查" in line.refused("error-rate", "--inspection", "2026-9")


@pytest.mark.process
def test_it_answers_within_a_second(program: Program) -> None:
    begun = time.process_time()
    answer = program("error-rate", *EXAMPLE, "--json")
    assert time.process_time() - begun < 1
    assert json.loads(answer.stdout)["rate"] == 0.05
