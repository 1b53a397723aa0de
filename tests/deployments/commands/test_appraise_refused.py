"""Bad input of the appraisal through the command line: refused with one sentence, and nothing is changed (1-8)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from deployments.backup.records import digests_of
from models.database import begin
from tests.conftest import CHECKED, FINDERS
from tests.letterheads import with_part
from tests.models.ledger.appraisal.year import GROUP, objects
from tests.models.ledger.leader_rating.conftest import LEADERS
from tests.models.ledger.score.appraisal import appraise
from tests.surveys import commission, filled_survey

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql
    from tests.deployments.conftest import Mubiao

FILES = ("test.pdf", "评价表.pdf")
HEIGHT = "SELECT height, hash FROM chain_head"
ON = "2027-03-04"
USED = "黔目标办〔2027〕20号"
SETTING = ("act", "set_policy", "--basis", "黔目标办〔2027〕8号", "--valid-from", "2027-01-01", "--key")
RATES = ("act", "enter_leader_ratings", "--year", "2026", "--rated-on", "2027-01-18", "--evidence", "评价表.pdf")
PAPER = ("--evidence", "test.pdf", "--dated", "2027-03-04", "--number")
APPROVES = ("act", "approve_appraisal", "--year", "2026", *PAPER)


def marks(*given: str) -> str:
    """Ratings of D001."""
    return json.dumps([{"department": "D001", "mark": mark} for mark in given])


@pytest.fixture
def four(founded_line: Mubiao, anyone: Acting, sql: Sql, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mubiao:
    """The sheets of four departments are drafted, D001 objects, a survey is handed out; a fourth leader may rate."""
    monkeypatch.chdir(tmp_path)
    for name in FILES:
        (tmp_path / name).write_bytes(f"%PDF-1.4 {name}".encode())
    file = str(tmp_path / FILES[0])
    anyone.take("contacts", {"部门编码": "AGENCY", "角色": "省领导", "姓名": LEADERS[3]})
    anyone.do("set_policy", key="appraisal_cut_off", value="2月26日", basis="5号", valid_from="2026-01-01")
    anyone.do("register_body", kind="领导小组", name=GROUP)
    appraise(anyone, file, D001="90", D002="80", D003="70", D004="60")
    commission(anyone.on("2027-01-20"), file, number="合同2027-1", dated="2027-01-15")
    march = anyone.on("2027-03-01")
    for name in FINDERS:
        march.do("register_inspector", name=name)
    for title in ("1", "2"):
        march.do("draft_inspection", kind="专项核查", title=title, **CHECKED, ends_on="2027-03-31")
        march.do("appoint_team", inspection=f"2027-{title}", leader=FINDERS[0], members=FINDERS[1])
    march.do("issue_plan", inspection="2027-2", document_number=USED)
    march.do("draft_appraisal", year=2026, due="2027-03-05")
    objects(march, sql, "2027-03-03", 二级考评="漏计一项")
    return founded_line


def refused_whole(line: Mubiao, sql: Sql, *words: str) -> str:
    """Returns the sentence with which a command is refused; the records and the last block stay."""
    before = _state(sql)
    told = line.refused(*words, "--on", ON)
    assert _state(sql) == before
    return told


def _state(sql: Sql) -> object:
    """The last block, and how many records of each kind there are with what digest."""
    with begin() as session:
        return sql.rows(HEIGHT), digests_of(session)


CASES: dict[str, tuple[tuple[str, ...], str]] = {
    "a rating outside the scale": (
        (*RATES, "--rated-by", LEADERS[3], "--ratings", marks("101")),
        "部门D001的评价不在量表内，应为：0至100的数，最多两位小数。",
    ),
    "a rating twice": (
        (*RATES, "--rated-by", LEADERS[3], "--ratings", marks("80", "90")),
        "部门D001评价了两次，请只保留一个。",
    ),
    "a leader twice": (
        (*RATES, "--rated-by", LEADERS[0], "--ratings", marks("80")),
        (
            "“张平”2026年的评价此前已录入（已核对），一名省领导一年评价一次。"
            "录入有误的，先撤回（withdraw_leader_ratings）再录入。"
        ),
    ),
    "a leader who is not entitled": (
        (*RATES, "--rated-by", "钱进", "--ratings", marks("80")),
        "“钱进”在2027-01-18不是登记在管理机构的省领导，不能评价。查看：mubiao contacts --role 省领导。",
    ),
    "quotas above 100 %": (
        (*SETTING, "grade_quotas", "--value", "一等奖60%、二等奖50%、其余三等奖"),
        "“一等奖60%、二等奖50%、其余三等奖”的比例合计110%，不得超过100%。",
    ),
    "weights that do not sum": (
        (*SETTING, "party_item_weights", "--value", "思想建设8、组织建设8、党风廉政建设8、队伍建设8、同步小康驻村8"),
        "机关党建目标五项的权重合计40，应为41。",
    ),
    "weights of groups that do not sum": (
        (*SETTING, "survey_group_weights", "--value", "人大代表50%、社会公众40%"),
        "各群体的权重合计90%，应为100%。",
    ),
    "an objection that is open": (
        (*APPROVES, "黔绩领〔2027〕1号"),
        (
            "不能登记审定：还没有核对完毕的有4个部门：第001厅（异议待答复）；第002厅（待部门核对）；"
            "第003厅（待部门核对）等。"
        ),
    ),
    "a number that was used before, in another spelling": (
        ("act", "issue_plan", "--inspection", "2027-1", "--document-number", "黔目标办[2027]20号"),
        "文号“黔目标办[2027]20号”已用于核查方案（2027-2），请核对。",
    ),
    "a cut-off before 31 January": (
        (*SETTING, "appraisal_cut_off", "--value", "1月30日"),
        "“1月30日”早于1月31日：年终核查结束之前不得截止。",
    ),
    "a letterhead with a macro": (
        ("act", "adopt_letterhead", "--basis", "办法", "--evidence", "宏.docx"),
        "底版“宏.docx”未登记：含有宏（word/vbaProject.bin）。",
    ),
}
SURVEYED: dict[str, tuple[dict[str, object], str]] = {
    "101 dissatisfied of 80": ({"执行能力·不满意人数": 101}, "H2：执行能力·不满意人数“101”多于作答人数80，请核对"),
    "101 % dissatisfied": (
        {"执行能力·不满意人数": "101%"},
        "H2：执行能力·不满意人数“101%”不是人数，应为0或正整数，只填数字，不写单位",
    ),
    "more answered than asked": ({"执行能力·作答人数": 101}, "G2：执行能力·作答人数“101”多于调查人数100，请核对"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_command_is_refused_and_nothing_is_changed(four: Mubiao, sql: Sql, tmp_path: Path, case: str) -> None:
    (tmp_path / "宏.docx").write_bytes(with_part("word/vbaProject.bin", b"x"))
    words, sentence = CASES[case]
    told = refused_whole(four, sql, *words)
    assert told.rstrip("\n").endswith(sentence)
    assert "Traceback" not in told


@pytest.mark.parametrize("case", SURVEYED)
def test_a_sheet_of_a_survey_is_refused_at_its_cell_and_nothing_is_changed(
    four: Mubiao, sql: Sql, tmp_path: Path, case: str
) -> None:
    cells, sentence = SURVEYED[case]
    told = refused_whole(four, sql, "import", "survey-results", str(filled_survey(tmp_path, rows={1: cells})))
    assert told.endswith(f"未导入：共发现1处问题，未作任何改动。\n测评表.xlsx 工作表“公众测评表” {sentence}\n")
