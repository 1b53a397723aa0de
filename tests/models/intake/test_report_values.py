"""检查填报, 季度自查 and 年终备查: lines and proofs of a report, with the words of each complaint (6.1.1, 7.1)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from models.intake.evidence import EvidenceGiven, Piece, Proof
from models.intake.faults import complain
from models.intake.report import ReportedLine, ReportFiled, ReportGiven, ResultRead

LINE = {"target": "T001", "progress": 30}
REPORT: dict[str, Any] = {"department": "D001", "period": "2026-03", "lines": [LINE]}
LINE_FIELDS = (
    "target（目标编号）、indicator（指标编号）、progress（进度）、status（状态）、quantity（完成数量）、remark（说明）"
)
PROOF_FIELDS = "file（文件）、about（反映的日期）、made_on（形成日期）、target（目标编号）、indicator（指标编号）"
NO_DATE = "不是有效日期，应为2026-06-30这样的写法。"
STATUSES = "不在可选范围内，可填：已完成、进行中、未开展、受阻。"


def complaint(form: type[BaseModel], data: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as error:
        form.model_validate(data)
    return complain(error.value, form)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({"progress": 100.5}, "（目标T001）的进度“100.5”应在0到100之间；超额完成的，须另填完成数量。"),
        ({"progress": 1000.5, "quantity": 9}, "“进度”不能大于1000。"),
        ({"progress": -1}, "“进度”不能小于0。"),
        ({"progress": "85%"}, "“进度”不是数字。"),
        ({"progress": ""}, "“进度”不是数字。"),
        ({"progress": [85]}, "“进度”不是数字。"),
        ({"progress": "NaN"}, "“进度”不是数字。"),
        ({"status": "顺利"}, f"“状态”“顺利”{STATUSES}"),
        ({"status": " 受阻"}, f"“状态”“ 受阻”{STATUSES}"),
        ({"status": 1}, "“状态”不在可选范围内。"),
        ({"remark": None}, "“说明”应为文字。"),
        ({"target": ""}, "“目标编号”不能为空。"),
        ({"note": "x"}, f"“note”没有这个字段，可填：{LINE_FIELDS}。"),
    ],
)
@pytest.mark.parametrize(("form", "period"), [(ReportGiven, "2026-03"), (ReportFiled, "2026Q1"), (ReportFiled, "2026")])
def test_a_wrong_line_is_named_by_its_number(
    form: type[BaseModel], period: str, line: dict[str, Any], words: str
) -> None:
    data = REPORT | {"period": period, "lines": [LINE, LINE | line]}
    assert complaint(form, data) == f"“填报内容”第2项{words}"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"lines": []}, "“填报内容”不能为空。"),
        ({"lines": {}}, "“填报内容”应为列表。"),
        ({"lines": None}, "“填报内容”应为列表。"),
        ({"lines": LINE}, "“填报内容”应为列表。"),
        ({"lines": ["T001 30%"]}, "“填报内容”第1项应为{…}形式的内容。"),
        ({"lines": [{}]}, "“填报内容”第1项“目标编号”必填；“填报内容”第1项“进度”必填。"),
        ({"reason": 3}, "“代录原因”应为文字。"),
    ],
)
def test_a_report_is_a_list_of_lines(more: dict[str, Any], words: str) -> None:
    assert complaint(ReportGiven, REPORT | more) == words


@pytest.mark.parametrize(
    ("proofs", "words"),
    [
        ("照片.jpg", "“印证材料”应为列表。"),
        (["照片.jpg"], "“印证材料”第1项应为{…}形式的内容。"),
        ([{"target": "T001"}], "“印证材料”第1项“文件”必填。"),
        ([{"file": "a.jpg"}, {"file": "b.jpg", "about": "昨天"}], f"“印证材料”第2项“反映的日期”{NO_DATE}"),
        ([{"file": "a.jpg", "made_on": "2026-02-30"}], f"“印证材料”第1项“形成日期”{NO_DATE}"),
        ([{"file": "a.jpg", "target": None}], "“印证材料”第1项“目标编号”应为文字。"),
        ([{"file": "a.jpg", "day": "2026-03-01"}], f"“印证材料”第1项“day”没有这个字段，可填：{PROOF_FIELDS}。"),
    ],
)
def test_a_wrong_proof_of_a_filing_is_named_by_its_number(proofs: object, words: str) -> None:
    assert complaint(ReportFiled, REPORT | {"evidence": proofs}) == words


def test_a_monthly_report_has_no_proofs() -> None:
    expected = (
        "“evidence”没有这个字段，可填：department（部门）、period（期间）、lines（填报内容）、reason（代录原因）。"
    )
    assert complaint(ReportGiven, REPORT | {"evidence": []}) == expected


def test_lines_stay_in_their_order() -> None:
    lines = [LINE | {"target": code, "progress": place} for place, code in enumerate(["T2", "T1", "T3"])]
    given = ReportGiven.model_validate(REPORT | {"lines": lines}).lines
    assert [(line.target, line.progress) for line in given] == [
        ("T2", Decimal(0)),
        ("T1", Decimal(1)),
        ("T3", Decimal(2)),
    ]


@pytest.mark.parametrize("number", ["30", "30.25", " 7 ", "0", "100"])
def test_a_progress_given_as_text_is_the_same_as_a_number(number: str) -> None:
    assert ReportedLine.model_validate(LINE | {"progress": number}) == ReportedLine.model_validate(
        LINE | {"progress": float(number)}
    )


@pytest.mark.parametrize(
    ("form", "data", "words"),
    [
        (
            EvidenceGiven,
            {"department": "D001", "period": "三月", "file": "a.jpg"},
            "“期间”“三月”无法识别，应为2026-03（月）、2026Q1（季）、2026H1（半年）或2026（年）。",
        ),
        (EvidenceGiven, {"department": "D001", "period": "2026-03"}, "“文件”必填。"),
        (
            EvidenceGiven,
            {"department": "D001", "period": "2026-03", "file": "a.jpg", "about": "2026"},
            f"“反映的日期”{NO_DATE}",
        ),
        (ResultRead, {"obligation": "3、4"}, "“事项编号”不是整数。"),
        (ResultRead, {"obligation": 3, "read_on": "今天"}, f"“阅知日期”{NO_DATE}"),
        (ResultRead, {"obligation": 3, "read_by": ["李四"]}, "“阅知人”应为文字。"),
    ],
)
def test_a_wrong_value_outside_the_lines_is_named(form: type[BaseModel], data: dict[str, Any], words: str) -> None:
    assert complaint(form, data) == words


def test_a_piece_has_no_target_and_a_proof_may_have_one() -> None:
    assert complaint(Piece, {"file": "a.jpg", "target": "T001"}).startswith("“target”没有这个字段")
    assert Proof.model_validate({"file": "a.jpg", "target": "T001"}).target == "T001"
