"""What is marked comes with everything that says something of it (4.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.database import begin
from models.ledger.concealing import secrets_of

if TYPE_CHECKING:
    from models.rules.secrecy import Secrets
    from tests.conftest import Acting, Sql

NOTICES = "SELECT payload FROM notice WHERE kind = :kind ORDER BY id LIMIT 1"
MARKED: dict[str, Any] = {"marking": "工作秘密", "reason": "涉及未公开规划"}


def secrets() -> Secrets:
    with begin() as session:
        return secrets_of(session)


def test_where_nothing_is_marked_nothing_is_hidden(filed: Acting) -> None:
    filed.do("mark_secret", target="T009", **MARKED)
    filed.do("lift_marking", target="T009", reason="已公开")
    assert not secrets()


def test_a_target_comes_with_its_name_and_every_text_about_it(filed: Acting) -> None:
    filed.on("2026-05-06").do("list_finding", target="T009", finding="路基尚未贯通", found_on="2026-05-06")
    filed.on("2026-05-06").do("mark_secret", target="T009", **MARKED)
    [secret] = secrets().kept
    assert (secret.pointer, secret.names, secret.subjects) == ("目标T009（工作秘密）", ("农村公路",), ("2026/T009",))
    assert {"建成1000公里", "省政府调减年度任务", "路基尚未贯通"} <= set(secret.texts)
    assert "" not in secret.texts


def test_a_finding_comes_with_its_text_and_the_entry_that_it_made(contested: Acting, sql: Sql) -> None:
    contested.do("mark_secret", inspection="2026-1", target="T001", **MARKED)
    found = secrets()
    [secret] = found.kept
    assert (secret.pointer, secret.names) == ("核查2026-1对目标T001的结果（工作秘密）", ())
    assert (secret.texts, secret.subjects, secret.beside) == (("完成86公里",), ("2026/T001/1",), "目标T001")
    payload = sql.value(NOTICES, kind="listed")
    assert payload["finding"] == "完成86公里"
    subject = sql.value("SELECT subject FROM notice WHERE kind = 'listed' LIMIT 1")
    assert found.withhold(payload, about=found.about(subject))["finding"] == "内容不在此显示"


def test_a_file_comes_with_every_name_that_it_was_given(filed: Acting, sql: Sql) -> None:
    digest = sql.value("SELECT sha256 FROM evidence")
    filed.do("mark_secret", evidence=digest, **MARKED)
    [secret] = secrets().kept
    assert (secret.names, secret.texts, secret.subjects) == (("省政府通知.pdf",), (), ())
    assert secrets().hide("附件：省政府通知.pdf") == f"附件：印证材料{digest[:12]}（工作秘密）"
