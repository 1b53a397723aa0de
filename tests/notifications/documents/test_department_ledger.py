"""台账 as a workbook: every sheet read again, cell by cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from openpyxl import load_workbook

from models.intake.shipped import shipped_calendar
from models.ledger.papers.department_ledger import DepartmentLedger
from models.ledger.papers.ledger_targets import DutyKept
from models.ledger.papers.signature import Signature
from models.rules.chinese_dates import in_full
from models.rules.cycles import MONTHLY_CHECK
from models.rules.deadlines import compute_deadline
from notifications.documents.department_ledger import _consents, sheets_of, workbook
from notifications.documents.printed_page import WIDEST

DAY = date(2026, 9, 18)
TARGET = SimpleNamespace(
    code="GZ-01", name="=农村公路", position=0, category="functional", origin="own", key_project=True,
    handling=None, item=None, management="initial",
    requirement="建成1000公里", quantity=Decimal(1000), unit="公里", deadline=date(2026, 12, 31), issued_on=DAY,
    version=2, progress=Decimal("86.5"), status="in_progress", received_on=DAY,
)  # fmt: skip
SPARE = SimpleNamespace(**vars(TARGET) | {
    "position": None, "category": "building", "handling": "daily", "item": "team",
    "origin": None, "management": None, "key_project": False, "quantity": None, "progress": None,
    "status": None, "received_on": None,
})  # fmt: skip
DUTY = SimpleNamespace(
    id=7, kind="monthly_check", period="2026-03", clause="3-6.1.1", opened_on=DAY, due=DAY, counted_on=DAY,
    proof={"basis": "《目标管控》6.1.1", "words": "每月检查", "n": 0}, state="discharged", provisional=False,
    opened_late=False, agency_owes=False, taken_over_from=None, handed_on_to=None, entered_late=False,
    late=None, first_late=None, first_entered_late=False, first_on=None,
)  # fmt: skip
ODD = SimpleNamespace(**vars(DUTY) | {
    "kind": "remediation", "period": "", "provisional": True, "opened_late": True, "agency_owes": True,
    "taken_over_from": "省农办", "handed_on_to": "省农业厅", "state": "open", "counted_on": None,
})  # fmt: skip
ANSWER = SimpleNamespace(
    id=7, kind="monthly_check", period="2026-03", code="GZ-01", name="农村公路", target_version=2, version=1,
    received_on=DAY, reported_by="李天", progress=Decimal(50), status="blocked", remark="资金未到", note="补录",
    files="验收单.pdf 2026-09-18 ab12",
)  # fmt: skip
NONE = dict.fromkeys(("version", "received_on", "reported_by", "progress", "status", "remark", "note", "files"))
UNANSWERED = SimpleNamespace(**vars(ANSWER) | NONE)
WHOLE = SimpleNamespace(**vars(UNANSWERED) | {"code": None, "name": None, "target_version": None, "files": "总结.pdf"})
FINDING = SimpleNamespace(
    inspection="2026-1", kind="quarterly", title="第三季度核查", code="GZ-01", name="农村公路", target_version=2,
    serial=1, declared_complete=True, declared_reason="", found="完成86公里", conclusion="fails", way="on_site",
    found_on=DAY,
    signed_on=DAY, signed_by="王文", state="signed", content_hash="c0ffee", overturned=True, self_vouched=None,
    scope=None, outside=True,
)  # fmt: skip
COVERT = SimpleNamespace(**vars(FINDING) | {
    "way": "covert", "signed_by": "", "state": "superseded", "overturned": False, "outside": False,
    "declared_complete": False,
})  # fmt: skip
ENTRY = SimpleNamespace(
    code="GZ-01", name="农村公路", occurrence=2, finding="完成86公里", found_on=DAY, listed_on=DAY,
    receipts="2026-09-18 第001厅目标办", state="remedying", ended_by=None,
    way="on_site", inspection="2026-1", round=1, limit=DAY, measures="已补建", completed_on=DAY, fed_back_on=DAY,
    feedback="已完成", feedback_late=True, feedback_entered_late=False,
    rechecked_on=DAY, recheck="仍缺", round_state="rejected",
    points=Decimal(-2), rechecked_by=["王文", "李天"], recheck_signed_by="王文", basis=None,
    source={"paper": "复签1号", "paper_date": "2026-09-21"}, waiver=None,
)  # fmt: skip
BARE = SimpleNamespace(**vars(ENTRY) | {
    "way": None, "inspection": "", "feedback_late": None, "round_state": None, "round": None, "points": None,
    "rechecked_by": None, "recheck_signed_by": None, "source": None, "receipts": None,
})  # fmt: skip
APPEAL = SimpleNamespace(
    code="GZ-01", name="农村公路", occurrence=1, subject_kind="entry", subject_key="", number=1, ground="另有34公里",
    lodged_on=DAY, accepted_on=DAY, inspection="2026-2", ended_on=DAY, ruling="withdrawn", reason="已完工",
    state="ruled", files=None, entered_late=False,
)  # fmt: skip
LODGED = SimpleNamespace(**vars(APPEAL) | {
    "accepted_on": None, "inspection": "", "ended_on": None, "ruling": None, "reason": "", "state": "lodged",
})  # fmt: skip
JUDGED = SimpleNamespace(**vars(LODGED) | {
    "code": None, "name": None, "occurrence": None, "subject_kind": "evaluation", "subject_key": "2026-1/D001",
    "entered_late": True,
})  # fmt: skip
ADJUSTMENT = SimpleNamespace(
    code="GZ-01", name="农村公路", number=1, ground="major_policy", reason="调减任务", indicator="",
    changes={"quantity": "860", "deadline": None}, requested_on=DAY, head_on=DAY, head_by="王建国", head_number="8号",
    head_page=None, leader_on=None, leader_by="", leader_number="", leader_page=None,
    filed_on=None, returned_on=DAY, returned_why="缺签批件",
    state="returned", files="通知.pdf",
)  # fmt: skip
ASKED = SimpleNamespace(**vars(ADJUSTMENT) | {
    "head_on": None, "leader_on": DAY, "leader_by": "赵立", "leader_page": "ab12", "returned_on": None,
    "state": "requested",
})  # fmt: skip
LEDGER = DepartmentLedger(
    jurisdiction="贵州省", department="省交通运输厅", code="D001", year=2026, signature=Signature("省目标办", DAY),
    height=41, hash="f00d", targets=[TARGET, SPARE],
    duties=[DutyKept(DUTY, "2026年3月月度检查", 3), DutyKept(ODD, "整改“农村公路”", None)],
    answers=[ANSWER, UNANSWERED, WHOLE], findings=[FINDING, COVERT], entries=[ENTRY, BARE],
    appeals=[APPEAL, LODGED, JUDGED], adjustments=[ADJUSTMENT, ASKED], paces={"GZ-01": "黄"},
)  # fmt: skip
AT = datetime(2026, 9, 18)  # noqa: DTZ001 - as openpyxl reads a day
END = datetime(2026, 12, 31)  # noqa: DTZ001 - as openpyxl reads a day


def cells(name: str) -> list[list[Any]]:
    """The rows of a sheet below its head."""
    return [list(row) for row in load_workbook(BytesIO(workbook(LEDGER)))[name].iter_rows(min_row=2, values_only=True)]


def test_the_cover_names_department_day_and_block() -> None:
    sheet = load_workbook(BytesIO(workbook(LEDGER)))["说明"]
    rows: list[list[Any]] = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows[0] == ["省交通运输厅2026年目标绩效管理台账", None]
    assert rows[1:7] == [
        ["管辖", "贵州省"], ["部门", "省交通运输厅（D001）"], ["年度", 2026], ["导出日期", AT], ["台账末块", 41],
        ["末块校验码", "f00d"],
    ]  # fmt: skip
    assert [row[1] for row in rows[7:13]] == [2, 2, 3, 2, 2, 5]
    assert rows[-1][1].startswith("核对：mubiao verify --head 41:f00d")


OF_FUNCTION = ("职能绩效目标", None, None, "本级目标", "初始目标", "是")


def test_targets() -> None:
    asked = ["建成1000公里", 1000, "公里", END, AT, 2]
    first, second = cells("目标")
    assert first == ["GZ-01", "=农村公路", "牵头", *OF_FUNCTION, *asked, 86.5, "进行中", "黄", AT]
    assert second[2:9] == ["已划转", "机关建设目标", "日常管理目标", "队伍建设", None, None, "否"]
    assert second[10:] == [None, "公里", END, AT, 2, None, None, "黄", None]


@pytest.mark.parametrize(("position", "part"), [(0, "牵头"), (1, "配合"), (4, "配合"), (None, "已划转")])
def test_the_part_a_department_has_in_a_target(position: int | None, part: str) -> None:
    row = SimpleNamespace(**vars(TARGET) | {"position": position})
    assert sheets_of(replace(LEDGER, targets=[row]))[0][2][0][2] == part


def test_duties_with_why_they_are_due_then() -> None:
    first, second = cells("周期事项")
    what = [7, "月度检查", "2026年3月", "2026年3月月度检查", "3-6.1.1"]
    assert first == [*what, AT, AT, "《目标管控》6.1.1，每月检查。", AT, 3, "已办结（逾期）", None]
    assert second[1:4] == ["整改", None, "整改“农村公路”"]
    notes = "期限暂定，放假安排尚未公布；晚于应开启日开启；由管理机构办理；承接省农办；由省农业厅承接"
    assert second[8:] == [None, None, "待办", notes]


def test_a_returned_report_is_shown_with_its_first_verdict() -> None:
    row = SimpleNamespace(**vars(DUTY) | {"late": False, "first_late": True, "first_on": "2026-04-01"})
    shown = sheets_of(replace(LEDGER, duties=[DutyKept(row, "2026年3月月度检查", None)]))[1][2][0]
    assert shown[9:] == [None, "已办结（首次逾期，重报按时）", "首次2026年4月1日收到，逾期，后经退回"]


@pytest.mark.parametrize(
    ("found", "state"),
    [
        ({"late": False, "entered_late": True}, "已办结（补录）"),
        ({"late": True, "entered_late": True}, "已办结（逾期、补录）"),
    ],
)
def test_an_entry_long_after_its_receipt_is_shown_with_the_state(found: dict[str, bool], state: str) -> None:
    row = SimpleNamespace(**vars(DUTY) | found)
    assert sheets_of(replace(LEDGER, duties=[DutyKept(row, "", None)]))[1][2][0][10] == state


def test_the_proof_of_a_real_deadline_is_listed() -> None:
    proof = compute_deadline(MONTHLY_CHECK.duties[0].due, date(2026, 3, 31), shipped_calendar()).proof
    stored = DutyKept(SimpleNamespace(**vars(DUTY) | {"proof": proof}), "", None)
    assert sheets_of(replace(LEDGER, duties=[stored]))[1][2][0][7].startswith(
        "《目标管控》6.1.1，每月检查，当月最后一日前"
    )


def test_answers_with_their_files_and_what_was_not_answered() -> None:
    first, second, third = cells("填报")
    of = [7, "月度检查", "2026年3月"]
    listed = [1, AT, "李天", 50, "受阻", "资金未到", "补录", "验收单.pdf 2026-09-18 ab12"]
    assert first == [*of, "GZ-01", "农村公路", 2, *listed]
    assert second == [*of, "GZ-01", "农村公路", 2, None, None, None, None, "未填报", None, None, None]
    assert third == [*of, None, "（整个事项）", *[None] * 8, "总结.pdf"]


def test_results_of_inspections_with_their_force() -> None:
    first, second = cells("核查结果")
    what = ["2026-1", "季度核查", "第三季度核查", "未抽样", "GZ-01", "农村公路", 2, 1]
    found = ["是", "完成86公里", "未按质按量完成", "现场", AT, AT, "王文"]
    assert first == [*what, *found, "已签字生效，经申诉撤销，样本外", "c0ffee"]
    assert (second[8], second[11:]) == ("否", ["暗访", AT, AT, "（暗访，不列）", "已被更正", "c0ffee"])


BY_TWO = "王文、李天复查，王文签字，签字文件复签1号（2026年9月21日）"


def test_entries_with_their_rounds() -> None:
    first, second = cells("负面清单")
    found = f"完成86公里（{DAY}核查）"
    what = ["GZ-01", "农村公路", 2, "核查2026-1", found, AT, "2026-09-18 第001厅目标办", "整改中"]
    told = [f"已补建（{DAY}申报完成）", f"已完成（{DAY}逾期反馈）", f"仍缺（{BY_TWO}）（{DAY}复查）"]
    assert first == [*what, -2, 1, AT, *told, "复查未通过"]
    assert (second[3], second[8], second[9], second[14]) == ("管理机构认定", "未设定", None, None)
    assert (second[6], second[12]) == (None, f"已完成（{DAY}反馈）")


def test_a_waived_round_says_so_in_the_cell_of_its_completion() -> None:
    waived = SimpleNamespace(**vars(ENTRY) | {"waiver": {"reason": "项目已取消"}})
    cell = sheets_of(replace(LEDGER, entries=[waived]))[4][2][0][11]
    assert cell == f"已补建（{DAY}申报完成）；整改已豁免（不计逾期）"


def test_what_has_not_happened_has_no_day() -> None:
    row = {"measures": None, "completed_on": None, "feedback": None, "fed_back_on": None, "recheck": "", "finding": ""}
    bare = SimpleNamespace(**vars(BARE) | row | {"rechecked_on": None})
    found = sheets_of(replace(LEDGER, entries=[bare]))[4][2][0]
    assert found[11:14] == ["", "", ""]
    assert found[4] == f"{DAY}核查"
    late = SimpleNamespace(**vars(bare) | {"feedback_late": True})
    assert sheets_of(replace(LEDGER, entries=[late]))[4][2][0][12] == "逾期"


def test_every_sheet_is_printed_with_nine_points() -> None:
    for _, columns, _ in sheets_of(LEDGER):
        assert sum(columns.values()) <= WIDEST


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ({"way": "online", "feedback_late": False}, ("在线", f"已完成（{DAY}按时反馈）")),
        ({"way": None, "feedback_late": True}, ("管理机构认定", f"已完成（{DAY}逾期反馈）")),
        (
            {"way": None, "feedback_late": False, "feedback_entered_late": True},
            ("管理机构认定", f"已完成（{DAY}按时、补录反馈）"),
        ),
    ],
)
def test_where_an_entry_comes_from_and_whether_feedback_was_in_time(row: dict[str, Any], text: tuple[str, str]) -> None:
    found = sheets_of(replace(LEDGER, entries=[SimpleNamespace(**vars(BARE) | row)]))[4][2][0]
    assert (found[3], found[12]) == text


def test_appeals_and_adjustments() -> None:
    appeal, lodged, judged, adjustment, asked = cells("申诉与调整")
    of = ["GZ-01", "农村公路"]
    took = [None, f"{in_full(DAY)}受理；由核查2026-2复核", AT, "撤销：已完工", "已裁定", None]
    assert judged[:4] == ["申诉", None, None, "总体评价2026-1/D001，第1次申诉（补录）"]
    assert appeal == ["申诉", *of, "第1次列入，第1次申诉", "另有34公里", AT, *took]
    assert lodged[6:] == [None, None, None, None, "已提出", None]
    assert adjustment == [
        "调整", *of, "第1次调整", "重大政策：调减任务", AT, "调整为：数量860，完成时限无",
        f"主要领导王建国{in_full(DAY)}同意（8号）", None, f"{in_full(DAY)}退回：缺签批件", "已退回补正", "通知.pdf",
    ]  # fmt: skip
    assert asked[7:11] == [f"分管省领导赵立{in_full(DAY)}同意（签字页ab12）", None, None, "已申请"]


@pytest.mark.parametrize(("page", "basis"), [("ab12", "签字页ab12"), (None, "没有写明文号")])
def test_a_consent_without_a_number_names_its_page(page: str | None, basis: str) -> None:
    row = SimpleNamespace(**vars(ADJUSTMENT) | {"head_number": "", "head_page": page})
    assert _consents(row) == [f"主要领导王建国{in_full(DAY)}同意（{basis}）"]


def test_an_adjustment_names_the_leaf_that_it_changes() -> None:
    row = SimpleNamespace(
        **vars(ADJUSTMENT) | {"indicator": "1-1", "changes": {"requirement": "通车", "quantity": "8"}}
    )
    found = [
        each[6] for _, _, rows in sheets_of(replace(LEDGER, adjustments=[row])) for each in rows if each[0] == "调整"
    ]
    assert found == ["调整为：指标1-1 标准通车，数量8"]


def test_no_row_is_wider_than_its_head() -> None:
    for name, columns, rows in sheets_of(LEDGER):
        assert {len(row) for row in rows} == {len(columns)}, name


def test_equal_ledgers_are_equal_files() -> None:
    assert workbook(LEDGER) == workbook(replace(LEDGER)) != workbook(replace(LEDGER, height=42))
