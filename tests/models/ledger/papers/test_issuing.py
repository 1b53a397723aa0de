"""发文字号: taken when a paper is issued, in the year of its day, once for all kinds; void for ever with a reason."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.papers.negative_list import list_paper
from models.ledger.papers.quality_report import quality_paper
from models.ledger.papers.remediation import remediation_paper
from models.ledger.papers.submission import submission_paper
from models.ledger.papers.urging import urging_paper
from models.rules.errors import Refused
from models.rules.paper_number import PaperMarks, Urgency
from tests.databases import story
from tests.models.ledger.draft.lists import agree, bodies, consult, draft, submit

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Together, Violations

CODE = {"key": "letterhead", "value": "机关代字：黔目标办发", "basis": "公文处理办法"}
NOTICE = {"kind": "整改通知", "subject": "T001"}
NUMBER = "黔目标办发〔2026〕1号"


@pytest.fixture
@story
def listed(issued: Acting) -> Acting:
    """T001 is on the list with a limit; a plan has number 黔目标办〔2026〕20号; the agency's code is set."""
    issued.do("set_policy", **CODE)
    issued.lists("T001", "进度滞后", "2026-09-08")
    issued.do("set_limit", target="T001", limit="2026-10-20")
    return issued


def notice() -> Any:
    with begin() as session:
        return remediation_paper(session, "T001", 2026)


def test_the_system_proposes_the_next_number_and_a_person_confirms_it(listed: Acting) -> None:
    assert notice().signature.number == ""
    title = "“关于限期整改“目标T001”的通知”"
    assert listed.refused("issue_paper", **NOTICE) == (
        f"{title}的下一个文号是{NUMBER}。确认的，写 --number 1；发文登记簿上是别的号的，写登记簿的（全文或序号）。"
    )
    done = listed.do("issue_paper", **NOTICE, number="1")
    assert done.words == f"{title}已编号{NUMBER}，成文日期2026-09-15。"
    assert (notice().signature.number, done.counts) == (NUMBER, {"issued": 1})


def test_a_number_of_the_register_leaves_a_gap_that_is_told(listed: Acting) -> None:
    done = listed.do("issue_paper", **NOTICE, number="黔目标办发〔2026〕7号")
    assert done.words.endswith("此前空缺6个号，查看：mubiao papers --gaps。")


def test_a_paper_has_one_number(listed: Acting) -> None:
    listed.do("issue_paper", **NOTICE, number="1")
    for number in ("", "1", NUMBER):
        assert listed.do("issue_paper", **NOTICE, number=number).counts == {"issued": 0}
    words = listed.refused("issue_paper", **NOTICE, number="2")
    assert words.endswith(f"的文号是{NUMBER}。写错的，先作废并写明原因（void_number），再编号。")


def test_a_number_that_another_paper_of_ours_has_is_refused_and_of_others_named(listed: Acting) -> None:
    plan = listed.refused("issue_paper", **NOTICE, number="黔目标办〔2026〕20号")
    assert plan == "文号“黔目标办〔2026〕20号”已用于核查方案（2026-1），请核对。"
    listed.do("issue_paper", **NOTICE, number="1")
    listed.do("draft_inspection", inspection="", kind="专项核查", title="防汛", ends_on="2026-09-30")
    year_end: dict[str, Any] = {"year": 2026, "number": NUMBER, "requirements": "逐项复核"}
    words = listed.do("register_year_end_notice", **year_end).words
    assert words.endswith(f"同一文件（{NUMBER}）另用于整改通知（2026/T001/1/1，2026-09-15），请核对。")


def test_two_papers_at_once_do_not_get_the_same_number(listed: Acting, together: Together, sql: Sql) -> None:
    listed.lists("T002", "进度滞后", "2026-09-08")
    listed.do("set_limit", target="T002", limit="2026-10-20")
    done = together(
        lambda session: listed.within(session, "issue_paper", **NOTICE, number="3"),
        lambda session: listed.within(session, "issue_paper", kind="整改通知", subject="T002", number="3"),
    )
    assert sorted(isinstance(each, Refused) for each in done) == [False, True]
    assert sql.value("SELECT count(*) FROM issued_paper") == 1


def test_a_void_number_is_never_given_again_and_its_paper_is_a_draft(listed: Acting, violations: Violations) -> None:
    listed.do("issue_paper", **NOTICE, number="1")
    done = listed.do("void_number", number=NUMBER, reason="印错一页")
    assert done.words == f"文号{NUMBER}已作废，不再使用：印错一页。"
    assert listed.do("void_number", number=NUMBER, reason="再次").counts == {"voided": 0}
    assert notice().signature.number == ""
    words = listed.refused("issue_paper", **NOTICE, number="1")
    assert words == f"文号“{NUMBER}”已用于整改通知（2026/T001/1/1），已作废，不再使用，请核对。"
    assert "下一个文号是黔目标办发〔2026〕2号" in listed.refused("issue_paper", **NOTICE)
    listed.do("issue_paper", **NOTICE, number="2")
    assert violations() == []


@pytest.mark.parametrize("number", ["黔目标办〔2026〕20号", "21", "不是文号"])
def test_only_a_number_of_this_register_is_voided(listed: Acting, number: str) -> None:
    words = listed.refused("void_number", number=number, reason="错")
    assert words.startswith(f"没有用于公文编号（issue_paper）的文号“{number}”。")


def test_a_notice_with_another_limit_is_another_paper(listed: Acting) -> None:
    listed.do("issue_paper", **NOTICE, number="1")
    later = listed.on("2026-09-20")
    later.do(
        "extend_limit", target="T001", limit="2026-11-20", reason="雨季", number="黔目标〔2026〕8号", dated="2026-09-20"
    )
    assert notice().signature.number == ""
    later.do("issue_paper", **NOTICE, number="2")
    assert notice().signature.number == "黔目标办发〔2026〕2号"


def test_a_letter_keeps_the_day_of_its_number(march: Acting) -> None:
    for day in ("2026-04-01", "2026-04-03"):
        march.on(day).system.do("propose_urgings")
    friday = march.on("2026-04-03")
    friday.do("issue_paper", kind="催办函", subject="1", number="黔目标函〔2026〕1号")
    with begin() as session:
        letter = urging_paper(session, 1, date(2026, 4, 8))
    assert (letter.signature.day.isoformat(), letter.signature.number) == ("2026-04-03", "黔目标函〔2026〕1号")
    assert friday.refused("issue_paper", kind="催办函", subject="一号").startswith("催办函的对象“一号”应为")


def test_a_list_of_all_and_one_of_a_department_and_a_report_are_papers_of_their_own(listed: Acting) -> None:
    october = listed.on("2026-10-09")
    october.do("freeze_negative_list", period="2026Q3")
    october.do("compile_quality_report", period="2026Q3", problems="进度不均衡", plans="按月调度")
    for number, (kind, subject) in enumerate(
        (("负面清单", "2026Q3"), ("负面清单", "2026Q3/D001"), ("质量分析报告", "2026Q3")), 1
    ):
        october.do("issue_paper", kind=kind, subject=subject, number=str(number))
    with begin() as session:
        papers = (
            list_paper(session, "2026Q3"),
            list_paper(session, "2026Q3", "D001"),
            quality_paper(session, "2026Q3"),
        )
    assert [paper.signature.number for paper in papers] == [f"黔目标办发〔2026〕{number}号" for number in (1, 2, 3)]
    assert [paper.key for paper in papers] == ["2026Q3", "2026Q3/第001厅", "2026Q3"]


def test_a_paper_upward_names_who_signed_it(march: Acting) -> None:
    march = march.on("2026-03-05")
    bodies(march)
    draft(march, "N1")
    [number] = consult(march)
    agree(march, number, "N1")
    submit(march)
    given = {"kind": "目标报审", "subject": "2026-1", "number": "黔目标报〔2026〕1号"}
    assert march.refused("issue_paper", **given) == "目标报审是上行文，须写明签发人（--signer）。"
    march.do("issue_paper", **given, signer="王文")
    with begin() as session:
        found = submission_paper(session, "2026-1").signature
    assert (found.number, found.signer) == ("黔目标报〔2026〕1号", "王文")


def test_a_paper_downward_names_no_signer(listed: Acting) -> None:
    assert listed.refused("issue_paper", **NOTICE, number="1", signer="王文") == "整改通知是下行文，不写签发人。"


def test_without_a_code_no_number_is_proposed(march: Acting) -> None:
    for day in ("2026-04-01", "2026-04-03"):
        march.on(day).system.do("propose_urgings")
    words = march.on("2026-04-03").refused("issue_paper", kind="催办函", subject="1")
    assert words.endswith("没有写文号（--number）。设定机关代字（set_policy --key letterhead）后，系统给出下一个文号。")


SECRET = {"copy_number": "000001", "secrecy": "秘密★1年", "urgency": "特急"}


def test_the_marks_that_the_agency_stated_are_on_the_paper_and_on_its_record(
    listed: Acting, sql: Sql, violations: Violations
) -> None:
    done = listed.do("issue_paper", **NOTICE, number="1", **SECRET)
    assert done.words.endswith("标注份号000001、密级和保密期限秘密★1年、紧急程度特急。")
    assert notice().signature.marks == PaperMarks("000001", "秘密★1年", Urgency.EXTREME)
    assert sql.rows("SELECT copy_number, secrecy, urgency FROM issued_paper") == [("000001", "秘密★1年", "extreme")]
    assert violations() == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE issued_paper SET copy_number = '000002'",
        "UPDATE issued_paper SET secrecy = '秘密★2年'",
        "UPDATE issued_paper SET urgency = 'none'",
    ],
)
def test_marks_that_were_changed_in_the_database_are_found(
    listed: Acting, sql: Sql, violations: Violations, change: str
) -> None:
    listed.do("issue_paper", **NOTICE, number="1", **SECRET)
    sql(change)
    assert violations() != []


def test_a_paper_without_marks_has_none(listed: Acting) -> None:
    listed.do("issue_paper", **NOTICE, number="1")
    assert notice().signature.marks == PaperMarks()


def test_a_secret_paper_without_copy_number_is_refused_and_takes_no_number(listed: Acting, sql: Sql) -> None:
    words = listed.refused("issue_paper", **NOTICE, number="1", secrecy="机密★2年")
    assert words == "标注“机密★2年”的公文须写明份号（--copy-number），6位阿拉伯数字，如：000001。"
    assert sql.value("SELECT count(*) FROM issued_paper") == 0


def test_the_marks_of_a_numbered_paper_do_not_change(listed: Acting) -> None:
    listed.do("issue_paper", **NOTICE, number="1")
    words = listed.refused("issue_paper", **NOTICE, number="1", urgency="加急")
    again = "与所写的不同。写错的，先作废并写明原因（void_number），再编号。"
    title = "“关于限期整改“目标T001”的通知”"
    assert words == f"{title}编号{NUMBER}时没有标注份号、密级和保密期限、紧急程度，{again}"
    listed.do("void_number", number=NUMBER, reason="漏标紧急程度")
    listed.do("issue_paper", **NOTICE, number="2", urgency="加急")
    assert listed.do("issue_paper", **NOTICE, number="2", urgency="加急").counts == {"issued": 0}
    assert listed.do("issue_paper", **NOTICE).counts == {"issued": 0}
    words = listed.refused("issue_paper", **NOTICE, urgency="特急")
    assert words == f"{title}编号黔目标办发〔2026〕2号时标注的是紧急程度加急，{again}"
