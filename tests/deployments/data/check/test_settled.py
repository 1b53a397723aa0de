"""What is lawfully recorded after the approval never makes the program accuse the agency (A57, A61, A73, A74)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.acting import CHECKED, FINDERS
from tests.databases import story
from tests.deployments.data.check.forging import Folder, check, forged
from tests.deployments.data.check.year import ABOUT_BOTH, LATER, USUAL, Numbers, approve, rated_year
from tests.models.ledger.appraisal.test_drafting import mark
from tests.models.ledger.appraisal.year import CORRECTION, GROUP, LEADERS, by
from tests.models.ledger.draft.lists import PAPER
from tests.models.ledger.results_use.results import deliver, receives
from tests.models.ledger.results_use.test_receiving_using import REWARD

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao

pytestmark = [pytest.mark.process, pytest.mark.alone]
CHANGED = "审定以后的变化：{code}的{what}，审定的得分表不变。"


@pytest.fixture
@story
def april(line: Mubiao, anyone: Acting) -> Acting:
    """The year is approved; today is 1 April 2027."""
    assert line.database
    return approve(rated_year(anyone))


def prize(april: Acting) -> None:
    given: dict[str, Any] = {"department": "D001", "prize": "一等奖", "project": "某项目", "reason": "漏报"}
    by(april, "王文").do("record_innovation", **given, minutes=[str(PAPER)], **LATER)


def value(april: Acting) -> None:
    mark(april, "20", "D002")


def exempted(april: Acting) -> None:
    april.do("exempt_target", target="T002", decided_by=GROUP, reason="不可抗力", **LATER)


def exempted_no_more(april: Acting) -> None:
    exempted(april)
    april.do("withdraw_exemption", target="T002", year=2026, reason="误录")


def rated_again(april: Acting) -> None:
    by(april, "王文").do("withdraw_leader_ratings", rated_by=LEADERS[0], year=2026, reason="误录", evidence=str(PAPER))
    rows = [{"department": code, "mark": "60"} for code in ABOUT_BOTH]
    sheet: dict[str, Any] = {"rated_by": LEADERS[0], "year": 2026, "ratings": rows}
    by(april, "王文").do("enter_leader_ratings", **sheet, rated_on=april.day, evidence=str(PAPER))
    by(april, "李明").do("confirm_leader_ratings", **sheet)


def rechecked(april: Acting) -> None:
    """The recheck counts as of the declaration: the sheet of today has half of the points again."""
    recheck: dict[str, Any] = {
        "passed": True,
        "found": "已完成",
        "rechecked_by": "、".join(FINDERS),
        "signed_by": FINDERS[0],
    }
    april.do("recheck", target="T001", year=2026, evidence=[str(PAPER)], **recheck)


def appealed(april: Acting) -> None:
    april.office("D001").do("lodge_appeal", target="T001", year=2026, ground="已完成", evidence=[str(PAPER)])
    april.do("accept_appeal", target="T001", year=2026)


def surveyed_again(april: Acting) -> None:
    april.do("hand_out_survey", reason="重新测评", **LATER)


def corrected(april: Acting) -> None:
    """The value of D002 is corrected, and with it both grades."""
    value(april)
    grades = [{"department": "D001", "grade": "一等奖"}, {"department": "D002", "grade": "二等奖"}]
    by(april, "孙立").do("supersede_sheet", **CORRECTION | {"department": "D002"}, grades=grades)


def left_out(april: Acting) -> None:
    by(april, "孙立").do("supersede_sheet", **CORRECTION, left_out="2026/T001/1")


def merged(april: Acting) -> None:
    reform = {"department": "D002", "successor": "D001", "basis": "黔编〔2027〕1号"}
    april.do("merge_department", effective_on=april.day, **reform)


def transferred(april: Acting) -> None:
    reform = {"department": "D001", "successor": "D002", "basis": "黔编〔2027〕2号"}
    april.do("transfer_targets", targets="T001、T002", year=2026, effective_on=april.day, **reform)


def marked(april: Acting) -> None:
    april.do("mark_secret", target="T001", year=2026, marking="秘密", reason="涉密")


def withdrawn(april: Acting) -> None:
    """The entry is taken back by a ruling; the correction leaves it out."""
    appealed(april)
    this = april.do("draft_inspection", kind="专项核查", title="申诉复核", ends_on="2027-05-31", **CHECKED).data
    people = ("郑玲", "韩丽")
    for name in people:
        april.do("register_inspector", name=name)
    april.do("appoint_team", **this, leader=people[0], members=people[1])
    april.do("issue_plan", **this, document_number="黔目标办〔2027〕60号")
    april.do("assign_reinspection", target="T001", year=2026, **this)
    told: dict[str, Any] = {"conclusion": "符合目标要求", "found": "属实", "methods": "实地查看", "found_on": april.day}
    april.do("record_finding", **this, target="T001", found_by=[*people], evidence=[str(PAPER)], year=2026, **told)
    april.do("sign_off", **this, leader=people[0])
    april.do("rule_appeal", target="T001", year=2026, ruling="撤销", reason="已达要求")
    left_out(april)


def telephoned(april: Acting) -> None:
    april.take("contacts", {"部门编码": "D001", "角色": "联络员", "姓名": "李明", "手机": "13800000001"})


def used(april: Acting) -> None:
    """The department says late what it used its results for."""
    deliver(april, kind="部门")
    receives(april, Numbers())  # type: ignore[arg-type]
    april.on("2027-04-20").office("D001").do("state_use", **REWARD)


def renamed(april: Acting) -> None:
    row = {"编号": "T002", "目标名称": "目标T002改", "责任部门": "D001"}
    april.take("targets", row | USUAL, reason="录入错误")


def misbehaved(april: Acting) -> None:
    april.do("record_discipline", department="D001", fact="违反纪律", reduces="扣减奖金", **LATER)


ACTS: dict[str, tuple[Callable[[Acting], None], str, str]] = {
    "prize": (prize, "D001", "创新项目"),
    "value": (value, "D002", "二级考评"),
    "exemption": (exempted, "", ""),
    "exemption taken back": (exempted_no_more, "", ""),
    "rating": (rated_again, "D001", "省领导评价"),
    "recheck": (rechecked, "D001", "职能绩效"),
    "appeal": (appealed, "", ""),
    "survey": (surveyed_again, "", ""),
    "correction": (corrected, "", ""),
    "entry left out": (left_out, "", ""),
    "merger": (merged, "", ""),
    "contact": (telephoned, "", ""),
    "use of results": (used, "", ""),
    "column of a target": (renamed, "", ""),
    "discipline": (misbehaved, "", ""),
    "transfer": (transferred, "D001", "职能绩效"),
    "marking": (marked, "", ""),
    "ruling": (withdrawn, "", ""),
}


def proof(line: Mubiao, place: Path, *words: str) -> Path:
    line.done("proof", "--year", "2026", "--on", "2027-05-10", *words, "-o", str(place))
    return place


@pytest.mark.parametrize("name", ACTS)
def test_a_lawful_act_after_the_approval_is_no_fault(line: Mubiao, april: Acting, tmp_path: Path, name: str) -> None:
    act, code, what = ACTS[name]
    act(april)
    for place, words in (("all", ()), ("one", ("--department", "D001"))):
        rc, said = check(proof(line, tmp_path / place, *words))
        assert rc == 0, said
        assert (CHANGED.format(code=code, what=what) in said) == (bool(code) and (not words or code == "D001")), said


def test_five_of_them_one_after_the_other_are_none_either(line: Mubiao, april: Acting, tmp_path: Path) -> None:
    for name in ("prize", "exemption taken back", "rating", "recheck", "correction"):
        ACTS[name][0](april)
    true = proof(line, tmp_path / "证明")
    rc, said = check(true)
    assert rc == 0, said
    assert CHANGED.format(code="D001", what="职能绩效、省领导评价、创新项目") in said
    # The later records do not hide a forged line: what was approved is computed without them.
    place = forged(true, tmp_path / "forged", prize_of_the_approval, rebuilt=True)
    assert "D001：创新项目与审定的得分表不同：按审定时的台账应为0，写的是3。" in check(place)[1]


def test_five_acts_in_a_county_are_none_and_its_paper_stands(line: Mubiao, anyone: Acting, tmp_path: Path) -> None:
    county = approve(rated_year(anyone, county=True))
    for name in ("prize", "exemption taken back", "recheck", "entry left out", "transfer"):
        ACTS[name][0](county)
    for place, words in (("all", ()), ("one", ("--department", "D001"))):
        rc, said = check(proof(line, tmp_path / place, *words))
        assert rc == 0, said
    changed = forged(tmp_path / "all", tmp_path / "forged", another_way, rebuilt=True)
    assert "第001厅（D001）：本级没有的考评项目与台账登记的不同。" in check(changed)[1]


def test_a_department_that_ended_in_the_year_without_a_successor_needs_no_score(
    line: Mubiao, anyone: Acting, tmp_path: Path
) -> None:
    rated = rated_year(anyone)
    rated.on("2026-12-20").take("departments", {"编码": "D002", "名称": "第002厅", "失效日期": "2026-12-20"})
    rc, said = check(proof(line, tmp_path / "证明"))
    assert rc == 0, said


def another_way(folder: Folder) -> None:
    folder.change("score_exception", "2026-1", way="left_out")


def prize_of_the_approval(folder: Folder) -> None:
    for key in ("D001|2026|1", "D001|2026|2"):
        folder.change_content(key, innovation="3", total="97.1")
