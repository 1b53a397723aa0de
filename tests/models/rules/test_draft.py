"""目标制定: days for an opinion, numbers of documents, what is wrong with a document, and the states on the way."""

from datetime import date

import pytest

from models.intake.shipped import shipped_calendar
from models.rules.body import BodyKind
from models.rules.draft import (
    APPROVED_BY,
    SERIES,
    Consulted,
    Decided,
    Ground,
    Heard,
    OfficeOpinion,
    SourceNumber,
    basis_of_receipt,
    check_opinion_day,
    document_faults,
    read_series,
)
from models.rules.errors import Refused
from models.rules.kinds import Category

THURSDAY = date(2026, 3, 5)
REPORT = "省政府工作报告"
NUMBERED = "黔府发〔2026〕3号"


@pytest.mark.parametrize("due", [date(2026, 3, 12), date(2026, 3, 13), date(2026, 4, 1)])
def test_five_working_days_or_more_are_enough_for_an_opinion(due: date) -> None:
    check_opinion_day(due, THURSDAY, shipped_calendar())


@pytest.mark.parametrize("due", [date(2026, 3, 11), date(2026, 3, 6), THURSDAY, date(2026, 3, 1), date(2025, 1, 1)])
def test_an_earlier_day_is_refused_with_the_earliest_one(due: date) -> None:
    with pytest.raises(Refused) as refusal:
        check_opinion_day(due, THURSDAY, shipped_calendar())
    assert refusal.value.message == f"反馈意见的日期{due}太早，部门须有不少于5个工作日，最早2026-03-12。"


def test_working_days_are_counted_around_a_holiday() -> None:
    before_may = date(2026, 4, 29)
    with pytest.raises(Refused) as refusal:
        check_opinion_day(date(2026, 5, 7), before_may, shipped_calendar())
    earliest = shipped_calendar().nth_after(before_may, 5)
    assert f"最早{earliest}" in refusal.value.message
    check_opinion_day(earliest, before_may, shipped_calendar())


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("黔府发〔2026〕3号", SourceNumber("黔府发", 2026, 3)),
        ("《关于印发年度重点工作的通知》（黔党办发〔2025〕12号）", SourceNumber("黔党办发", 2025, 12)),
        ("2026年3月1日黔府发〔2026〕3号", SourceNumber("黔府发", 2026, 3)),
        ("省委文件 黔党发[2026]12号", SourceNumber("黔党发", 2026, 12)),
        ("见《通知》，黔府办发［2026］ 7 号", SourceNumber("黔府办发", 2026, 7)),
        ("黔委厅字 （2026）18号", SourceNumber("黔委厅字", 2026, 18)),
        ("黔府发【2026】3号和黔党发〔2026〕4号", SourceNumber("黔府发", 2026, 3)),
        (REPORT, None),
        ("黔府发2026年3号", None),
        ("黔府发〔26〕3号", None),
        ("〔2026〕3号", None),
        ("", None),
    ],
)
def test_the_first_number_of_a_document_is_read(words: str, number: SourceNumber | None) -> None:
    assert SourceNumber.of(words) == number


def test_a_target_without_a_document_is_wrong() -> None:
    for dynamic in (False, True):
        assert document_faults("", THURSDAY, THURSDAY, dynamic=dynamic) == ["没有来源文件"]


def test_an_initial_target_needs_neither_number_nor_date() -> None:
    assert document_faults(REPORT, None, THURSDAY, dynamic=False) == []
    assert document_faults(REPORT, THURSDAY, THURSDAY, dynamic=False) == []


def test_no_document_is_newer_than_today() -> None:
    late = date(2026, 3, 6)
    words = ["来源文件日期2026-03-06在今天（2026-03-05）之后"]
    assert document_faults(REPORT, late, THURSDAY, dynamic=False) == words
    assert document_faults(NUMBERED, late, THURSDAY, dynamic=True) == words


def test_a_dynamic_target_has_a_number_of_a_known_series_and_a_date() -> None:
    assert document_faults(REPORT, THURSDAY, THURSDAY, dynamic=True) == [
        "动态目标的来源文件“省政府工作报告”没有文号，如：黔府发〔2027〕3号"
    ]
    assert document_faults("黔林发〔2026〕3号", THURSDAY, THURSDAY, dynamic=True) == [
        "文件系列“黔林发”未登记，可用：黔党发、黔府发、黔党办发、黔府办发、黔委厅字"
    ]
    assert document_faults(NUMBERED, None, THURSDAY, dynamic=True) == ["动态目标没有来源文件日期"]
    assert document_faults(NUMBERED, THURSDAY, THURSDAY, dynamic=True) == []


@pytest.mark.parametrize(("year", "fits"), [(2024, False), (2025, True), (2026, True), (2027, False)])
def test_a_document_is_numbered_in_the_year_of_its_date_or_the_one_before(year: int, *, fits: bool) -> None:
    document = f"黔府发〔{year}〕3号"
    wrong = f"来源文件“{document}”的年份与来源文件日期2026-03-05不符"
    assert document_faults(document, THURSDAY, THURSDAY, dynamic=True) == ([] if fits else [wrong])


def test_the_agency_adds_series_of_its_own() -> None:
    own = "黔厅字〔2026〕3号"
    assert document_faults(own, THURSDAY, THURSDAY, dynamic=True, others=("黔厅字",)) == []
    [wrong] = document_faults("黔林发〔2026〕3号", THURSDAY, THURSDAY, dynamic=True, others=("黔厅字",))
    assert wrong.endswith("黔委厅字、黔厅字")


@pytest.mark.parametrize("series", SERIES)
def test_every_series_of_the_clause_is_known(series: str) -> None:
    assert document_faults(f"{series}〔2026〕1号", THURSDAY, THURSDAY, dynamic=True) == []


@pytest.mark.parametrize("written", ["黔委办字、黔厅字", "黔委办字，黔厅字", "黔委办字；黔厅字", " 黔委办字 黔厅字 "])
def test_series_are_read_from_a_text(written: str) -> None:
    assert read_series(written) == ["黔委办字", "黔厅字"]


@pytest.mark.parametrize("written", ["", None, "、", "黔厅字〔2026〕", "黔厅字3号", "黔厅字（2026）", "黔厅字[2026]"])
def test_a_number_is_no_series(written: str | None) -> None:
    with pytest.raises(ValueError, match=r"应为文件系列的名称，不带年份和号数，几个用、分开，如：黔委办字、黔厅字"):
        read_series(written)


def test_closed_lists_have_the_words_of_the_clauses() -> None:
    assert [each.label for each in OfficeOpinion] == ["同意", "有异议"]
    assert [each.label for each in Consulted] == ["同意", "有异议，已答复", "未反馈", "未沟通"]
    assert [each.label for each in Decided] == ["待审批", "已审批", "已退回"]
    assert len(Ground) == 5  # 5.4 a to e


@pytest.mark.parametrize(
    ("kinds", "basis"),
    [
        (["consultation"], "《总则》2.22"),
        (["receipt", "receipt"], "《总则》2.6、2.7"),
        (["receipt", "consultation"], "《总则》2.22；《总则》2.6、2.7"),
        (["consultation", "monthly_check"], "《总则》2.22；《目标管控》6.1"),
        (["consultation", ""], "《总则》2.22；《目标管控》6.1"),
        (["monthly_check"], "《目标管控》6.1"),
        ([""], "《目标管控》6.1"),
        ([], "《目标管控》6.1"),
    ],
)
def test_a_receipt_cites_the_clauses_of_the_answers_that_it_is_of(kinds: list[str], basis: str) -> None:
    assert basis_of_receipt(kinds) == basis


TODAY = date(2026, 3, 13)
AGREED, OBJECTED = OfficeOpinion.AGREED, OfficeOpinion.OBJECTED


@pytest.mark.parametrize(
    ("heard", "words"),
    [
        (Heard(), ""),
        (Heard(asked=True, opinion=AGREED, running=date(2026, 3, 20)), ""),
        (
            Heard(asked=True, opinion=AGREED, claimed=True, running=TODAY),
            "意见是代录的，部门反馈意见的期限2026-03-13未到",
        ),
        (Heard(asked=True, opinion=AGREED, claimed=True, running=date(2026, 3, 12)), ""),
        (
            Heard(asked=True, opinion=OBJECTED, accepted=False, claimed=True, running=TODAY),
            "意见是代录的，部门反馈意见的期限2026-03-13未到",
        ),
        (Heard(asked=True, opinion=OBJECTED), "部门的异议尚未答复（answer_objection）"),
        (Heard(asked=True, opinion=OBJECTED, accepted=True), "部门的异议已采纳，草案尚未修改"),
        (Heard(asked=True, opinion=OBJECTED, accepted=False), ""),
        (Heard(opinion=OBJECTED), "部门提出过异议，修改后的草案须再次沟通（consult_drafts）"),
        (Heard(opinion=OBJECTED, accepted=True), "部门提出过异议，修改后的草案须再次沟通（consult_drafts）"),
        (Heard(opinion=OBJECTED, accepted=False), ""),
        (Heard(asked=True, running=TODAY), "部门反馈意见的期限2026-03-13未到"),
        (Heard(asked=True, running=date(2026, 3, 14)), "部门反馈意见的期限2026-03-14未到"),
        (Heard(asked=True, running=date(2026, 3, 12)), ""),
        (Heard(asked=True), ""),
        (Heard(running=TODAY), ""),
    ],
)
def test_an_objection_and_a_running_day_stand_in_the_way(heard: Heard, words: str) -> None:
    assert heard.obstacle(TODAY) == words


@pytest.mark.parametrize(
    ("heard", "result"),
    [
        (Heard(), Consulted.SKIPPED),
        (Heard(opinion=AGREED), Consulted.SKIPPED),
        (Heard(asked=True), Consulted.SILENT),
        (Heard(asked=True, opinion=AGREED), Consulted.AGREED),
        (Heard(asked=True, opinion=OBJECTED, accepted=False), Consulted.SETTLED),
    ],
)
def test_the_paper_says_how_a_draft_was_consulted(heard: Heard, result: Consulted) -> None:
    assert heard.result is result


def test_each_road_has_its_body() -> None:
    assert APPROVED_BY == {
        Category.BUILDING: BodyKind.LEADING_GROUP,
        Category.FUNCTIONAL: BodyKind.LEADING_GROUP_OFFICE,
    }
