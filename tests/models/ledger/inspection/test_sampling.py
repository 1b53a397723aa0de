"""The acts of the agency: commit to a sample, draw and publish it, unless the population has changed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from models.ledger.acts import Summary
from models.ledger.inspection import sampling
from models.rules.sampling import DrawSpecial, draw, read_population, secret_hash, seed_of

if TYPE_CHECKING:
    from tests.conftest import Acting, Make, Sql, Violations

SECRET, OTHER = "ab" * 32, "cd" * 32
SUBJECT = "2026-1"
EVERYWHERE = """
SELECT string_agg(concat_ws(' ', b.result, b.source, b.content, b.header), ' ') FROM (
    SELECT result::text, source::text, content, concat_ws(' ', act, actor, request_id) AS header FROM block
    UNION ALL SELECT detail::text, digest, record_key, event FROM transition
    UNION ALL SELECT payload::text, '', '', '' FROM notice
    UNION ALL SELECT to_jsonb(s)::text, '', '', '' FROM sample s) b
"""
NUMBER = {"number_kind": "双色球", "number_name": "双色球第2026030期", "known_on": "2026-03-10"}
LISTS = [{"name": "乙", "ids": ["2026/T003"]}, {"name": "甲", "ids": ["2026/T002", "2026/T001"]}]
REFORM = {"effective_on": "2026-03-05", "basis": "黔机编〔2026〕12号"}
pytestmark = pytest.mark.usefixtures("committed_first")


@pytest.fixture
def march(march: Acting, plan: dict[str, str]) -> Acting:
    """The plan of 2026-1 is drafted."""
    march.do("draft_inspection", kind="专项核查", title="粮食安全专项核查", **plan)
    return march


def commit(acting: Acting, **more: Any) -> Summary:
    usual: dict[str, Any] = {"subject": SUBJECT, "year": 2026, "by": "department", "take": 1, "secret": SECRET}
    return acting.do("commit_sample", **usual | more)


def test_the_targets_of_a_year_are_committed_to_drawn_and_made_public(
    march: Acting, sql: Sql, violations: Violations
) -> None:
    summary = commit(march, **NUMBER)
    assert summary.words == "“2026-1”抽查目标：已承诺，总体3项，应抽2项。2026-03-10公布“双色球第2026030期”后抽取。"
    assert (summary.counts, summary.data["secret_hash"]) == ({"population": 3, "take": 2}, secret_hash(SECRET))
    later = march.on("2026-03-10")
    assert (
        later.do("draw_sample", subject=SUBJECT, number=" 33,05 12，19 22 28 + 7 ").words
        == "“2026-1”抽查目标：已从3项中抽取2项。"
    )
    wanted = draw(
        seed_of(SECRET, "05,12,19,22,28,33+07", sql.value("SELECT commitment_hash FROM sample")),
        read_population(sql.value("SELECT population FROM sample")),
    )
    assert sql.value("SELECT drawn FROM sample") == [[name, ids] for name, ids in wanted.items()]
    assert later.do("reveal_sample", subject=SUBJECT).counts == {"revealed": 1}
    assert later.do("reveal_sample", subject=SUBJECT).words.endswith("密数此前已公布，未作改动。")
    assert violations() == []


def test_without_a_public_number_it_says_that_only_the_agency_vouches(march: Acting) -> None:
    assert commit(march).words.endswith("没有公开数，仅凭抽取方保证。")
    assert march.do("draw_sample", subject=SUBJECT).words.endswith("没有公开数，仅凭抽取方保证。")


def test_the_unpublished_secret_is_only_in_its_own_table(march: Acting, sql: Sql) -> None:
    commit(march, request_id="一次")
    march.do("draw_sample", subject=SUBJECT)
    assert sql.column("SELECT secret FROM sealed_secret") == [SECRET]
    assert SECRET not in sql.value(EVERYWHERE)
    march.do("reveal_sample", subject=SUBJECT)
    assert SECRET in sql.value(EVERYWHERE)


def test_a_list_is_committed_to_as_it_is_given(march: Acting, sql: Sql) -> None:
    more = {"year": None, "by": None, "strata": LISTS, "take": None, "share": "50%", "certain": "乙"}
    assert commit(march, **more).counts == {"population": 3, "take": 2}
    assert sql.value("SELECT population FROM sample") == [
        ["乙", 1, ["2026/T003"]],
        ["甲", 1, ["2026/T002", "2026/T001"]],
    ]
    assert march.do("draw_sample", subject=SUBJECT).counts == {"drawn": 2}


def test_a_second_commitment_says_so(march: Acting, violations: Violations) -> None:
    commit(march)
    again = commit(march, secret=OTHER, reason="部门名单有误")
    assert again.words.startswith("“2026-1”抽查目标（第2次承诺）：已承诺")
    assert again.data["attempt"] == 2
    assert "（第2次承诺）" in march.do("draw_sample", subject=SUBJECT).words
    assert violations() == []


@pytest.mark.parametrize("purpose", ["team", "抽取核查组"])
def test_another_purpose_has_a_separate_sample(march: Acting, purpose: str) -> None:
    commit(march)
    assert commit(march, purpose=purpose).data["attempt"] == 1


def test_only_the_agency_may_do_it(march: Acting) -> None:
    fields: dict[str, Any] = {"subject": SUBJECT, "year": 2026, "take": 1, "secret": SECRET}
    assert "不能执行“承诺抽样”" in march.office("D001").refused("commit_sample", **fields)
    assert "不能执行“抽取样本”" in march.office("D001").refused("draw_sample", subject=SUBJECT)
    assert "不能执行“公布密数”" in march.head("D001").refused("reveal_sample", subject=SUBJECT)


@pytest.mark.parametrize("act", ["draw_sample", "reveal_sample"])
def test_without_a_commitment_there_is_nothing_to_draw_or_make_public(march: Acting, act: str) -> None:
    assert march.refused(act, subject="x") == "“x”抽查目标还没有承诺抽样。"


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"take": 2}, "层“D002”共1项，不能抽2项。"),
        ({"take": None}, "请写明每层抽取的数量或比例，两者选一。"),
        ({"share": "10%"}, "请写明每层抽取的数量或比例，两者选一。"),
        ({"take": None, "share": "一成"}, "“一成”不是比例，请写成10%、0.1或1/10。"),
        ({"departments": "D009"}, "部门“D009”不在部门名单中。查看：mubiao departments。"),
        ({"year": 2025}, "2025年没有符合条件的目标，总体是空的。"),
        ({"certain": "甲"}, "没有名为“甲”的层，不能全部抽取。"),
        ({"secret": "x" * 64}, "密数应为64位十六进制数字（0-9、a-f）。"),
        ({"secret": ""}, "密数应为64位十六进制数字（0-9、a-f）。"),
        (
            {"year": None, "by": None, "strata": [{"name": "甲", "ids": ["1"]}, {"name": "甲", "ids": ["2"]}]},
            "名单中有两层都叫“甲”，请合并或改名。",
        ),
    ],
)
def test_an_invalid_commitment_is_refused_and_nothing_is_stored(
    march: Acting, sql: Sql, more: dict[str, Any], why: str
) -> None:
    usual = {"subject": SUBJECT, "year": 2026, "by": "department", "take": 1, "secret": SECRET}
    assert march.refused("commit_sample", **usual | more) == why
    assert sql.value("SELECT count(*) FROM sample") == sql.value("SELECT count(*) FROM sealed_secret") == 0


# A changed population


def refusal(march: Acting) -> str:
    text = march.refused("draw_sample", subject=SUBJECT)
    start, end = "“2026-1”抽查目标：承诺以后总体有变化，不能抽取：", "。如需按现在的总体抽取，请写明原因另行承诺。"
    assert text.startswith(start)
    assert text.endswith(end)
    return text.removeprefix(start).removesuffix(end)


def test_a_target_that_was_added_keeps_the_sample_from_being_drawn(march: Acting, targets: Make, sql: Sql) -> None:
    commit(march)
    targets("D002")
    assert refusal(march) == "增加1项：2026/T004"
    assert sql.column("SELECT state FROM sample") == ["committed"]
    commit(march, reason="新下达一项目标", secret=OTHER)
    assert march.do("draw_sample", subject=SUBJECT).counts == {"drawn": 2}


def test_a_removed_target_is_named(march: Acting, sql: Sql) -> None:
    commit(march, departments="D001", left_out_reason="只查一厅")
    sql("UPDATE target_department SET department_id = 3 WHERE target_id = 2")
    assert refusal(march) == "减少1项：2026/T002"


def test_a_target_with_another_lead_is_named(march: Acting) -> None:
    commit(march)
    march.do("transfer_targets", department="D001", successor="D002", targets="T002", **REFORM)
    assert refusal(march) == "变动1项：2026/T002（由“D001”转入“D002”）"


def test_a_target_whose_requirement_was_corrected_is_named(march: Acting) -> None:
    commit(march)
    row = {"编号": "T003", "年度": "2026", "目标名称": "目标T003", "责任部门": "D002", "数量": "5"}
    march.take("targets", row, reason="漏写数量")
    assert refusal(march) == "内容调整1项：2026/T003"


def test_a_new_name_changes_nothing_of_the_population(march: Acting) -> None:
    commit(march)
    march.take("targets", {"编号": "T003", "年度": "2026", "目标名称": "目标T03", "责任部门": "D002"}, reason="误录")
    march.do("rename_department", department="D002", name="第二局", **REFORM)
    assert march.do("draw_sample", subject=SUBJECT).counts == {"drawn": 2}


def test_a_population_that_is_now_too_small_is_refused_with_the_reason(march: Acting) -> None:
    commit(march, by=None, departments="D002", left_out_reason="只查一厅")
    march.do("transfer_targets", department="D002", successor="D001", targets="T003", **REFORM)
    assert refusal(march) == "2026年没有符合条件的目标，总体是空的"


def test_key_projects_stay_certain_when_the_population_is_compared(march: Acting, targets: Make) -> None:
    targets("D001", 2, 是否重点项目="是")
    assert commit(march, key_projects_certain="是").counts == {"population": 5, "take": 4}
    drawn = march.do("draw_sample", subject=SUBJECT)
    assert json.dumps(drawn.data, ensure_ascii=False).count(SECRET) == 0
    assert drawn.counts == {"drawn": 4}


@pytest.mark.parametrize(("kind", "whole"), [("中期核查", True), ("年度核查", True), ("季度核查", False)])
def test_a_mid_term_or_year_end_inspection_draws_the_negative_list_whole(
    march: Acting, sql: Sql, kind: str, *, whole: bool
) -> None:
    march.do("draft_inspection", kind=kind, title=kind, standard="目标绩效要求")
    march.lists("T003", "进度滞后", "2026-03-05")
    march.do("commit_sample", subject="2026-2", year=2026, share="10%", secret=SECRET)
    assert ("负面清单" in str(sql.value("SELECT population FROM sample"))) is whole


def test_listed_targets_can_be_drawn_in_full(march: Acting, sql: Sql) -> None:
    march.lists("T003", "进度滞后", "2026-03-05")
    march.do("propose_entry", target="T001", way="在线", finding="未完成", found_on="2026-03-05")
    assert commit(march, by=None, listed_certain="是", take=None, share="10%").counts == {"population": 3, "take": 2}
    assert "负面清单" in str(sql.value("SELECT population FROM sample"))
    assert march.do("draw_sample", subject=SUBJECT).counts == {"drawn": 2}


@pytest.fixture
def at_once(march: Acting, monkeypatch: pytest.MonkeyPatch) -> Acting:
    """The plan of 2026-1, a 专项核查; the agency has set nothing about its samples."""
    monkeypatch.setattr(sampling, "UNSET", DrawSpecial.AT_ONCE)
    return march


def test_a_sample_of_a_special_inspection_is_drawn_at_once_and_can_be_drawn_again(
    at_once: Acting, sql: Sql, violations: Violations
) -> None:
    done = commit(at_once)
    assert done.words.startswith("“2026-1”抽查目标：已承诺，总体3项，应抽2项。")
    assert done.words.endswith("“2026-1”抽查目标：已从3项中抽取2项。没有公开数，仅凭抽取方保证。")
    assert done.counts == {"population": 3, "take": 2, "drawn": 2}
    assert sql.column("SELECT event FROM transition WHERE record = 'sample' ORDER BY id") == ["committed", "draw"]
    at_once.do("reveal_sample", subject=SUBJECT)
    seed = seed_of(SECRET, "", sql.value("SELECT commitment_hash FROM sample"))
    wanted = draw(seed, read_population(sql.value("SELECT population FROM sample")))
    assert sql.value("SELECT drawn FROM sample") == [[name, ids] for name, ids in wanted.items()]
    assert violations() == []


def test_what_was_drawn_at_once_is_committed_to_again_with_a_public_number_only(at_once: Acting, sql: Sql) -> None:
    commit(at_once)
    told = (
        "“2026-1”抽查目标：已经抽取过，再次承诺须约定公开数（--number-kind、--number-name、--number-on），公布后抽取。"
    )
    again: dict[str, Any] = {"subject": SUBJECT, "year": 2026, "take": 1, "secret": SECRET, "reason": "名单有误"}
    assert at_once.refused("commit_sample", **again) == told
    commit(at_once, reason="名单有误", **NUMBER)
    assert "已经抽取过" in at_once.refused("commit_sample", **again)
    assert sql.column("SELECT state FROM sample ORDER BY id") == ["superseded", "committed"]


def test_with_a_public_number_and_where_the_agency_says_so_it_is_committed_to_first(at_once: Acting, sql: Sql) -> None:
    commit(at_once, **NUMBER)
    at_once.do("set_policy", key="draw_special", value="承诺后抽取", basis="内部规定")
    commit(at_once, reason="改为名单抽取")
    assert sql.column("SELECT state FROM sample ORDER BY id") == ["superseded", "committed"]


@pytest.mark.parametrize("kind", [{"kind": "季度核查", "period": "2026Q1"}, {"kind": "中期核查", "period": "2026H1"}])
def test_a_sample_of_another_inspection_is_committed_to_first(
    at_once: Acting, plan: dict[str, str], sql: Sql, kind: dict[str, str]
) -> None:
    at_once.do("draft_inspection", title="核查", **plan | kind)
    assert commit(at_once, subject="2026-2").counts.keys() == {"population", "take"}
    assert sql.value("SELECT state FROM sample") == "committed"
