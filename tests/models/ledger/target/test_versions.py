"""Every version of a target's requirements is stored with its cause and is verifiable."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.target.versions import in_force_since, requirements_in, requirements_of_lines, target_history
from models.statements import run

if TYPE_CHECKING:
    from datetime import date

    from tests.conftest import Acting, Sql, Violations

CORRECTED = {"编号": "T009", "年度": "2026", "目标名称": "农村公路", "责任部门": "D001", "说明": "另有出处"}


def number(code: str = "T009") -> int:
    with begin() as session:
        return int(run(session, "SELECT id FROM target WHERE code = :code", code=code).scalar_one())


def history(code: str = "T009") -> list[tuple[object, ...]]:
    """Return version, correction, quantity, effective day, cause and adjustment."""
    target = number(code)
    with begin() as session:
        rows = target_history(session, target)
    names = ("version", "correction", "quantity", "effective_on", "cause", "adjustment")
    return [tuple(str(row[name]) if name == "effective_on" else row[name] for name in names) for row in rows]


def since(but: int | None = None) -> date:
    target = number()
    with begin() as session:
        return in_force_since(session, target, but=but)


def test_an_unchanged_target_has_one_version(april: Acting, sql: Sql) -> None:
    assert april.day.month == 4
    assert history() == [(1, 0, 1000, "2026-02-27", "issued", None)]
    assert sql.value("SELECT count(*) FROM target_version") == 0
    assert str(since()) == "2026-02-27"


def test_an_adjusted_target_keeps_its_previous_version(filed: Acting) -> None:
    filed.do("return_adjustment", target="T009", reason="缺签批件")
    assert history() == [
        (1, 0, 1000, "2026-02-27", "issued", None),
        (2, 0, 860, "2026-04-10", "adjusted", 1),
        (3, 0, 1000, "2026-04-15", "restored", 1),
    ]


def test_a_correction_belongs_to_the_same_version_and_both_are_stored(
    april: Acting, sql: Sql, violations: Violations
) -> None:
    april.take("targets", CORRECTED | {"数量": "100"}, reason="多写一个零")
    april.on("2026-04-05").take("targets", CORRECTED | {"数量": "120"}, reason="又看错一行")
    assert history() == [
        (1, 0, 1000, "2026-02-27", "issued", None),
        (1, 1, 100, "2026-04-02", "corrected", None),
        (1, 2, 120, "2026-04-05", "corrected", None),
    ]
    assert sql.value("SELECT version FROM target WHERE code = 'T009'") == 1
    assert violations() == []


DESCRIPTIONS = """SELECT correction, name, source_document, key_project, issued_on::text, reason FROM target_version
ORDER BY correction"""


def test_a_corrected_description_keeps_the_previous_one(april: Acting, sql: Sql, violations: Violations) -> None:
    april.take("targets", CORRECTED | {"目标名称": "农村公路新"}, reason="少写一字")
    assert sql.rows(DESCRIPTIONS) == [
        (0, "农村公路", "", False, "2026-02-27", None),
        (1, "农村公路新", "", False, "2026-02-27", "少写一字"),
    ]
    assert violations() == []
    sql("UPDATE target_version SET name = '高速公路' WHERE correction = 0")
    assert violations() == ["目标要求 2026|T009|1|0：被更改，与台账不符。"]


def test_what_is_filled_in_is_no_version(april: Acting, sql: Sql) -> None:
    april.take("targets", CORRECTED | {"来源文件": "黔府发〔2026〕1号"})
    assert sql.value("SELECT count(*) FROM target_version") == 0


def test_a_version_is_read_with_its_correction(filed: Acting) -> None:
    filed.take("targets", CORRECTED | {"数量": "865"}, reason="看错一行")
    target = number()
    with begin() as session:
        asked = [requirements_in(session, target, version) for version in (1, 2)]
    assert [f"{each['quantity']}{each['unit']}" for each in asked] == ["1000公里", "865公里"]


def test_a_report_shows_the_requirement_of_the_version_it_was_opened_with(filed: Acting) -> None:
    filed.on("2026-05-01").open("monthly_check", "2026-05")
    with begin() as session:
        numbers = run(
            session, "SELECT id FROM obligation WHERE department_id = 2 AND kind = 'monthly_check' ORDER BY id"
        )
        shown = [
            (line["version"], line["newest"], line["quantity"])
            for obligation in numbers.scalars().all()
            for line in requirements_of_lines(session, obligation)
            if line["code"] == "T009"
        ]
    assert shown == [(1, 2, 1000), (2, 2, 860)]


def test_the_effective_day_ignores_the_given_adjustment(filed: Acting, sql: Sql) -> None:
    assert filed.day.month == 4
    assert str(since()) == "2026-04-10"
    assert str(since(but=sql.value("SELECT id FROM adjustment"))) == "2026-02-27"


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE target_version SET quantity = 900 WHERE version = 1", "目标要求 2026|T009|1|0：被更改，与台账不符。"),
        ("DELETE FROM target_version WHERE version = 1", "目标要求 2026|T009|1|0：被删除，与台账不符。"),
        ("UPDATE target_version SET adjustment_id = NULL", "目标要求 2026|T009|2|0：被更改，与台账不符。"),
        ("UPDATE adjustment SET head_on = '2026-04-02'", "目标调整 2026|T009|1：被更改，与台账不符。"),
        ("UPDATE adjustment SET leader_number = '省签〔2026〕1号'", "目标调整 2026|T009|1：被更改，与台账不符。"),
        ("UPDATE target SET quantity = 500 WHERE code = 'T009'", "目标 2026|T009：被更改，与台账不符。"),
    ],
)
def test_a_requirement_or_a_consent_changed_behind_the_ledgers_back_is_found(
    filed: Acting, sql: Sql, violations: Violations, tampering: str, found: str
) -> None:
    assert filed.day.month == 4
    assert violations() == []
    sql(tampering)
    assert violations() == [found]
