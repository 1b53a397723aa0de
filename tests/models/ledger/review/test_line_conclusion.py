"""Two people review: a second confirms, a tenth of what is true is drawn, a third decides (7.2, A70)."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.intake.source import SignedPaper
from models.ledger.review.lines import lines_of
from models.ledger.score.one_account import one_account_in_words
from models.rules.periods import parse_period
from tests.models.ledger.leader_rating.conftest import another, by

if TYPE_CHECKING:
    from models.ledger.acts import Summary
    from tests.conftest import Acting, Sql, Together, Violations

__all__ = ["another"]
ENTRIES = "SELECT e.state, e.finding FROM negative_entry e"
REVIEWS = "SELECT serial, part, reviewer, outcome, settles, entry_id IS NOT NULL FROM review ORDER BY target_id, serial"
PAPER = {"number": "黔目标办〔2026〕9号", "dated": "2026-04-15", "reason": "其余人员均须回避"}


def review(acting: Acting, reviewer: str, outcome: str = "未完成", *codes: str) -> Summary:
    note = "" if outcome == "完成属实" else f"{reviewer}：未盖章"
    lines = [{"target": code, "outcome": outcome, "note": note} for code in codes or ("T001",)]
    return by(acting, reviewer, reviewer).do("record_online_review", period="2026Q1", reviewer=reviewer, lines=lines)


def refused(acting: Acting, reviewer: str, outcome: str = "未完成", code: str = "T001", note: str = "未盖章") -> str:
    lines = [{"target": code, "outcome": outcome, "note": note}]
    return acting.refused("record_online_review", period="2026Q1", reviewer=reviewer, lines=lines)


def standings() -> dict[str, str]:
    with begin() as session:
        return {each.row.code: each.standing.value for each in lines_of(session, 2, parse_period("2026Q1"))}


def test_what_is_undone_is_proposed_when_a_second_confirms_it(paired: Acting, sql: Sql, violations: Violations) -> None:
    assert (
        review(paired, "张三").words == "2026年第一季度在线复核：登记1项（未完成1项）；还有2项待复核、1项待第二人确认。"
    )
    assert sql.rows(ENTRIES) == []
    done = review(paired, "王五")
    assert done.words == (
        "2026年第一季度在线复核：登记1项（未完成1项）；拟列入负面清单1项，待现场认定；还有2项待复核。"
    )
    assert sql.rows(ENTRIES) == [("proposed", "王五：未盖章")]
    assert sql.rows(REVIEWS) == [
        (1, "first", "张三", "undone", False, False),
        (2, "second", "王五", "undone", True, True),
    ]
    assert review(paired, "张三").counts["same"] == review(paired, "王五").counts["same"] == 1
    assert violations() == []


def test_the_office_is_told_of_lacking_material_by_the_second(paired: Acting, sql: Sql) -> None:
    told = "SELECT occasion FROM notice WHERE kind = 'concluded'"
    review(paired, "张三", "材料不足")
    assert sql.column(told) == []
    lacking = {"kind": "材料不足", "key": "2026Q1/T001", "ground": "已盖章"}
    assert "没有" in paired.office("D001").refused("lodge_appeal", **lacking)
    review(paired, "李四", "材料不足")
    assert sql.column(told) == ["2"]


def test_where_two_differ_a_third_decides_with_a_reason(paired: Acting, sql: Sql, violations: Violations) -> None:
    review(paired, "张三")
    assert review(paired, "李四", "完成属实").words.endswith("还有2项待复核、1项意见不一致。")
    assert sql.rows(ENTRIES) == []
    assert refused(paired, "王五", "完成属实", note="") == "目标T001意见不一致，裁定须写明理由（复核说明）。"
    assert review(paired, "王五").counts["proposed"] == 1
    assert sql.rows(REVIEWS)[-1] == (3, "decided", "王五", "undone", True, True)
    assert refused(paired, "赵六") == (
        "目标T001（张三、李四已复核，王五已裁定）不能由赵六复核。更换复核人：exchange_reviewer。"
    )
    assert review(paired, "王五").counts["same"] == 1
    assert standings() == {"T001": "settled", "T002": "unreviewed", "T003": "unreviewed"}
    assert violations() == []


def test_the_head_of_the_agency_decides_but_is_no_second(paired: Acting, sql: Sql) -> None:
    sql("""INSERT INTO contact (department_id, role, name, email, mobile, wecom_id)
        SELECT id, 'head', '钱主任', '', '', '' FROM department WHERE is_agency""")
    off = "“钱主任”不在本机构的核查人员名册中，在线复核由本机构名册中的人员办理，请先登记（register_inspector）。"
    review(paired, "张三")
    assert refused(paired, "钱主任") == off
    review(paired, "李四", "完成属实")
    assert refused(paired, "孙七") == off.replace("钱主任", "孙七")
    assert review(paired, "钱主任").counts["proposed"] == 1


def test_where_no_third_is_left_only_the_head_in_office_ends_a_line_with_a_reason(paired: Acting, sql: Sql) -> None:
    sql("""INSERT INTO contact (department_id, role, name, email, mobile, wecom_id, valid_to)
        SELECT d.id, 'head', x.name, '', '', '', CAST(x.until AS date) FROM department d JOIN (VALUES
            (true, '钱主任', NULL), (true, '吴主任', '2026-03-31'), (false, '周厅长', NULL)) x(agency, name, until)
            ON x.agency = d.is_agency AND (d.is_agency OR d.code = 'D001')""")
    review(paired, "张三")
    review(paired, "李四", "完成属实")
    for name in ("王五", "赵六"):
        paired.do("declare_tie", inspector=name, department="D001", reason="曾任职")
        assert "有回避情形（曾任职）" in refused(paired, name)
    for name in ("吴主任", "周厅长"):
        assert refused(paired, name).startswith(f"“{name}”不在本机构的核查人员名册中")
    assert refused(paired, "钱主任", "完成属实", note="") == "目标T001意见不一致，裁定须写明理由（复核说明）。"
    assert refused(paired, "钱主任", code="T002").startswith("目标T002（分派给李四，尚未复核）不能由钱主任复核")
    assert (standings()["T001"], sql.rows(ENTRIES)) == ("different", [])
    assert review(paired, "钱主任").counts["proposed"] == 1


def test_a_second_is_neither_tied_nor_of_a_third_party_nor_the_first(paired: Acting, sql: Sql) -> None:
    paired.do("declare_tie", inspector="王五", department="D001", reason="亲属")
    independent = {"credit_code": "91520100MA6DL0000X", "qualification": "甲级", "independence": "无隶属"}
    paired.do("register_third_party", name="中鼎公司", **independent)
    paired.do("register_inspector", name="郑玲", third_party="中鼎公司")
    review(paired, "张三")
    before = sql.rows(REVIEWS)
    assert refused(paired, "王五") == "“王五”与“第001厅”有回避情形（亲属），不能参加对该部门的核查。"
    assert refused(paired, "郑玲").startswith("“郑玲”只在第三方机构的名册中")
    assert refused(paired, "孙七").startswith("“孙七”不在本机构的核查人员名册中")
    assert review(paired, "张三").counts["same"] == 1  # the first again is no second
    assert sql.rows(REVIEWS) == before
    assert refused(paired, "王五", code="T002") == (
        "目标T002（分派给李四，尚未复核）不能由王五复核。更换复核人：exchange_reviewer。"
    )


def test_a_tenth_is_drawn_by_the_block_of_the_last_line(paired: Acting, sql: Sql, violations: Violations) -> None:
    paired.do("exchange_reviewer", period="2026Q1", reviewer="李四", successor="张三")
    review(paired, "张三", "完成属实", "T001")
    assert paired.system.do("draw_reviews").words == "在线复核没有可抽取的。"
    review(paired, "张三", "完成属实", "T002")
    review(paired, "张三", "材料不足", "T003")
    block = sql.value("SELECT hash FROM chain_head")
    for line in [{"target": "T002", "outcome": "完成属实", "note": "另写一稿"}] * 2:  # it moves no draw
        paired.do("record_online_review", period="2026Q1", reviewer="张三", lines=[line])
    chosen = min(("T001", "T002"), key=lambda code: sha256(f"{block}{code}".encode()).hexdigest())
    done = paired.system.do("draw_reviews")
    assert done.words == f"在线复核抽取：张三2026Q1完成属实2项中的1项（{chosen}）待第二人确认。"
    assert standings() == {"T001": "settled", "T002": "settled", "T003": "unconfirmed"} | {chosen: "unconfirmed"}
    assert paired.system.do("draw_reviews").counts == {"drawn": 0}
    review(paired, "李四", "材料不足", "T003")
    last = review(paired.on("2026-04-30"), "李四", "完成属实", chosen)
    assert last.words.endswith("全部复核完毕，本季度在线复核办结（逾期）。")
    assert violations() == []


def test_what_a_first_did_not_always_find_true_needs_a_second_and_is_in_no_draw(paired: Acting, sql: Sql) -> None:
    review(paired, "张三", "材料不足", "T001")
    review(paired, "张三", "材料不足", "T003")
    review(paired, "张三", "完成属实", "T001")
    assert standings()["T001"] == "unconfirmed"
    review(paired, "李四", "完成属实", "T002")
    paired.system.do("draw_reviews")
    assert sql.column("SELECT draw <> '' FROM review_task k JOIN target t ON t.id = target_id ORDER BY code") == [
        False,
        True,
        False,
    ]
    assert standings()["T001"] == "unconfirmed"


def test_a_quarter_that_is_over_keeps_its_setting(paired: Acting) -> None:
    setting = {"key": "review_second", "value": "全部", "basis": "9号", "valid_from": "2026-03-31"}
    assert "不追溯" in paired.refused("set_policy", **setting)


def test_by_setting_a_second_confirms_all(paired: Acting) -> None:
    paired.on("2026-03-02").do("set_policy", key="review_second", value="全部", basis="9号")
    review(paired, "张三", "完成属实")
    assert standings()["T001"] == "unconfirmed"
    paired.do("exchange_reviewer", period="2026Q1", reviewer="李四", successor="张三")
    review(paired, "张三", "完成属实", "T002")
    review(paired, "张三", "材料不足", "T003")
    assert paired.system.do("draw_reviews").counts == {"drawn": 0}
    review(paired, "赵六", "完成属实")
    assert standings() == {"T001": "settled", "T002": "unconfirmed", "T003": "unconfirmed"}


def test_one_person_suffices_by_a_decision_when_all_others_are_tied(paired: Acting) -> None:
    given: dict[str, Any] = {"period": "2026Q1", "departments": "D001", **PAPER}
    refusal = paired.refused("allow_single_review", **given)
    assert refusal == "与“第001厅”没有回避情形的还有张三、李四、王五、赵六，须由两人复核，不能决定一人复核。"
    assert paired.refused("allow_single_review", **given | {"dated": "2026-04-21"}).startswith(
        "文件日期2026-04-21在今天"
    )
    for name in ("李四", "王五", "赵六"):
        paired.do("declare_tie", inspector=name, department="D001", reason="曾任职")
    done = paired.do("allow_single_review", **given)
    assert done.words == (
        "2026年第一季度在线复核：第001厅由一人复核（黔目标办〔2026〕9号），结果中注明；还有3项待复核。"
    )
    assert paired.do("allow_single_review", **given).counts == {"decided": 0}
    assert review(paired, "张三").counts["proposed"] == 1


def alone(acting: Acting) -> dict[str, Any]:
    """All but 张三 are tied to D001. Returns the decision that he suffices."""
    for name in ("李四", "王五", "赵六"):
        acting.do("declare_tie", inspector=name, department="D001", reason="曾任职")
    return {"period": "2026Q1", "departments": "D001", **PAPER}


def test_what_one_person_found_before_the_decision_counts_by_it(
    paired: Acting, sql: Sql, violations: Violations
) -> None:
    review(paired, "张三")
    done = paired.do("allow_single_review", **alone(paired))
    assert "一人已复核的1项据此认定，拟列入1项" in done.words
    assert sql.rows(ENTRIES) == [("proposed", "张三：未盖章")]
    assert sql.rows(REVIEWS) == [
        (1, "first", "张三", "undone", False, False),
        (2, "first", "张三", "undone", True, True),
    ]
    assert review(paired, "张三").counts["same"] == 1
    assert violations() == []


def test_a_decision_for_one_person_is_withdrawn_while_the_quarter_is_open(
    paired: Acting, sql: Sql, violations: Violations
) -> None:
    why = {"period": "2026Q1", "departments": "D001", "reason": "补充人员"}
    none = "2026年第一季度在线复核没有决定第001厅由一人复核，不需要撤回。"
    assert paired.refused("withdraw_single_review", **why) == none
    given = alone(paired)
    paired.do("allow_single_review", **given)
    review(paired, "张三")
    done = paired.do("withdraw_single_review", **why)
    assert done.words == "2026年第一季度在线复核：第001厅由一人复核的决定已撤回，须由第二人确认。"
    assert standings()["T001"] == "unconfirmed"
    assert len(sql.rows(ENTRIES)) == 1  # it stays proposed
    assert paired.refused("withdraw_single_review", **why) == none
    paired.do("allow_single_review", **given | {"number": "黔目标办〔2026〕10号"})
    assert sql.rows("SELECT paper_number, withdrawn_why FROM single_review") == [("黔目标办〔2026〕10号", "")]
    assert standings()["T001"] == "settled"
    paired.do("close_online_review", period="2026Q1", reason="人员不足")
    assert paired.refused("withdraw_single_review", **why).endswith("已办结，一人复核的决定不能撤回。")
    assert violations() == []


def test_a_quarter_is_not_closed_over_what_one_person_found_or_where_two_differ(
    paired: Acting, sql: Sql, violations: Violations
) -> None:
    closing = {"period": "2026Q1", "reason": "人员不足"}
    review(paired, "张三", "完成属实")
    review(paired, "王五")
    review(paired, "李四", "材料不足", "T002")
    refusal = paired.refused("close_online_review", **closing)
    assert refusal == (
        "2026年第一季度在线复核还有2项查出问题而没有定，不能办结：T001、T002。须由第二人确认，意见不一致的由第三人或"
        "主要负责人裁定（record_online_review）；没有第二人的，先决定一人复核（allow_single_review）。"
    )
    review(paired, "赵六")
    paired.do("allow_single_review", **alone(paired))
    assert paired.do("close_online_review", **closing).counts["left"] == 1
    assert (sql.rows(ENTRIES), violations()) == ([("proposed", "赵六：未盖章")], [])


def test_two_seconds_at_once_are_one(paired: Acting, sql: Sql, together: Together) -> None:
    review(paired, "张三")
    lines = [{"target": "T001", "outcome": "未完成", "note": "未盖章"}]
    given: dict[str, Any] = {"period": "2026Q1", "reviewer": "王五", "lines": lines}
    done = together(*[lambda session: paired.within(session, "record_online_review", **given)] * 3)
    assert sorted(each.counts["new"] for each in done) == [0, 0, 1]
    assert len(sql.rows(ENTRIES)) == 1


def test_neither_of_two_who_differ_turns_before_or_after_a_third_decides(paired: Acting, sql: Sql) -> None:
    words = "目标T001两人意见不一致，{}的意见不再更改：由第三人或主要负责人裁定。"
    review(paired, "张三", "材料不足")
    review(paired, "李四")
    for _ in range(2):
        assert refused(paired, "李四", "材料不足") == words.format("李四")
        assert refused(paired, "张三") == words.format("张三")
        assert review(paired, "张三", "材料不足").counts["same"] == 1
        lines = [{"target": "T001", "outcome": "完成属实", "note": "已到现场看过"}]
        paired.do("record_online_review", period="2026Q1", reviewer="王五", lines=lines)
    assert [row[1] for row in sql.rows(REVIEWS)] == ["first", "second", "decided"]


def test_who_may_be_named_as_a_stand_in_is_counted_and_confirms_without_it(paired: Acting) -> None:
    alone = {"period": "2026Q1", "departments": "D001", **PAPER}
    told = paired.refused("allow_single_review", **alone)
    assert "没有回避情形的还有张三、李四、王五、赵六，须由两人复核" in told
    days = {"valid_from": "2026-04-20", "valid_to": "2026-04-30"}
    paired.do("name_stand_in", first="张三", person="王五", **PAPER, **days)
    assert paired.refused("allow_single_review", **alone) == told
    review(paired, "张三")
    assert review(paired, "王五").counts["proposed"] == 1


def test_two_people_under_one_account_are_told_and_counted(paired: Acting) -> None:
    lines = [{"target": "T001", "outcome": "未完成", "note": "未盖章"}]
    asked: dict[str, Any] = {"period": "2026Q1", "lines": lines}
    by(paired, "王文", "clerk").do("record_online_review", reviewer="张三", **asked)
    words = by(paired, "李明", "clerk").do("record_online_review", reviewer="李四", **asked).words
    assert words.endswith(
        "2026年第一季度在线复核中另一人对目标T001的意见：王文录入，李明确认，同一账户录入与确认，请核对。"
    )
    with begin() as session:
        assert one_account_in_words(session, 2, 2026).startswith("在线复核第二人的意见1项，录入与核对用的是同一账户")
    asked["lines"] = [lines[0] | {"note": "未盖公章"}]
    by(paired, "李四", "own").do("record_online_review", reviewer="李四", **asked)
    with begin() as session:
        assert one_account_in_words(session, 2, 2026) == ""  # the newest conclusion of the second counts


@pytest.mark.usefixtures("another")
@pytest.mark.parametrize("account", ["clerk", "网页账号2"])
def test_where_another_account_is_asked_for_a_second_signs_or_uses_his_own(
    paired: Acting, sql: Sql, violations: Violations, account: str
) -> None:
    asked: dict[str, Any] = {"period": "2026Q1", "lines": [{"target": "T001", "outcome": "未完成", "note": "未盖章"}]}
    by(paired, "张三", account).do("record_online_review", reviewer="张三", **asked)
    second = by(paired, "李四" if account == "网页账号2" else "王文", account)
    assert "请另一人用自己的账户办理" in second.refused("record_online_review", reviewer="李四", **asked)
    assert sql.rows(ENTRIES) == []
    signed = replace(second, actor=replace(second.actor, paper=SignedPaper("核签〔2026〕4号", paired.day)))
    signed.do("record_online_review", reviewer="李四", **asked)
    assert sql.value("SELECT signed_paper FROM review WHERE part = 'second'") == "核签〔2026〕4号，2026-04-20"
    with begin() as session:
        assert one_account_in_words(session, 2, 2026) == ""
    assert violations() == []
