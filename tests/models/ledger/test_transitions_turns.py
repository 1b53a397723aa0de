"""An act that works alone meets nothing half done: a report and the withdrawal of its target, a finding and one."""

from __future__ import annotations

from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest

from models.intake.complaints import Checked
from models.ledger.acts import ACTS, Summary, read_input
from models.ledger.transitions import NEXT_TO_OTHERS, work_alone
from models.rules.errors import Refused, Unavailable
from models.statements import run
from tests.models.ledger.conftest import FINDING, ROAD
from tests.models.ledger.draft.lists import consulted_list, states, submit

if TYPE_CHECKING:
    from sqlmodel import Session

    from tests.conftest import Acting, Meanwhile, Sql, Together, Violations

REFERRING = """
SELECT (SELECT count(*) FROM finding f WHERE f.target_id = t.id) + (SELECT count(*) FROM sample WHERE
    strpos(CAST(population AS text), '2026/T009') > 0) + (SELECT count(*) FROM report_line l WHERE l.target_id = t.id
        AND l.version > 0) FROM target t WHERE t.code = 'T009'
"""
REPORT = {"department": "D001", "period": "2026-04"}
LINES = [{"target": code, "progress": 5} for code in ("T001", "T002", "T009")]
IMPATIENT = "SET LOCAL lock_timeout = '50ms'"
OBJECTION = {"target": "N1", "opinion": "有异议", "reason": "用地不足", "proposal": "改为900公里"}
FOUND: dict[str, Any] = {**FINDING, "found_on": "2026-09-15", "found_by": "王文、李天", "conclusion": "未按质按量完成"}


def withdraw(acting: Acting, policy: str) -> Any:
    fields = {"target": "T009", "reason": "误导入", "evidence": policy}
    return lambda session: acting.within(session, "withdraw_target", **fields)


def one_of_both(done: list[Any], sql: Sql) -> None:
    """Either the target was withdrawn and nothing refers to it, or the other way round."""
    withdrawn = sql.value("SELECT withdrawn_on IS NOT NULL FROM target WHERE code = 'T009'")
    assert [isinstance(each, Summary) for each in done] == [withdrawn, not withdrawn]
    assert all(isinstance(each, Summary | Refused) for each in done)
    assert sql.value(REFERRING) == int(not withdrawn)


@pytest.mark.parametrize("trial", range(3))
def test_a_target_is_withdrawn_or_reported(
    april: Acting, policy: str, together: Together, sql: Sql, violations: Violations, *, trial: int
) -> None:
    def report(session: Session) -> Summary:
        return april.office("D001").within(session, "submit_report", lines=LINES, **REPORT)

    one_of_both(together(withdraw(april, policy), report), sql)
    assert (trial, violations()) == (trial, [])


def test_a_target_is_withdrawn_or_found(issued: Acting, policy: str, together: Together, sql: Sql) -> None:
    issued.take("targets", {**ROAD, "下达日期": "2026-09-14"})

    def find(session: Session) -> Summary:
        return issued.within(session, "record_finding", inspection="2026-1", target="T009", **FOUND)

    one_of_both(together(withdraw(issued, policy), find), sql)


def test_a_target_is_withdrawn_or_in_a_population(march: Acting, policy: str, together: Together, sql: Sql) -> None:
    september = march.on("2026-09-14")
    september.take("targets", {**ROAD, "下达日期": "2026-09-14"})
    september.do("draft_inspection", kind="季度核查", title="核查", departments="D001", standard="绩效要求")
    sample: dict[str, Any] = {"subject": "2026-1", "year": 2026, "take": 1, "secret": "ab" * 32}
    works = (withdraw(september, policy), lambda session: september.within(session, "commit_sample", **sample))
    withdrawn, committed = together(*works)
    assert isinstance(committed, Summary)
    assert isinstance(withdrawn, Summary) == (sql.value(REFERRING) == 0)


@pytest.mark.usefixtures("march")
def test_of_two_who_work_alone_one_waits_for_the_other(together: Together) -> None:
    assert together(work_alone, work_alone) == [None, None]


def both_begun(*works: Any) -> list[Any]:
    """The works, of which none goes on before each has taken its turn next to the others, as every act does."""
    begun = Barrier(len(works))

    def one(work: Any) -> Any:
        def take_turn(session: Session) -> Any:
            run(session, f"SELECT {NEXT_TO_OTHERS}")
            begun.wait(30)
            return work(session)

        return take_turn

    return [one(work) for work in works]


def test_of_two_acts_that_work_alone_at_once_one_is_asked_to_retry_and_judges_the_new_state(
    april: Acting, policy: str, together: Together, sql: Sql, violations: Violations
) -> None:
    number = sql.value("SELECT max(o.id) FROM obligation o JOIN department d ON d.id = o.owed_by WHERE d.code = 'D001'")
    april.do("waive", obligation=number, reason="机构改革")
    works = {
        "withdraw_target": {"target": "T009", "reason": "误导入", "evidence": policy},
        "withdraw_waiver": {"obligation": number, "reason": "填错事项编号"},
    }
    acts = [lambda session, n=name, f=fields: april.within(session, n, **f) for name, fields in works.items()]
    done = dict(zip(works, together(*both_begun(*acts)), strict=True))
    [loser] = [name for name, result in done.items() if not isinstance(result, Summary)]
    assert isinstance(done[loser], Unavailable)
    assert "重试" in done[loser].message
    assert sql.value("SELECT count(*) FROM block WHERE act = :act", act=loser) == 0
    if loser == "withdraw_waiver":
        assert "豁免以后，所涉事项已有办理" in april.refused(loser, **works[loser])
    else:
        assert april.do(loser, **works[loser]).counts["withdrawn"] == 1
    assert violations() == []


def test_of_two_equal_acts_that_work_alone_at_once_one_is_done(
    april: Acting, policy: str, together: Together, sql: Sql, violations: Violations
) -> None:
    done = together(*both_begun(withdraw(april, policy), withdraw(april, policy)))
    assert sorted(type(each).__name__ for each in done) == ["Summary", "Unavailable"]
    assert sql.value("SELECT count(*) FROM block WHERE act = 'withdraw_target'") == 1
    assert violations() == []


@pytest.mark.parametrize("name", ["give_opinions", "answer_objection", "import_drafts", "import_indicators"])
def test_what_a_paper_says_does_not_change_under_its_submission(
    march: Acting, sql: Sql, meanwhile: Meanwhile, together: Together, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.ledger.acts.PATIENT", IMPATIENT)
    _, number = consulted_list(march)
    given: dict[str, Any] = {
        "give_opinions": {"obligation": number, "lines": [OBJECTION]},
        "answer_objection": {"target": "N1", "accepted": False, "answer": "任务已定"},
    }

    def act(session: Session) -> Summary:
        run(session, IMPATIENT)
        data = ACTS[name].form and read_input(ACTS[name], given[name])
        return ACTS[name](session, data or Checked("表.csv", (), ()), march.context())

    met: list[Any] = []
    meanwhile("INSERT INTO submission ", lambda: met.extend(together(act)))
    submit(march)
    assert isinstance(met[0], Unavailable)
    assert set(states(sql).values()) == {"submitted"}


@pytest.mark.parametrize("trial", range(3))
def test_a_code_is_imported_as_a_target_or_as_a_draft(
    march: Acting, together: Together, sql: Sql, *, trial: int
) -> None:
    draft = {"年度": "2026", "编号": "T009", "目标名称": "农村公路", "责任部门": "D001"}
    done = together(lambda _: march.take("targets", ROAD), lambda _: march.take("drafts", draft))
    assert sorted(type(each).__name__ for each in done) == ["ImportRefused", "Summary"]
    both = "SELECT (SELECT count(*) FROM target_draft) + (SELECT count(*) FROM target WHERE code = 'T009')"
    assert (trial, sql.value(both)) == (trial, 1)
