"""The population of a draw against the plan's targets: own lists say so, and what is left out has a printed reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.jurisdiction import home
from models.ledger.sample.document import document_of
from models.ledger.sample.draw import samples_of
from models.rules.sample_documents import check_document
from models.rules.sampling import Purpose
from tests.databases import story

if TYPE_CHECKING:
    from tests.conftest import Acting, Make, Sql, Violations

TARGETS: dict[str, Any] = {"subject": "2026-1", "take": 1, "secret": "ab" * 32}
EVERY = ("2026/T001", "2026/T002", "2026/T003")
WHY = "其余目标年底才到期"
OWN = "总体为抽取方自备的名单"
LEFT_OUT = f"方案所列部门的目标3项中有2项未列入总体，1个部门全部未列入（{WHY}）"
pytestmark = pytest.mark.usefixtures("committed_first")


@pytest.fixture
@story
def drafts(march: Acting, plan: dict[str, str]) -> Acting:
    """2026-1 is a special inspection of all departments, 2026-2 a mid-term one; both are drafts."""
    for kind in ("专项核查", "中期核查"):
        march.do("draft_inspection", kind=kind, title=kind, **plan)
    return march


def listed(*ids: str) -> dict[str, Any]:
    return TARGETS | {"strata": [{"name": "名单", "ids": ids}]}


def document(subject: str = "2026-1") -> dict[str, Any]:
    with begin() as session:
        return document_of(session, samples_of(session, home(session), subject, Purpose.TARGETS), rehearsal=False)


def test_a_list_of_all_targets_says_that_it_is_a_list(drafts: Acting, violations: Violations) -> None:
    drafts.do("commit_sample", **listed(*EVERY))
    assert document()["scope"] == f"{OWN}，与台账中方案所列部门的目标一致"
    assert violations() == []


@pytest.mark.parametrize("population", [listed("2026/T003"), TARGETS | {"year": 2026, "departments": "D002"}])
def test_what_is_left_out_needs_a_reason(drafts: Acting, sql: Sql, population: dict[str, Any]) -> None:
    assert drafts.refused("commit_sample", **population).startswith(
        "核查2026-1方案所列部门的目标，有2项：2026/T001、2026/T002没有列入总体。请写明原因（--left-out-reason）"
    )
    assert sql.value("SELECT count(*) FROM sample") == 0


def test_the_reason_stands_in_every_paper_and_in_the_commitment(drafts: Acting) -> None:
    drafts.do("commit_sample", **listed("2026/T003"), left_out_reason=WHY)
    assert document()["marks"] == ["仅凭抽取方保证", f"{OWN}，{LEFT_OUT}"]
    drafts.do("draw_sample", subject="2026-1")
    drafts.do("reveal_sample", subject="2026-1")
    published = document()
    assert f"注意：{OWN}，{LEFT_OUT}。" in check_document(published).proven
    cut = published | {"scope": ""}
    assert any(fault.startswith("承诺校验码不符") for fault in check_document(cut).faults)


def test_a_choice_of_departments_states_what_it_leaves_out(drafts: Acting) -> None:
    done = drafts.do("commit_sample", **TARGETS, year=2026, departments="D002", left_out_reason=WHY)
    assert done.words.endswith(f"{LEFT_OUT}。")
    assert document()["scope"] == LEFT_OUT
    assert drafts.do("draw_sample", subject="2026-1").words.endswith(f"{LEFT_OUT}。")


def test_departments_that_the_plan_does_not_name_are_counted(march: Acting, plan: dict[str, str]) -> None:
    march.do("draft_inspection", kind="专项核查", title="专项核查", **plan, departments=["D002"])
    march.do("commit_sample", **TARGETS, year=2026)
    assert document()["scope"] == "方案没有列入的另有1个部门、2项目标"


def test_a_draw_from_the_whole_plan_has_nothing_to_say(drafts: Acting) -> None:
    drafts.do("commit_sample", **TARGETS, year=2026)
    assert "scope" not in document()


@pytest.mark.parametrize("wrong", ["2026/T009", "T001", "2025/T001", "乙"])
def test_a_list_names_issued_targets_only(drafts: Acting, wrong: str) -> None:
    refused = drafts.refused("commit_sample", **listed(*EVERY, wrong))
    assert refused.startswith(f"名单中有1项：{wrong}，不是核查2026-1受核查部门现有的目标。")


def test_6_2_1_an_inspection_that_judges_every_department_lists_targets_of_each(drafts: Acting) -> None:
    whole = {"subject": "2026-2", "left_out_reason": WHY}
    assert drafts.refused("commit_sample", **listed("2026/T003") | whole).startswith(
        "核查2026-2是中期核查，对部门D001也要作出总体评价，名单中没有它们的目标。"
    )
    assert drafts.do("commit_sample", **listed("2026/T001", "2026/T003") | whole).counts["population"] == 2


def test_a_list_is_drawn_only_while_the_plan_has_the_same_targets(drafts: Acting, targets: Make) -> None:
    drafts.do("commit_sample", **listed(*EVERY))
    targets("D002")
    assert "承诺以后总体有变化，不能抽取：方案所列部门的目标有增减或调整。" in drafts.refused(
        "draw_sample", subject="2026-1"
    )
    again = listed(*EVERY) | {"reason": "新下达一项", "left_out_reason": WHY}
    drafts.do("commit_sample", **again)
    assert drafts.do("draw_sample", subject="2026-1").counts == {"drawn": 1}


@pytest.fixture
def of_last_year(drafts: Acting) -> Acting:
    """Two targets of 2025 as well, which inspections of 2026 are not about."""
    given = {"年度": "2025", "责任部门": "D001", "下达日期": "2025-03-01"}
    drafts.take("targets", *({"编号": code, "目标名称": f"上年{code}", **given} for code in ("B001", "B002")))
    return drafts


@pytest.mark.parametrize("population", [listed("2025/B001", "2025/B002"), TARGETS | {"year": 2025}])
def test_a_population_of_another_year_leaves_out_those_of_the_plan(
    of_last_year: Acting, population: dict[str, Any]
) -> None:
    assert of_last_year.refused("commit_sample", **population).startswith(
        "核查2026-1方案所列部门的目标，有3项：2026/T001、2026/T002、2026/T003没有列入总体。"
    )
    of_last_year.do("commit_sample", **population, left_out_reason=WHY)
    assert document()["scope"].endswith(f"方案所列部门的目标5项中有3项未列入总体，1个部门全部未列入（{WHY}）")


def test_an_inspection_of_last_year_leaves_nothing_of_this_year_out(of_last_year: Acting) -> None:
    of_last_year.do("draft_inspection", inspection="2026-1", period="2025Q4")
    of_last_year.do("commit_sample", **TARGETS, year=2025)
    assert "scope" not in document()


PEOPLE = "总体为抽取方自备的名单，名册中可以参加的"


def team(*names: str, **more: Any) -> dict[str, Any]:
    given = {"subject": "2026-1", "purpose": "team", "take": 1, "secret": "cd" * 32}
    return given | {"strata": [{"name": "名单", "ids": names}]} | more


@pytest.fixture
@story
def people(drafts: Acting) -> Acting:
    """Three of the agency, and one of a third party."""
    party = {"credit_code": "91520000MA6AAAAA0X", "qualification": "甲级", "independence": "与受核查部门无业务往来"}
    drafts.do("register_third_party", name="贵州评估中心", **party)
    for name in ("王文", "李天", "郑玲"):
        drafts.do("register_inspector", name=name)
    drafts.do("register_inspector", name="钱多", third_party="贵州评估中心")
    return drafts


def scope_of_team() -> str:
    with begin() as session:
        found = document_of(session, samples_of(session, home(session), "2026-1", Purpose.TEAM), rehearsal=False)
    assert found["scope"] in found["marks"]
    return str(found["scope"])


def test_a_list_of_people_that_leaves_out_some_of_the_roster_needs_a_reason(people: Acting, sql: Sql) -> None:
    assert people.refused("commit_sample", **team("王文", "李天")) == (
        "名册中可以参加核查2026-1的有2项：贵州评估中心/钱多、郑玲没有列入名单。"
        "请写明原因（--left-out-reason），原因印在抽样文书和方案中；或直接由名册抽取（不写 --from）。"
    )
    assert sql.value("SELECT count(*) FROM sample") == 0
    people.do("commit_sample", **team("王文", "李天", left_out_reason="另有任务"))
    assert scope_of_team() == f"{PEOPLE}4人中有2人未列入（另有任务）"


def test_a_list_of_people_says_that_it_is_one(people: Acting, violations: Violations) -> None:
    people.do("commit_sample", **team("王文", "李天", "郑玲", "钱多", "外请专家"))
    assert scope_of_team() == f"{PEOPLE}4人中无人未列入，另列1人不在其中"
    assert violations() == []


def test_a_team_from_the_roster_has_nothing_to_say(people: Acting) -> None:
    people.do("commit_sample", subject="2026-1", purpose="team", take=2, secret="cd" * 32)
    with begin() as session:
        samples = samples_of(session, home(session), "2026-1", Purpose.TEAM)
        assert "scope" not in document_of(session, samples, rehearsal=False)


def test_a_namesake_of_a_listed_person_is_left_out_with_a_reason(people: Acting) -> None:
    people.do("register_inspector", name="王文", third_party="贵州评估中心")
    given = team("王文", "李天", "郑玲", "钱多")
    assert people.refused("commit_sample", **given).startswith(
        "名册中可以参加核查2026-1的有1项：贵州评估中心/王文没有列入名单。"
    )


def test_a_list_of_people_is_drawn_only_while_the_same_may_take_part(people: Acting, violations: Violations) -> None:
    people.do("commit_sample", **team("王文", "李天", left_out_reason="另有任务"))
    people.do("register_inspector", name="李天", valid_to="2026-03-01")
    people.do("register_inspector", name="周敏")
    assert people.refused("draw_sample", subject="2026-1", purpose="team") == (
        "“2026-1”抽取核查组：承诺以后名册中可以参加的人有变化，不能抽取：增加1项：周敏；减少1项：李天。"
        "如需按现在的总体抽取，请写明原因另行承诺。"
    )
    people.do("commit_sample", **team("王文", "郑玲", left_out_reason="另有任务", reason="名册有变化"))
    assert people.do("draw_sample", subject="2026-1", purpose="team").counts == {"drawn": 1}
    assert violations() == []
