"""《催办函》 as a paper: based on its task, and only for an open or sent one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.papers.signature import Signature
from models.ledger.papers.urging import UrgingPaper, urging_paper
from models.rules.errors import Refused

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

TASK = """
SELECT u.id FROM urging u JOIN obligation o ON o.id = u.obligation_id JOIN department d ON d.id = o.department_id
WHERE d.code = 'D001' AND u.step = :step
"""


@pytest.fixture
def duty(march: Acting, sql: Sql) -> int:
    """The check of March of D001, due on 31 March."""
    assert march.day == date(2026, 3, 5)
    owed = "SELECT o.id FROM obligation o JOIN department d ON d.id = o.department_id WHERE d.code = 'D001'"
    return int(sql.value(owed))


def swept(acting: Acting, *days: str) -> None:
    for day in days:
        acting.on(day).system.do("propose_urgings")


def task(sql: Sql, step: int) -> int:
    return int(sql.value(TASK, step=step))


def paper(number: int, day: str = "2026-04-03") -> UrgingPaper:
    with begin() as session:
        return urging_paper(session, number, date.fromisoformat(day))


def refused(number: int, day: str = "2026-04-03") -> str:
    with pytest.raises(Refused) as refusal:
        paper(number, day)
    return refusal.value.message


def test_the_letter_has_duty_delay_reason_and_earlier_urgings(march: Acting, duty: int, sql: Sql) -> None:
    swept(march, "2026-04-01")
    march.on("2026-04-01").do("register_urging", urging=task(sql, 1), outcome="答复本周报送")
    swept(march, "2026-04-03")
    found = paper(duty)
    assert (found.task, found.obligation) == (task(sql, 2), duty)
    assert (found.department, found.taken_over_from) == ("第001厅", "")
    assert (found.title, found.subject) == ("关于2026年3月月度检查的催办函", "2026年3月月度检查")
    assert (found.due, found.late) == (date(2026, 3, 31), "已逾期3个工作日")
    assert found.why.startswith("《目标管控》6.1.1，每月检查")
    assert found.to_do == "逐项填报本月进度、状态和说明"
    assert found.earlier == ("2026年4月1日电话询问：答复本周报送",)
    assert found.signature == Signature("贵州省目标绩效管理机构", date(2026, 4, 3))


def test_a_letter_written_later_counts_until_that_day(march: Acting, duty: int) -> None:
    swept(march, "2026-04-01", "2026-04-03")
    assert (paper(duty, "2026-04-07").late, paper(duty, "2026-04-07").signature.day) == (
        "已逾期4个工作日",
        date(2026, 4, 7),
    )
    assert paper(duty).earlier == ()
    assert refused(duty, "2026-04-02") == (
        "发函催办于2026-04-03安排，催办函不能写2026-04-02的日期。请写明日期：--on 2026-04-03，或以后的一日。"
    )


def test_a_sent_letter_keeps_its_day(march: Acting, duty: int, sql: Sql) -> None:
    swept(march, "2026-04-01", "2026-04-03")
    march.on("2026-04-07").do("register_urging", urging=task(sql, 2), outcome="已寄出")
    sent = paper(duty, "2026-04-08")
    march.on("2026-04-09").report("D001", "2026-03", "T001", "T002")
    assert paper(duty, "2026-04-10") == sent
    assert (sent.late, sent.signature.day) == ("已逾期4个工作日", date(2026, 4, 7))


def test_a_call_replaced_by_a_letter_is_one(march: Acting, duty: int, sql: Sql) -> None:
    swept(march, "2026-04-01")
    march.on("2026-04-01").do("register_urging", urging=task(sql, 1), outcome="电话不通", replaced_by="发函")
    assert (paper(duty).task, paper(duty).late) == (task(sql, 1), "已逾期1个工作日")


def test_due_on_a_rest_day_and_urged_before_the_next_working_day(march: Acting, duty: int, sql: Sql) -> None:
    swept(march, "2026-04-01", "2026-04-03")
    sql("UPDATE deadline SET due = '2026-04-04'")
    assert paper(duty, "2026-04-05").late == "已逾期"


def test_the_letter_is_addressed_to_the_successor(march: Acting, duty: int) -> None:
    swept(march, "2026-04-01", "2026-04-03")
    reform = {"successor": "D002", "effective_on": "2026-04-03", "basis": "黔机编〔2026〕12号"}
    march.on("2026-04-03").do("merge_department", department="D001", **reform)
    assert (paper(duty).department, paper(duty).taken_over_from) == ("第002厅", "第001厅")


def test_an_obligation_that_is_not_overdue_has_no_task(duty: int) -> None:
    text = "“第001厅”的“2026年3月月度检查”没有催办任务；逾期后由每日巡检依次安排电话询问、发函、实地催办。"
    assert refused(duty, "2026-03-05") == text


def test_the_agencys_own_obligation_is_not_urged(march: Acting, sql: Sql) -> None:
    march.on("2027-01-11").open("year_end_reverification", "2026")
    own = sql.value("SELECT id FROM obligation WHERE kind = 'year_end_reverification' ORDER BY id LIMIT 1")
    assert refused(own, "2027-02-03") == "“2026年年终复核”由本机构办理，没有催办。"


def test_without_a_letter_the_refusal_names_the_current_step(march: Acting, duty: int, sql: Sql) -> None:
    swept(march, "2026-04-01")
    first = task(sql, 1)
    stands = f"“第001厅”的“2026年3月月度检查”没有发函的催办任务，催办任务{first}为电话询问"
    text = f"{stands}（待催办）。确需发函的，请登记时改用发函（register_urging --urging {first} --replaced-by 发函）。"
    assert refused(duty, "2026-04-01") == text
    march.on("2026-04-01").do("register_urging", urging=first, outcome="答复本周报送")
    assert refused(duty, "2026-04-01") == f"{stands}（已催办）。"


def test_a_skipped_letter_is_not_available(march: Acting, duty: int, sql: Sql) -> None:
    swept(march, "2026-04-01", "2026-04-03")
    march.on("2026-04-03").do("register_urging", urging=task(sql, 2), outcome="已当面催办", skipped=True)
    assert refused(duty).endswith(f"催办任务{task(sql, 2)}为发函（已跳过）。")


def test_a_discharged_obligation_is_not_urged(march: Acting, duty: int) -> None:
    swept(march, "2026-04-01", "2026-04-03")
    march.on("2026-04-03").report("D001", "2026-03", "T001", "T002")
    assert refused(duty) == "“第001厅”的“2026年3月月度检查”已办结，不需要催办。"


@pytest.mark.usefixtures("march")
def test_an_unknown_duty_is_refused() -> None:
    assert refused(777) == "没有编号为777的应办事项。查看：mubiao owed。"
