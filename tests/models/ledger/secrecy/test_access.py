"""Opening marked records: by named readers, recorded, with the content never in the chain (4.7)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.intake.source import SignedPaper
from models.ledger.acts import OPERATOR, Actor, Role
from models.ledger.evidence.store import store_files
from models.ledger.secrecy.access import content_of, marked_now

if TYPE_CHECKING:
    from pathlib import Path

    from models.ledger.secrecy.access import OpenedContent
    from tests.conftest import Acting, Sql, Violations

OPENING: dict[str, Any] = {"target": "T009", "purpose": "核对进度"}
READER: dict[str, Any] = {"reader": "D001/王建国", "reason": "分管"}


def person(acting: Acting, name: str, code: str = "D001") -> Acting:
    """An actor in person, in the form of the command line."""
    department = acting.head(code).actor.department
    return replace(acting, actor=Actor(f"第{code[1:]}厅 {name}", Role.HEAD, department))


def opened(acting: Acting, **fields: Any) -> OpenedContent:
    access = acting.do("open_secret", **fields).data["access"]
    with begin() as session:
        return content_of(session, access)


@pytest.fixture
def readable(april: Acting) -> Acting:
    """T009 is marked and 王建国 may open it; today is 2 April."""
    april.do("mark_secret", target="T009", marking="工作秘密", reason="涉及未公开规划")
    april.do("admit_reader", target="T009", **READER)
    return april


def test_a_named_person_opens_a_target(readable: Acting, violations: Violations) -> None:
    content = opened(person(readable, "王建国"), **OPENING)
    assert content.lines == (
        ("目标名称", "农村公路"),
        ("绩效要求", "建成1000公里"),
        ("数量", "1000"),
        ("单位", "公里"),
        ("完成时限", "2026-12-31"),
    )
    assert content.file == ""
    assert violations() == []


def test_every_opening_is_on_record_and_says_nothing_of_the_content(readable: Acting, sql: Sql) -> None:
    for number in (1, 2):
        reader = person(readable, "王建国")
        paper = SignedPaper(f"签{number}号", reader.day)
        reader = replace(reader, signs=False, actor=replace(reader.actor, paper=paper))
        output = reader.do("open_secret", **OPENING).words
        assert output == f"第001厅 王建国于2026-04-02阅看目标T009（工作秘密），第{number}次，已记入台账。"
    assert sql.rows("SELECT serial, name, purpose FROM secrecy_access ORDER BY id") == [
        (1, "王建国", "核对进度"),
        (2, "王建国", "核对进度"),
    ]
    blocks = sql.rows("SELECT actor, result FROM block WHERE act = 'open_secret'")
    assert [actor for actor, _ in blocks] == ["第001厅 王建国"] * 2
    assert not any(text in json.dumps(blocks, ensure_ascii=False) for text in ("农村公路", "1000公里"))


def test_other_persons_are_refused(readable: Acting, sql: Sql) -> None:
    why = "不是目标T009（工作秘密）的阅看人员，不能阅看。确需阅看的，由管理机构指定。"
    assert person(readable, "赵立").refused("open_secret", **OPENING) == f"“第001厅 赵立”{why}"
    assert person(readable, "王建国", "D002").refused("open_secret", **OPENING) == f"“第002厅 王建国”{why}"
    assert readable.refused("open_secret", **OPENING) == f"“贵州省目标绩效管理机构 ”{why}"
    assert replace(person(readable, "王建国"), signs=False).refused("open_secret", **OPENING) == (
        "涉密事项由阅看人员本人阅看。代他人阅看的，写明其签字文件的文号和日期（--paper、--paper-date），或附签字页（--page）。"
    )
    readable.do("dismiss_reader", target="T009", **READER)
    assert person(readable, "王建国").refused("open_secret", **OPENING) == f"“第001厅 王建国”{why}"
    assert sql.value("SELECT count(*) FROM secrecy_access") == 0


def test_an_unmarked_record_cannot_be_opened(april: Acting) -> None:
    text = person(april, "王建国").refused("open_secret", **OPENING)
    assert text == "该事项没有标注密级。标注：mubiao act mark_secret。"


def test_an_opened_finding_has_its_text(contested: Acting) -> None:
    contested.take("contacts", {"部门编码": "D001", "角色": "主要领导", "姓名": "王建国"})
    finding = {"inspection": "2026-1", "target": "T001"}
    contested.do("mark_secret", **finding, marking="秘密", reason="涉及重大工程")
    contested.do("admit_reader", **finding, **READER)
    content = opened(person(contested, "王建国"), **finding, purpose="研究整改")
    assert content.lines == (
        ("目标名称", "目标T001"),
        ("核查结论", "未按质按量完成"),
        ("核查情况", "完成86公里"),
    )


def test_an_opened_target_has_its_findings(contested: Acting) -> None:
    contested.take("contacts", {"部门编码": "D001", "角色": "主要领导", "姓名": "王建国"})
    contested.do("mark_secret", target="T001", marking="秘密", reason="涉及重大工程")
    contested.do("admit_reader", target="T001", **READER)
    content = opened(person(contested, "王建国"), target="T001", purpose="研究整改")
    assert content.lines[-1] == ("核查2026-1", "完成86公里")


def test_a_file_is_opened_by_its_hash(april: Acting, store: Path, tmp_path: Path) -> None:
    assert not store.exists()
    (tmp_path / "规划.pdf").write_bytes(b"a plan")
    with begin() as session:
        [digest] = store_files(session, [tmp_path / "规划.pdf"])
    april.do("mark_secret", evidence=digest, marking="秘密", reason="原件定密")
    april.do("admit_reader", evidence=digest[:8], **READER)
    content = opened(person(april, "王建国"), evidence=digest[:8], purpose="核对原件")
    assert (content.lines, content.file) == ((), digest)


def test_marked_records_are_listed_with_readers_and_accesses(readable: Acting) -> None:
    readable.do("admit_reader", target="T009", reader="D001/赵立", reason="分管省领导")
    readable.do("dismiss_reader", target="T009", reader="D001/赵立", reason="分工调整")
    person(readable, "王建国").do("open_secret", **OPENING)
    readable.do("mark_secret", target="T001", marking="内部", reason="未公开")
    readable.do("lift_marking", target="T001", reason="已公开")
    with begin() as session:
        [row] = marked_now(session)
    assert (row["record"], row["record_key"], row["marking"], row["reason"]) == (
        "target",
        "2026|T009",
        "work_secret",
        "涉及未公开规划",
    )
    assert row["readers"] == ["D001/王建国"]
    opening = {"department": "D001", "name": "王建国", "opened_on": "2026-04-02", "purpose": "核对进度"}
    assert row["openings"] == [opening | {"account": ""}]


OWN: dict[str, Any] = {"reader": "AGENCY/王芳", "reason": "承办"}


def operator(acting: Acting, account: str, name: str = "王芳") -> Acting:
    """The agency's operator under an account, by the name that he states."""
    return replace(acting, actor=replace(OPERATOR, entered_by=name, account=account))


@pytest.fixture
def own(readable: Acting) -> Acting:
    """王芳 of the agency may open T009 under the account wangfang."""
    readable.take("contacts", {"部门编码": "AGENCY", "角色": "联络员", "姓名": "王芳"})
    readable.do("admit_reader", target="T009", **OWN, account="wangfang")
    return readable


def test_an_operator_opens_under_the_account_of_his_admission_only(
    own: Acting, sql: Sql, violations: Violations
) -> None:
    words = operator(own, "wangfang").do("open_secret", **OPENING).words
    assert words == "贵州省目标绩效管理机构 王芳于2026-04-02阅看目标T009（工作秘密），第1次，已记入台账。"
    assert operator(own, "root").refused("open_secret", **OPENING) == (
        "“贵州省目标绩效管理机构 王芳”以本机账户 wangfang 阅看目标T009（工作秘密），"
        "现在的账户是root，不能阅看。账户有变的，由管理机构重新指定（admit_reader）。"
    )
    assert "王文”不是" in operator(own, "wangfang", "王文").refused("open_secret", **OPENING)
    assert sql.rows("SELECT name, account FROM secrecy_access") == [("王芳", "wangfang")]
    assert violations() == []


def test_another_account_is_a_new_admission_on_record(own: Acting, sql: Sql, violations: Violations) -> None:
    again = own.do("admit_reader", target="T009", **OWN, account="wangfang")
    assert again.counts == {"admitted": 0}
    moved = own.do("admit_reader", target="T009", **OWN, account="wf2")
    assert moved.words == (
        "贵州省目标绩效管理机构 王芳可以阅看目标T009（工作秘密），每次阅看记入台账。只能以本机账户 wf2 阅看。"
    )
    assert "本机账户 wf2 阅看" in operator(own, "wangfang").refused("open_secret", **OPENING)
    assert operator(own, "wf2").do("open_secret", **OPENING).counts == {"opened": 1}
    assert sql.column("SELECT account FROM secrecy_reader WHERE name = '王芳' ORDER BY serial") == ["wangfang", "wf2"]
    assert violations() == []


def listed() -> list[dict[str, Any]]:
    with begin() as session:
        return marked_now(session)


def test_a_paper_older_than_the_marking_opens_nothing(readable: Acting, sql: Sql) -> None:
    reader = person(readable, "王建国")
    old = replace(reader, signs=False, actor=replace(reader.actor, paper=SignedPaper("签1号", date(2026, 4, 1))))
    words = "签字文件日期2026-04-01早于标注密级的日期（2026-04-02），不是对其的签字，请核对。"
    assert old.refused("open_secret", **OPENING) == words
    assert sql.value("SELECT count(*) FROM secrecy_access") == 0


def test_a_marked_file_is_no_signed_page_for_opening_it(april: Acting, store: Path, tmp_path: Path) -> None:
    assert not store.exists()
    (tmp_path / "规划.pdf").write_bytes(b"a plan")
    with begin() as session:
        [digest] = store_files(session, [tmp_path / "规划.pdf"])
    april.do("mark_secret", evidence=digest, marking="秘密", reason="原件定密")
    april.do("admit_reader", evidence=digest, **READER)
    reader = person(april, "王建国")
    page = replace(reader, signs=False, actor=replace(reader.actor, paper=SignedPaper("", None, digest)))
    assert page.refused("open_secret", evidence=digest, purpose="核对").startswith("签字页就是要阅看的材料")
