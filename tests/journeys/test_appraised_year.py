"""The year 2026 of 30 departments to the results in spring 2027: points, ratings, objection, approval, correction.

The agency types commands and imports workbooks, the offices answer with the sheets that were mailed to them, and the
flows run with their steps. Every total that is asserted is worked out here by hand (1-8, A37).
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from models.rules.cycles import CYCLES
from tests.by_mail import Duty
from tests.journeys.appraisal_results import delivered, delivered_again, used, watched
from tests.journeys.appraisal_year import (
    FIRST_CLASS,
    MERGED,
    PAPER,
    SECOND_CLASS,
    SUCCESSOR,
    WHOLE_AND_MARKS,
    Year,
    founded_year,
    paper,
)
from tests.journeys.appraised_stations import (
    AT_WORK,
    CONTESTED,
    EXCLUDED,
    EXEMPT,
    GROUP,
    MADE_GOOD,
    TIED,
    UNLUCKY,
    WINNER,
    checked,
    excepted,
    innovated,
    judged,
    listed,
    merged,
    opened,
    rated,
    second_level,
    set_up,
    valued,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Databases, Sql

OBJECTOR, PUSHED, CORRECTED = "SSWT", "SWLT", "SZJT"
SHEET = Duty("appraisal_objection", "2026")
OBJECTED = {"opinion": "有异议", "second_level": "漏计一个项目"}
NOTICES = "SELECT audience, count(*) FROM notice WHERE kind = :kind GROUP BY 1 ORDER BY 1"
SHEETS = "SELECT state, count(*) FROM score_sheet GROUP BY 1 ORDER BY 1"


def usual_total(code: str) -> Decimal:
    """Without an entry and a prize."""
    return WHOLE_AND_MARKS + 3 * Decimal(second_level(code)) / 100


@pytest.fixture
def year(databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sql: Sql) -> Iterator[Year]:
    """贵州省 with its 30 departments, one target of each category for each; only the cycles of the year end run."""
    with founded_year(databases, tmp_path, monkeypatch, sql) as made:
        made.at("2026-02-02", "08:30")
        for cycle in CYCLES:
            if cycle.periodic and cycle not in AT_WORK:
                made.act("pause_cycle", cycle=cycle.key, reason="本例只看考评")
        yield made


def drafted(s: Year) -> None:
    """A setting without a value, and a target that is not declared complete, keep every sheet from being drafted."""
    asked = {"year": "2026", "due": "2027-03-05"}
    s.at("2027-02-26")
    assert "考评截止日2027-02-26未过" in s.refused("draft_appraisal", **asked)
    excepted(s)
    s.at("2027-03-01")
    assert "29个部门：国家税务总局贵州省税务局缺1项（省领导评价的最少人数未设定）" in s.refused(
        "draft_appraisal", **asked
    )
    assert json.loads(s.done("scores", "--year", "2026", "--department", "SJYT", "--json"))[0]["total"] is None
    s.act("set_policy", key="leader_least", value="3", basis="演示规〔2027〕1号", **{"valid-from": "2026-12-31"})
    assert f"1个目标年终检查没有申报完成，也没有列入负面清单：{EXEMPT}-2" in s.refused("draft_appraisal", **asked)
    decided = {"reason": "任务已取消", "decided_by": GROUP, **paper("演示组〔2027〕1号", "2027-02-25")}
    s.act("exempt_target", target=f"{EXEMPT}-2", year="2026", **decided)
    assert "已拟定2026年29个部门的得分表，2027-03-05前可提出异议" in s.act("draft_appraisal", **asked)
    assert s.sql.rows(NOTICES, kind="opened_appraisal_objection") == [("head", 29), ("office", 29)]


def totals(s: Year) -> None:
    """By hand: 50 + 41 + 2.7 of three leaders, 3 % of the second level, a prize of 3, and what the entries take."""
    by_hand = {
        "SJYT": "96.55",  # 93.7 + 2.85
        WINNER: "99.1",  # 93.7 + 2.4 + 3
        UNLUCKY: "95.71",  # 93.7 + 2.01: the experts did not pass its project
        OBJECTOR: "96.16",  # 93.7 + 2.46
        SUCCESSOR: "95.37",  # 93.7 + 2.67 - 1: the entry of the department that it took over
        MADE_GOOD: "95.48",  # 93.7 + 2.28 - 0.5: half is restored
        CONTESTED: "95.01",  # 93.7 + 2.31 - 1
    }
    assert {code: str(s.total(code)) for code in by_hand} == by_hand
    told = json.loads(s.done("scores", "--year", "2026", "--json"))
    usual = {each["code"]: Decimal(each["total"]) for each in told if each["code"] not in by_hand}
    assert usual == {code: usual_total(code) for code in usual}
    assert len(told) == 29
    [entry] = [each for line in s.sheet(SUCCESSOR)["lines"] for each in line["entries"]]
    assert (entry["entry"], entry["taken"]) == (f"2026/{MERGED}-1/1", "1")
    assert "省乡村振兴局" in s.refused_words("why", "--score", MERGED, "--year", "2026")


def objected(s: Year) -> None:
    """One department objects by mail, one agrees, the others are silent; the correction changes two grades."""
    s.run("deliver", "2027-03-01 10:30")
    before = s.grades()
    s.answer(OBJECTOR, SHEET, "2027-03-03 10:00", OBJECTED)
    s.answer(WINNER, SHEET, "2027-03-03 10:00", {"opinion": "同意"})
    s.run("receive", "2027-03-03 10:30")
    assert s.sql.rows(SHEETS) == [("agreed", 1), ("drafted", 27), ("objected", 1)]
    s.by("赵敏").at("2027-03-04")
    approval = {"year": "2026", **paper("演示组〔2027〕2号", "2027-03-04")}
    assert "不能登记审定：还没有核对完毕的有28个部门" in s.refused("approve_appraisal", **approval)
    line = {"department": OBJECTOR, "year": "2026"}
    s.act("answer_score_objection", **line, component="二级考评", accepted="true", answer="经核对属实")
    mended = paper("演示办〔2027〕9号", "2027-03-04")
    s.by("王文").act("record_second_level", **line, value="88.5", reason="漏计一个项目", **mended)
    assert "的得分表已重算为第2版，2027-03-11前可提出异议" in s.by("孙立").act(
        "recompute_sheet", **line, due="2027-03-11"
    )
    assert str(s.total(OBJECTOR)) == "96.355"  # 93.7 + 2.655
    after = s.grades()
    assert {code: (before[code], after[code]) for code in (OBJECTOR, PUSHED)} == {
        OBJECTOR: ((14, "三等奖"), (8, "二等奖")),
        PUSHED: ((12, "二等奖"), (13, "三等奖")),
    }
    assert [code for code in before if before[code][1] != after[code][1]] == [OBJECTOR, PUSHED]
    s.at("2027-03-12", "08:30")
    assert "28个部门到期没有反馈，登记为未提异议" in s.done("run", "daily_sweep")
    assert s.sql.rows(SHEETS) == [("agreed", 1), ("silent", 28), ("superseded", 1)]


def contested(s: Year) -> None:
    """An open appeal, and a tie without a decision, keep the approval from being registered."""
    s.by("王芳").at("2027-03-12")
    of = {"target": f"{CONTESTED}-2", "year": "2026"}
    s.act("lodge_appeal", **of, by=f"{CONTESTED}/目标办", ground="已按要求完成", evidence=PAPER)
    approval = {"year": "2026", **paper("演示组〔2027〕2号", "2027-03-12")}
    told = s.refused("approve_appraisal", **approval)
    assert f"省自然资源厅（对条目2026/{CONTESTED}-2/1的申诉尚未办结（rule_appeal））" in told
    s.act("refuse_appeal", **of, reason="未附新材料")
    assert "甲类的省林业局、省民政厅并列，须先决定（decide_tie）" in s.refused("approve_appraisal", **approval)
    assert {s.grades()[code] for code in TIED} == {(4, None)}
    decided = json.dumps([{"department": TIED[1], "grade": "一等奖"}, {"department": TIED[0], "grade": "二等奖"}])
    why = {"reason": "领导小组会议决定", **paper("演示组〔2027〕3号", "2027-03-12")}
    s.act("decide_tie", year="2026", grades=decided, **why)
    assert "29个部门的得分表已由省直机关目标绩效管理领导小组审定（演示组〔2027〕2号），28个部门定有等次" in s.act(
        "approve_appraisal", **approval
    )
    assert s.sql.rows(SHEETS) == [("frozen", 29), ("superseded", 1)]
    assert Counter(s.grades()[code][1] for code in FIRST_CLASS) == {"一等奖": 4, "二等奖": 8, "三等奖": 8}
    assert Counter(s.grades()[code][1] for code in SECOND_CLASS) == {"一等奖": 1, "二等奖": 3, "三等奖": 4, None: 1}
    assert s.grades()[TIED[1]] == (4, "一等奖")
    assert s.grades()[EXCLUDED] == (None, None)


def corrected(s: Year) -> None:
    """After the freezing one value is corrected: its sheet gets a new version, no grade changes."""
    s.at("2027-03-26")
    before = s.grades()
    line = {"department": CORRECTED, "year": "2026"}
    s.act("record_second_level", **line, value="94", reason="录入有误", **paper("演示办〔2027〕12号", "2027-03-19"))
    assert "不能重新拟定" in s.refused("draft_appraisal", year="2026", due="2027-03-31")
    told = s.done("scores", "--year", "2026", "--department", CORRECTED)
    assert "省住房城乡建设厅：合计96.40，已审定（演示组〔2027〕2号，2027-03-12，第1版）" in told
    assert "审定以后台账有变化，不影响审定结果；按台账今日的记录：\n省住房城乡建设厅：合计96.52" in told
    why = {"reason": "录入有误", **paper("演示组〔2027〕4号", "2027-03-26")}
    told = s.by("赵敏").act("supersede_sheet", **line, **why)
    assert "已更正为第2版（演示组〔2027〕4号），其他部门的等次不变" in told
    assert "合计96.52，已审定" in s.done("scores", "--year", "2026", "--department", CORRECTED)  # 93.7 + 2.82
    assert s.grades() == before
    assert s.sql.rows(SHEETS) == [("frozen", 29), ("superseded", 2)]


def counted(s: Year) -> None:
    """The numbers of persons fit the grades: 40 persons, 10, 8, 6 and without a grade 2 excellent ones at most."""
    best = {"一等奖": 10, "二等奖": 8, "三等奖": 6, None: 2}
    grades = {code: grade for code, (_, grade) in s.grades().items()}

    def people(row: dict[str, Any]) -> dict[str, int]:
        excellent = best[grades[row["部门编码"]]]
        return {"参评人数": 40, "优秀人数": excellent, "达标人数": 40 - excellent, "不达标人数": 0}

    too_many = s.fill("individuals", lambda row: people(row) | {"优秀人数": 10, "达标人数": 30}, refused=True)
    assert "发现24处问题，未作任何改动" in too_many  # 5 units have the first prize
    assert "“国家税务总局贵州省税务局”单位等次为三等奖，40人按15%最多6人，填报了10人优秀" in too_many
    assert "个人等次人数共29行" in s.fill("individuals", people)


def recomputed(s: Year) -> None:
    """The program of the proof computes the same totals from the records, and the ledger verifies."""
    folder = s.folder / "证明"
    s.done("proof", "--year", "2026", "-o", str(folder))
    code, told = recomputed_by(folder)
    assert (code, "29个部门的得分。" in told) == (0, True), told[:3000]
    *sheets, _ = (folder / "scores.jsonl").read_text().splitlines()
    (folder / "scores.jsonl").write_text("\n".join([*sheets[1:], '{"sheets":28}']))
    code, told = recomputed_by(folder)
    assert (code, "审定的得分表和scores.jsonl中，只有一处有它。" in told) == (1, True), told[:3000]
    assert "台账核验无误" in s.done("verify")
    assert "已审定的得分表" in s.done("check")


def recomputed_by(folder: Path) -> tuple[int, str]:
    words = [sys.executable, str(folder / "check.py"), str(folder)]
    checked = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 - the script of this test
    assert checked.stderr == ""
    return checked.returncode, checked.stdout


def test_the_appraised_year(year: Year) -> None:
    """Each step stands on the one before."""
    set_up(year)
    listed(year)
    innovated(year)
    merged(year)
    opened(year)
    judged(year)
    checked(year)
    rated(year)
    valued(year)
    watched(year)
    drafted(year)
    totals(year)
    objected(year)
    contested(year)
    delivered(year)
    used(year)
    corrected(year)
    delivered_again(year)
    counted(year)
    recomputed(year)
