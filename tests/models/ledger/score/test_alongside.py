"""得分旁列: the survey and 讲规矩守纪律 stand next to the score and never change it (1-6.1, 1-8.3, A1, A44)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.database import begin
from models.ledger.score.alongside import Alongside, alongside_scores, recorded_since, supplement_in_words
from models.ledger.score.sheets import ScoreSheet, score_sheets
from models.rules.item_weights import EXAMPLE
from models.rules.survey import Dimension
from tests.surveys import commission, filled_survey, give_back

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting

CELL = st.integers(0, 100).flatmap(
    lambda asked: st.integers(0, asked).flatmap(
        lambda answered: st.integers(0, answered).map(lambda bad: (asked, answered, bad))
    )
)


def scores() -> list[ScoreSheet]:
    with begin() as session:
        return score_sheets(session, 2026, date(2027, 1, 20))


def alongside() -> Alongside:
    with begin() as session:
        return alongside_scores(session, 2026)


def scored(january: Acting, paper: dict[str, Any]) -> None:
    """Every component of D001 has points."""
    for key, value in (("negative_points", "-2.5"), ("party_item_weights", EXAMPLE)):
        january.do("set_policy", key=key, value=value, basis="5号", valid_from="2026-01-01")
    january.do("record_second_level", **paper)


def test_before_anything_is_given_nothing_stands_alongside(january: Acting) -> None:
    assert january.day.year == 2027
    assert alongside() == Alongside("尚未测评", {}, {})


def test_each_department_has_its_own_and_withdrawn_records_are_left_out(
    january: Acting, mark: dict[str, Any], policy: str, tmp_path: Path
) -> None:
    commission(january, policy)
    give_back(january, filled_survey(tmp_path))
    paper = {name: mark[name] for name in ("number", "dated", "evidence")}
    for code, fact in (("D001", "迟报"), ("D001", "漏报"), ("D002", "缺席")):
        january.do("record_discipline", department=code, year=2026, fact=fact, reduces="下调一档", **paper)
    january.on("2027-01-25").do("withdraw_discipline", department="D001", year=2026, serial=1, reason="不属实")
    with begin() as session:
        before = alongside_scores(session, 2026, date(2027, 1, 19))
        assert (before.surveyed, before.discipline) == ({}, {})
        assert len(alongside_scores(session, 2026, date(2027, 1, 24)).discipline["D001"]) == 2
        since = recorded_since(session, 2026, date(2027, 1, 20), date(2027, 1, 25), "D001")
    assert supplement_in_words(since) == (
        "2027年1月20日公众测评表2026-1第1次收回；2027年1月20日登记第001厅讲规矩守纪律第1项；"
        "2027年1月20日登记第001厅讲规矩守纪律第2项；2027年1月25日撤回第001厅讲规矩守纪律第1项（不属实）"
    )
    found = alongside()
    assert set(found.surveyed) == {"D001", "D002"}
    assert {code: [row["fact"] for row in rows] for code, rows in found.discipline.items()} == {
        "D001": ["漏报"],
        "D002": ["缺席"],
    }


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(cells=st.lists(CELL, min_size=20, max_size=20), facts=st.lists(st.sampled_from(["D001", "D002"]), max_size=3))
def test_a1_no_survey_and_no_record_changes_a_line_or_a_total(
    january: Acting, mark: dict[str, Any], policy: str, tmp_path: Path, cells: list[Any], facts: list[str]
) -> None:
    scored(january, mark)
    before = [each.lines for each in scores()]
    commission(january, policy, reason="再测")
    cells[::5] = [(max(asked, 1), max(answered, 1), no) for asked, answered, no in cells[::5]]  # someone answers
    filled = {
        position: {
            f"{dimension.label}·{title}": number
            for dimension, cell in zip(Dimension, cells[5 * (position - 1) : 5 * position], strict=True)
            for title, number in zip(("调查人数", "作答人数", "不满意人数"), cell, strict=True)
        }
        for position in range(1, 5)
    }
    give_back(january, filled_survey(tmp_path, alongside().survey[3:9].rstrip("，"), filled))
    paper = {name: mark[name] for name in ("number", "dated", "evidence")}
    for n, code in enumerate(facts):
        january.do("record_discipline", department=code, year=2026, fact=f"事实{n}", reduces="下调一档", **paper)
    assert [each.lines for each in scores()] == before
