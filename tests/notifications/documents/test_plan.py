"""《核查方案》: six parts, the team, the commitment of the sample; every field of the record is in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.ledger.papers.plan import Member, PlanPaper, TeamChange
from models.ledger.papers.signature import Signature
from models.rules.inspection import PAIRS, InspectionKind, Method, Scope
from models.rules.public_numbers import NumberKind
from models.rules.rotation import Seat
from notifications.documents.plan import document

if TYPE_CHECKING:
    from tests.notifications.documents.conftest import Reading

RULE = "每层抽10%（不足1项的进为1项），至少1项"
FORM = "（双色球；写法：红球六个、由小到大、各写两位、用逗号隔开，加号后写蓝球，如05,12,19,22,28,33+07）"
RELATED = {
    "subject": "2026-2",
    "inspection": "cancelled",
    "purpose": "targets",
    "attempt": 1,
    "state": "drawn",
    "committed_on": "2026-09-08",
    "drawn_on": "2026-09-09",
    "hash": "12" * 32,
}
SAMPLE: dict[str, Any] = {
    "purpose": "targets",
    "attempt": 1,
    "reason": "",
    "committed_on": "2026-09-09",
    "rule_words": RULE,
    "titles": {"SJTT": "省交通运输厅"},
    "population": [["SJTT", 2, [str(number) for number in range(12)]], ["重点项目", 3, ["甲", "乙", "丙"]]],
    "population_hash": "ab" * 32,
    "secret_hash": "cd" * 32,
    "commitment_hash": "ef" * 32,
    "number_kind": NumberKind.DOUBLE_COLOUR.value,
    "number_name": "9月15日双色球开奖号码",
    "known_on": "2026-09-15",
    "marks": [],
}
PLAN = PlanPaper(
    key="2026-1",
    document_number="黔目标办〔2026〕20号",
    name="第三季度核查",
    kind=InspectionKind.QUARTERLY,
    period="2026年第三季度",
    departments=("省交通运输厅", "省水利厅"),
    purpose="核实目标完成的真实性。",
    content="核实数量。\n核实质量。",
    scopes=(Scope.INVESTMENT, Scope.LIVELIHOOD),
    forms=(PAIRS["b"], PAIRS["c"]),
    methods=(Method.PAPERS, Method.VIEWING),
    standard="以绩效要求为准。",
    begins_on=date(2026, 9, 14),
    ends_on=date(2026, 9, 30),
    requirements="逐项核实。",
    major=True,
    whole_picture=True,
    members=(Member(1, "王文", True, "处长", ""), Member(1, "郑玲", False, "评估师", "信达公司")),  # noqa: FBT003
    changes=(
        TeamChange(date(2026, 9, 16), 1, "韩丽", joined=True),
        TeamChange(date(2026, 9, 16), 1, "郑玲", joined=False),
    ),
    samples=(SAMPLE,),
    related=(),
    called_off=None,
    signature=Signature("省目标办", date(2026, 9, 10)),
)


def otherwise(**values: Any) -> bytes:
    return document(replace(PLAN, **values))


def lines(read: Reading, **values: Any) -> list[str]:
    return read(otherwise(**values)).lines


def test_3_3_a_plan_names_who_is_not_visited(read: Reading) -> None:
    left = "省教育厅（当年未抽中），依据黔目标〔2026〕40号（2026-12-10）"
    assert f"不到现场核查的部门：{left}。" in lines(read, unvisited=left)


def test_an_issued_plan_word_for_word(read: Reading) -> None:
    assert read(document(PLAN)).head == ["省目标办", "黔目标办〔2026〕20号"]
    assert lines(read) == [
        "第三季度核查方案",
        "省交通运输厅、省水利厅：",
        "根据《目标管控》6.2.1，现就季度核查（2026年第三季度）制定方案如下，核查编号2026-1。",
        "一、核查目的",
        "核实目标完成的真实性。",
        "二、核查内容",
        "核实数量。",
        "核实质量。",
        "核查范围：政府投资的重大项目、重点民生项目。",
        "受核查部门：省交通运输厅、省水利厅。",
        "三、核查方法",
        "方式：在线核查和实地核查相结合，全面核查和重点核查相结合。",
        "方法：查阅资料、实地查看。",
        "四、核查标准",
        "以绩效要求为准。",
        "五、核查时限",
        "2026年9月14日至2026年9月30日。",
        "六、核查要求",
        "逐项核实。",
        "七、核查组",
        "本次核查涉及省委、省政府重大决策、重要工作部署及重要事项落实，由本机构牵头，组织协调进行（《目标管控》4.3）。",
        "本次核查属影响全局的重大事项，集中力量进行（《目标管控》6.2.2）。",
        "八、抽样承诺（抽查目标）",
        f"2026年9月9日承诺。抽取办法：{RULE}。公开数：9月15日双色球开奖号码{FORM}，2026年9月15日公布，此后抽取。",
        "承诺校验码：",
        "ef" * 32,
        "总体校验码：",
        "ab" * 32,
        "密数校验码：",
        "cd" * 32,
        "省目标办",
        "2026年9月10日",
        "（2026年9月16日，韩丽加入第1组）",
        "（2026年9月16日，郑玲退出第1组）",
    ]


def test_commitments_for_other_inspections_of_the_kind_are_named(read: Reading) -> None:
    words = f"核查2026-2（已取消）抽查目标，2026年9月8日承诺，2026年9月9日抽取，校验码{'12' * 32}"
    text = lines(read, samples=(), related=(RELATED,))
    assert text[text.index("八、同类别、同期间的其他抽样") + 1] == f"{words}。"


def test_a_member_who_was_not_drawn_is_marked(read: Reading) -> None:
    members = (Member(1, "王文", True, "处长", "", Seat.DRAWN), Member(1, "郑玲", False, "", "", Seat.CHOSEN))  # noqa: FBT003
    changes = (TeamChange(date(2026, 9, 16), 1, "韩丽", joined=True, seat=Seat.SUBSTITUTE),)
    found = read(otherwise(members=members, changes=changes))
    assert [row[2] for row in found.tables[0]] == ["职责", "组长", "组员（不是抽取产生）"]
    assert "（2026年9月16日，韩丽加入第1组（按抽取次序递补））" in found.lines


def test_the_team_and_the_strata_are_tables(read: Reading) -> None:
    assert read(document(PLAN)).tables[:2] == [
        [
            ["组别", "姓名", "职责", "所在单位", "职务"],
            ["第1组", "王文", "组长", "省目标办", "处长"],
            ["第1组", "郑玲", "组员", "信达公司", "评估师"],
        ],
        [["层", "总体", "应抽"], ["SJTT 省交通运输厅", "12", "2"], ["重点项目", "3", "3"], ["合计", "15", "5"]],
    ]


def test_a_draft_without_team_sample_and_particulars(read: Reading) -> None:
    nothing: dict[str, Any] = dict.fromkeys(("members", "samples", "changes", "departments", "scopes", "forms"), ())
    bare = {"period": "", "begins_on": None, "major": False, "whole_picture": False, "document_number": ""}
    text = lines(read, **nothing, **bare)
    assert text[:3] == [
        "第三季度核查方案（送审稿）",
        "各纳入管理部门：",
        "根据《目标管控》6.2.1，现就季度核查制定方案如下，核查编号2026-1。",
    ]
    assert {"受核查部门：全部纳入管理部门。", "方案下达之日至2026年9月30日。", "核查组待组成。"} <= set(text)
    assert [line for line in text if line.startswith(("核查范围", "方式", "八、", "（"))] == []


@pytest.mark.parametrize("count", [1, 10, 11, 40])
def test_many_departments_are_named_in_the_plan_and_not_over_its_text(count: int, read: Reading) -> None:
    names = tuple(f"省第{number}厅" for number in range(1, count + 1))
    text = lines(read, departments=names)
    assert text[1] == ("各受核查部门：" if count > 10 else f"{'、'.join(names)}：")
    assert f"受核查部门：{'、'.join(names)}。" in text


def test_a_partly_covert_plan_is_addressed_to_the_inspectors(read: Reading) -> None:
    assert lines(read, forms=(PAIRS["f"],))[1] == "核查组："


def test_an_inspection_called_off_says_so_below(read: Reading) -> None:
    assert (
        lines(read, called_off=(date(2026, 9, 20), "并入年度核查"))[-1]
        == "（2026年9月20日，本次核查取消：并入年度核查）"
    )


def test_a_sample_carries_its_warnings_and_reason(read: Reading) -> None:
    again = {"attempt": 2, "reason": "名册有误", "purpose": "team", "population": [["名册", 2, ["甲"] * 9]]}
    more = {"marks": ["第2次承诺", "仅凭抽取方保证"], "number_name": "", "number_kind": "", "known_on": None}
    found = read(otherwise(samples=(SAMPLE | again | more,)))
    assert {
        "八、抽样承诺（抽取核查组成员）（第2次承诺）",
        "再次承诺的原因：名册有误",
        "注意：第2次承诺；仅凭抽取方保证。",
    } <= set(found.lines)
    assert [line for line in found.lines if line.endswith("至少1项。没有约定公开数。")]
    assert found.tables[1] == [["层", "总体", "应抽"], ["名册", "9", "2"]]


@pytest.mark.parametrize("field", ["key", "document_number", "purpose", "standard", "requirements"])
def test_a_difference_in_any_field_is_another_file(field: str) -> None:
    assert otherwise(**{field: "别的"}) != document(PLAN) == otherwise()
