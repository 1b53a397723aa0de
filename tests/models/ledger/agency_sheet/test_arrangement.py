"""安排核查: plan, team and number in one step, each by its own act; what stands is not done again (4.3, 6.2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

ACT = "arrange_inspection"
NAMED = {"kind": "季度核查", "title": "第三季度核查"}
TEAM = {"leader": "王文", "members": "李天"}
NUMBER = {"document_number": "黔目标办〔2026〕20号"}
STANDS = """
SELECT i.state, i.document_number, (SELECT count(*) FROM team_member m WHERE m.inspection_id = i.id)
FROM inspection i ORDER BY i.number
"""


def test_a_plan_a_team_and_a_number_are_one_act(
    roster: Acting, plan: dict[str, str], sql: Sql, violations: Violations
) -> None:
    before = sql.value("SELECT height FROM chain_head")
    done = roster.do(ACT, **NAMED, **plan, **TEAM, **NUMBER)
    assert done.counts == {"drafted": 1, "joined": 2, "issued": 1}
    assert done.data == {"inspection": "2026-1"}
    assert sql.rows(STANDS) == [("issued", NUMBER["document_number"], 2)]
    assert sql.value("SELECT state FROM obligation WHERE kind = 'inspection'") == "open"
    assert sql.value("SELECT height FROM chain_head") == before + 1
    assert violations() == []


def test_what_stands_is_not_done_again(roster: Acting, plan: dict[str, str], sql: Sql) -> None:
    roster.do(ACT, **NAMED, **plan, **TEAM, **NUMBER)
    again = roster.do(ACT, **NAMED, **plan, **TEAM, **NUMBER)
    assert again.counts == {"revised": 0, "joined": 0, "issued": 0}
    assert len(sql.rows(STANDS)) == 1


def test_a_draft_takes_its_team_and_its_number_later(roster: Acting, plan: dict[str, str], sql: Sql) -> None:
    assert roster.do(ACT, **NAMED, **plan).counts == {"drafted": 1}
    done = roster.do(ACT, inspection="2026-1", content="另加现场查看", **TEAM)
    assert done.counts == {"revised": 1, "joined": 2}
    assert roster.do(ACT, inspection="2026-1", **NUMBER).counts == {"revised": 0, "issued": 1}
    assert sql.value("SELECT content FROM inspection") == "另加现场查看"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"leader": "王文"}, "组长（leader）和组员（members）须一并写明"),
        ({"leader": "王文", "members": "王文"}, "王文"),
        (NUMBER, "还没有核查组"),
        (TEAM | NUMBER | {"ends_on": "2026-09-01"}, "2026-09-01"),
        ({"inspection": "2026-9"}, "没有编号为“2026-9”的核查"),
    ],
)
def test_what_its_acts_refuse_is_refused_and_nothing_is_drafted(
    roster: Acting, plan: dict[str, str], sql: Sql, given: dict[str, Any], words: str
) -> None:
    """4.3: one person never inspects alone, and no plan is issued without a team."""
    assert words in roster.refused(ACT, **NAMED | plan | given)
    assert sql.rows(STANDS) == []


def test_the_title_of_several_inspections_asks_for_the_number(roster: Acting, plan: dict[str, str]) -> None:
    for _ in range(2):
        roster.do("draft_inspection", **NAMED, **plan)
    assert roster.refused(ACT, **NAMED, **TEAM) == (
        "本年有几次名称为“第三季度核查”的核查（2026-1、2026-2），请写明核查编号。"
    )


def test_a_cancelled_inspection_is_not_meant(roster: Acting, plan: dict[str, str]) -> None:
    roster.do(ACT, **NAMED, **plan)
    roster.do("cancel_inspection", inspection="2026-1", reason="另行组织")
    assert roster.do(ACT, **NAMED, **plan).data == {"inspection": "2026-2"}


def test_what_a_round_looks_at_is_assigned_with_its_plan(
    contested: Acting, plan: dict[str, str], sql: Sql, violations: Violations
) -> None:
    """4.3 a, 7.2: the proposed target is to be confirmed, the contested one inspected again by others."""
    contested.do("accept_appeal", target="T001")
    contested.do("propose_entry", target="T003", way="在线", finding="未完成", found_on="2026-09-21")
    team = {"leader": "郑玲", "members": "韩丽", "document_number": "黔目标办〔2026〕21号"}
    given = {"confirms": "2026/T003", "reinspects": "T001"}
    round_ = plan | {"kind": "专项核查", "title": "现场核查"}
    done = contested.do(ACT, **round_, **team, **given)
    assert done.counts == {"drafted": 1, "joined": 2, "issued": 1, "assigned": 2}
    assert sql.rows("SELECT inspection_id FROM confirmation UNION ALL SELECT inspection_id FROM appeal") == [(2,), (2,)]
    again = contested.do(ACT, **round_, **team, **given)
    assert again.counts == {"revised": 0, "joined": 0, "issued": 0, "assigned": 0}
    assert violations() == []


@pytest.mark.parametrize(
    ("team", "given", "words"),
    [
        (TEAM, {"reinspects": "T001"}, "参加过原核查或此前的复核，复核须由其他人员进行"),
        ({"leader": "郑玲", "members": "韩丽"}, {"confirms": "T001"}, "拟列入的才指定现场认定"),
        ({"leader": "郑玲", "members": "韩丽"}, {"reinspects": "T003"}, "没有列入负面清单"),
        ({"leader": "郑玲", "members": "韩丽"}, {"reinspects": "2025/T001"}, "2025年目标中没有编号“T001”"),
    ],
)
def test_what_cannot_be_assigned_is_not_planned(
    contested: Acting, plan: dict[str, str], sql: Sql, team: dict[str, str], given: dict[str, str], words: str
) -> None:
    contested.do("accept_appeal", target="T001")
    round_ = plan | {"kind": "专项核查", "title": "现场核查", "document_number": "黔目标办〔2026〕21号"}
    assert words in contested.refused(ACT, **round_, **team, **given)
    assert len(sql.rows(STANDS)) == 1
