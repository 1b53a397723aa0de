"""`mubiao appraise --with`: totals, places and grades before and after, and nothing changed (1-8)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import CHECKED, FINDERS
from tests.databases import story
from tests.letterheads import with_part
from tests.models.ledger.appraisal.year import objects
from tests.models.ledger.leader_rating.conftest import LEADERS
from tests.models.ledger.score.appraisal import PAPER as APPRAISAL_PAPER
from tests.models.ledger.score.appraisal import RECORDED, appraise, excused
from tests.models.ledger.stories import TABLES
from tests.surveys import commission, filled_survey

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql
    from tests.deployments.conftest import Mubiao


ON = ("--year", "2026", "--on", "2027-03-01")


@pytest.fixture
@story
def four(founded_line: Mubiao, anyone: Acting, tmp_path: Path) -> Acting:
    """Four departments with complete totals."""
    assert founded_line.database
    (tmp_path / "结果.pdf").write_bytes(b"%PDF-1.4")
    return appraise(anyone, str(tmp_path / "结果.pdf"), D001="90", D002="80", D003="70", D004="60")


@pytest.fixture
def wish(tmp_path: Path) -> str:
    """Half of the departments have the first prize."""
    file = tmp_path / "设定.toml"
    file.write_text('grade_quotas = "一等奖50%、其余三等奖"\n', "utf-8")
    return str(file)


def test_who_would_move_is_listed_and_nothing_is_changed(
    founded_line: Mubiao, four: Acting, wish: str, sql: Sql
) -> None:
    assert four.day.year == 2027
    blocks = sql.value("SELECT count(*) FROM block")
    said = founded_line.done("appraise", *ON, "--with", wish).splitlines()
    assert [row.split() for row in said[2:6]] == [
        ["D001", "第001厅", "96.10", "96.10", "1", "1", "一等奖", "一等奖"],
        ["D002", "第002厅", "95.80", "95.80", "2", "2", "二等奖", "一等奖", "变动"],
        ["D003", "第003厅", "95.50", "95.50", "3", "3", "二等奖", "三等奖", "变动"],
        ["D004", "第004厅", "95.20", "95.20", "4", "4", "三等奖", "三等奖"],
    ]
    assert said[6:] == [
        "改后会变动的2个，共4个部门；只是试算，没有作任何改动。",
        "试用的设定：单位等次比例，一等奖50%、其余三等奖。",
    ]
    assert sql.value("SELECT count(*) FROM block") == blocks
    assert "一等奖25%" in founded_line.done("policies")


def test_the_same_as_json(founded_line: Mubiao, four: Acting, wish: str) -> None:
    assert four.day.year == 2027
    found = founded_line.json("appraise", *ON, "--with", wish)
    assert (found["year"], found["settings"]) == (2026, {"grade_quotas": "一等奖50%、其余三等奖"})
    assert [each["moved"] for each in found["departments"]] == [False, True, True, False]
    second = found["departments"][1]
    assert (second["before"]["grade"], second["after"]["grade"], second["after"]["exact"]) == (
        "二等奖",
        "一等奖",
        "479/5",
    )
    assert found["missing"] == {"before": [], "after": []}


def test_what_would_be_missing_is_said(founded_line: Mubiao, four: Acting, tmp_path: Path) -> None:
    assert four.day.year == 2027
    (tmp_path / "缺.toml").write_text('unit_classes = "乙类"\n', "utf-8")
    said = founded_line.done("appraise", *ON, "--with", str(tmp_path / "缺.toml")).splitlines()
    assert said[-1] == "改后还缺：“第001厅”、“第002厅”、“第003厅”等4个部门登记的“甲类”不在设定的单位类别中。"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('grade_quotas = "一等奖90%、二等奖20%、其余三等奖"\n', "比例合计110%，不得超过100%"),
        ('letterhead = "默认"\n', "不是考评的设定"),
        ("grade_quotas\n", "不是有效的TOML"),
    ],
)
def test_a_file_that_cannot_hold_is_refused_in_one_sentence(
    founded_line: Mubiao, tmp_path: Path, content: str, words: str
) -> None:
    (tmp_path / "错.toml").write_text(content, "utf-8")
    told = founded_line.refused("appraise", *ON, "--with", str(tmp_path / "错.toml"))
    assert words in told
    assert told.count("\n") == 1


def test_without_a_file_it_is_wrong_usage(founded_line: Mubiao) -> None:
    assert "--with" in founded_line.refused("appraise", *ON, code=2)


def test_without_departments_there_is_a_sentence(founded_line: Mubiao, wish: str) -> None:
    assert founded_line.done("appraise", *ON, "--with", wish).startswith("该年度没有纳入考评的部门。")


def test_who_has_no_grade_and_no_total_is_shown_so(
    founded_line: Mubiao, four: Acting, wish: str, tmp_path: Path
) -> None:
    why: dict[str, Any] = {"kind": "取消", "reason": "一票否决", "basis": "办法第十三条"}
    paper = APPRAISAL_PAPER | {"evidence": str(tmp_path / "结果.pdf")}
    four.take("departments", {"编码": "D005", "名称": "第005厅", "生效日期": "2026-06-01"})
    for code in ("D001", "D005"):
        four.do("appraise_without_grade", department=code, year=2026, **why, **paper)
    said = [row.split() for row in founded_line.done("appraise", *ON, "--with", wish).splitlines()]
    assert said[2] == ["D001", "第001厅", "96.10", "96.10", "不定等次", "不定等次"]
    assert said[6] == ["D005", "第005厅", "未设定", "未设定", "不定等次", "不定等次"]


def test_a_setting_that_is_tried_as_it_is_moves_no_department(
    founded_line: Mubiao, four: Acting, tmp_path: Path
) -> None:
    assert four.day.year == 2027
    (tmp_path / "同.toml").write_text('grade_quotas = "一等奖25%、二等奖50%、其余三等奖"\n', "utf-8")
    found = founded_line.json("appraise", *ON, "--with", str(tmp_path / "同.toml"))
    assert [each["moved"] for each in found["departments"]] == [False] * 4
    assert [each["before"] == each["after"] for each in found["departments"]] == [True] * 4


def test_what_is_missing_now_and_what_would_be_are_said_apart(
    founded_line: Mubiao, four: Acting, wish: str, tmp_path: Path
) -> None:
    four.do("set_policy", key="grade_quotas", value="未设定", basis="6号", valid_from="2026-02-01")
    said = founded_line.done("appraise", *ON, "--with", wish).splitlines()
    assert said[-1] == "现在还缺：单位等次比例（grade_quotas）未设定。"
    (tmp_path / "缺.toml").write_text('unit_classes = "未设定"\n', "utf-8")
    found = founded_line.json("appraise", *ON, "--with", str(tmp_path / "缺.toml"))
    assert found["missing"] == {
        "before": ["单位等次比例（grade_quotas）未设定"],
        "after": ["单位类别（unit_classes）未设定", "单位等次比例（grade_quotas）未设定"],
    }


def test_two_settings_are_tried_together_and_both_are_said(founded_line: Mubiao, four: Acting, tmp_path: Path) -> None:
    assert four.day.year == 2027
    content = 'unit_classes = "甲类、丙类"\ngrade_quotas = "一等奖100%、其余三等奖"\n'
    (tmp_path / "两项.toml").write_text(content, "utf-8")
    said = founded_line.done("appraise", *ON, "--with", str(tmp_path / "两项.toml")).splitlines()
    assert {row.split()[7] for row in said[2:6]} == {"一等奖"}
    assert sorted(said[7:]) == [
        "试用的设定：单位等次比例，一等奖100%、其余三等奖。",
        "试用的设定：单位类别，甲类、丙类。",
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "中没有设定，每行写一项"),
        ('grade_quotas = "其余三等奖"\n"单位等次比例" = "其余三等奖"\n', "写了两次"),
        ("unknown = 1\n", "“unknown”不是考评的设定，可写："),
    ],
)
def test_a_refused_file_changes_nothing(
    founded_line: Mubiao, four: Acting, tmp_path: Path, sql: Sql, content: str, words: str
) -> None:
    assert four.day.year == 2027
    (tmp_path / "错.toml").write_text(content, "utf-8")
    before = sql.rows(RECORDED)
    told = founded_line.refused("appraise", *ON, "--with", str(tmp_path / "错.toml"))
    assert words in told
    assert sql.rows(RECORDED) == before


def test_a_file_that_there_is_not_is_refused(founded_line: Mubiao, tmp_path: Path) -> None:
    assert "没有.toml" in founded_line.refused("appraise", *ON, "--with", str(tmp_path / "没有.toml"))


FILES = ("test.pdf", "评价表.pdf")
ON_REFUSED = "2027-03-04"
USED = "黔目标办〔2027〕20号"
SETTING = ("act", "set_policy", "--basis", "黔目标办〔2027〕8号", "--valid-from", "2027-01-01", "--key")
RATES = ("act", "enter_leader_ratings", "--year", "2026", "--rated-on", "2027-01-18", "--evidence", "评价表.pdf")
PAPER = ("--evidence", "test.pdf", "--dated", "2027-03-04", "--number")
APPROVES = ("act", "approve_appraisal", "--year", "2026", *PAPER)


def marks(*given: str) -> str:
    """Ratings of D001."""
    return json.dumps([{"department": "D001", "mark": mark} for mark in given])


@pytest.fixture
@story
def objected(founded_line: Mubiao, anyone: Acting, sql: Sql, tmp_path: Path) -> Mubiao:
    """The sheets of four departments are drafted, D001 objects, a survey is handed out; a fourth leader may rate."""
    for name in FILES:
        (tmp_path / name).write_bytes(f"%PDF-1.4 {name}".encode())
    file = str(tmp_path / FILES[0])
    anyone.take("contacts", {"部门编码": "AGENCY", "角色": "省领导", "姓名": LEADERS[3]})
    anyone.do("set_policy", key="appraisal_cut_off", value="2月26日", basis="5号", valid_from="2026-01-01")
    excused(appraise(anyone, file, D001="90", D002="80", D003="70", D004="60"), file)
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


@pytest.fixture
def four_refused(objected: Mubiao, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mubiao:
    """As above, and the command line is in the folder of the files."""
    monkeypatch.chdir(tmp_path)
    return objected


def refused_whole(line: Mubiao, sql: Sql, *words: str) -> str:
    """Returns the sentence with which a command is refused; the records and the last block stay."""
    before = _state(sql)
    told = line.refused(*words, "--on", ON_REFUSED)
    assert _state(sql) == before
    return told


def _state(sql: Sql) -> object:
    """How many rows each table has, and who wrote the newest."""
    return sql.rows(" UNION ALL ".join(sql.column(TABLES)))


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
def test_a_command_is_refused_and_nothing_is_changed(four_refused: Mubiao, sql: Sql, tmp_path: Path, case: str) -> None:
    (tmp_path / "宏.docx").write_bytes(with_part("word/vbaProject.bin", b"x"))
    words, sentence = CASES[case]
    told = refused_whole(four_refused, sql, *words)
    assert told.rstrip("\n").endswith(sentence)
    assert "Traceback" not in told


@pytest.mark.parametrize("case", SURVEYED)
def test_a_sheet_of_a_survey_is_refused_at_its_cell_and_nothing_is_changed(
    four_refused: Mubiao, sql: Sql, tmp_path: Path, case: str
) -> None:
    cells, sentence = SURVEYED[case]
    told = refused_whole(four_refused, sql, "import", "survey-results", str(filled_survey(tmp_path, rows={1: cells})))
    assert told.endswith(f"未导入：共发现1处问题，未作任何改动。\n测评表.xlsx 工作表“公众测评表” {sentence}\n")
