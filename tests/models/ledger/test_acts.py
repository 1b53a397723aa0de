"""Acts: roles, inputs and context; a repeated or failed act leaves no trace."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.file_store.folder import Folder
from models.intake.source import SignedPaper
from models.ledger.acts import ACTS, LOCK, OPERATOR, Act, Actor, Role, Summary
from models.ledger.chain.verify import verify
from models.ledger.perform import check_hand, perform
from models.rules.errors import Refused, Unavailable
from models.rules.kinds import Known
from models.rules.workdays import BusinessDay
from models.statements import run
from tests.conftest import AT, RECHECKED
from tests.mails import moment

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlmodel import Session

    from tests.conftest import Acting, Make, Sql, Together

TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"


def test_every_act_has_a_title_a_clause_and_a_role() -> None:
    assert all(act.title and act.clause[:2] in {"1-", "3-"} and act.roles for act in ACTS.values())


def test_no_act_lives_in_a_closure() -> None:
    assert [each.name for each in ACTS.values() if getattr(each.body, "__closure__", None)] == []


@pytest.mark.parametrize("name", [name for name, each in ACTS.items() if each.one_by_one])
def test_an_act_that_takes_a_turn_waits_until_the_one_before_it_is_done(acting: Acting, name: str) -> None:
    chosen = ACTS[name]

    def do_it_later() -> None:
        with begin() as later:
            run(later, "SET LOCAL statement_timeout = '50ms'")
            chosen(later, None, acting.context())

    with begin() as session:
        run(session, LOCK, noun=chosen.one_by_one, row=0)
        with pytest.raises(Unavailable):
            do_it_later()


def test_an_unknown_act_is_refused_and_says_how_to_list_them(acting: Acting) -> None:
    assert acting.refused("declare_victory") == "没有名为“declare_victory”的操作。查看全部操作：mubiao act --list。"


@pytest.mark.parametrize(
    "name",
    ["list_finding", "set_limit", "recheck", "return_report", "waive", "register_urging", "record_reverification",
     "import_departments", "import_contacts", "import_targets", "import_calendar", "init", "open_cycle", "remind"],
)  # fmt: skip
def test_an_office_may_not_do_the_agencys_acts(march: Acting, name: str) -> None:
    assert march.office("D001").refused(name).startswith(f"“部门目标办”不能执行“{ACTS[name].title}”，应由省直")


@pytest.mark.parametrize("name", ["submit_report", "record_meeting", "declare_completion", "appoint_liaison"])
def test_a_head_only_records_what_was_read(march: Acting, name: str) -> None:
    assert "“主要领导”不能执行" in march.head("D001").refused(name)


def test_every_missing_field_is_named_at_once_by_its_chinese_title(acting: Acting) -> None:
    text = acting.refused("record_meeting", department="D001", held_on="2026-02-30", attendees=" ")
    assert text.startswith("“登记分析会”未执行：")
    for complaint in ("“季度”必填", "“召开日期”不是有效日期", "“参加人员”不能为空", "“存在问题”必填", "“改进措施”必填"):
        assert complaint in text


def test_a_field_that_an_act_does_not_take_is_refused(acting: Acting) -> None:
    assert "“colour”没有这个字段" in acting.refused("waive", obligation=1, reason="改革", colour="red")


def test_an_import_needs_its_file(acting: Acting) -> None:
    assert "请使用：mubiao import" in acting.refused("import_targets", file="目标.xlsx")


def test_4_7_a_marked_record_is_a_pointer_in_answer_and_chain(filed: Acting, sql: Sql) -> None:
    fields = {"target": "T009", "reason": "材料不全"}
    filed.do("mark_secret", target="T009", marking="工作秘密", reason="涉及未公开规划")
    first = filed.do("return_adjustment", request_id="r1", **fields)
    assert "目标T009（工作秘密）" in first.words
    for listed in ("农村公路", "1000", "860"):
        assert listed not in first.words
    assert sql.value("SELECT result ->> 'words' FROM block ORDER BY height DESC LIMIT 1") == first.words
    assert filed.do("return_adjustment", request_id="r1", **fields).words == first.words


def test_4_7_a_request_answered_before_it_was_marked_is_answered_by_the_pointer_again(consented: Acting) -> None:
    fields = {"target": "T009"}
    assert "860" in consented.office("D001").do("file_adjustment", request_id="r1", **fields).words
    consented.do("mark_secret", target="T009", marking="工作秘密", reason="涉及未公开规划")
    again = consented.office("D001").do("file_adjustment", request_id="r1", **fields)
    assert "目标T009（工作秘密）" in again.words
    assert "860" not in again.words


def test_4_7_a_marked_record_is_opened_by_its_own_command_only(filed: Acting, sql: Sql) -> None:
    filed.do("mark_secret", target="T009", marking="工作秘密", reason="涉及未公开规划")
    day = BusinessDay(filed.day, datetime.combine(filed.day, AT))
    with begin() as session, pytest.raises(Refused, match="请用 mubiao secrets open"):
        perform(session, ACTS["open_secret"], {"target": "T009", "purpose": "核对进度"}, day, OPERATOR)
    assert sql.value("SELECT count(*) FROM secrecy_access") == 0


@pytest.mark.usefixtures("database")
def test_nothing_is_done_before_init(anyone: Acting) -> None:
    assert "请先执行：mubiao init" in anyone.refused("remind")


def test_a_repeated_request_id_returns_the_first_result_and_does_nothing(march: Acting, sql: Sql) -> None:
    office = march.office("D002")
    first = office.report("D002", "2026-03", "T003", request_id="r-1")
    assert office.on("2026-03-09").report("D002", "2026-03", "T003", request_id="r-1") == first
    assert sql.value("SELECT count(*) FROM report") == 1


def test_an_empty_request_id_is_none_so_that_two_acts_may_have_it(march: Acting, sql: Sql) -> None:
    for department, *targets in (("D001", "T001", "T002"), ("D002", "T003")):
        march.office(department).report(department, "2026-03", *targets, request_id="")
    assert sql.value("SELECT count(*) FROM block WHERE act = 'submit_report' AND request_id IS NULL") == 2


def test_a_request_id_that_was_used_for_another_act_is_refused(march: Acting, sql: Sql) -> None:
    march.do("appoint_liaison", "r-1", department="D002", name="王五")
    text = march.refused("waive", request_id="r-1", obligation=1, reason="机构改革")
    assert text == "请求编号“r-1”已用于另一项操作，请换一个编号。"
    assert sql.value("SELECT count(*) FROM obligation WHERE state = 'waived'") == 0


def test_one_request_id_at_once_takes_effect_once(march: Acting, together: Together, sql: Sql) -> None:
    fields = {"department": "D002", "name": "王五"}
    works = [lambda session: march.within(session, "appoint_liaison", "r-1", **fields)] * 4
    results = together(*works)
    done = [result for result in results if isinstance(result, Summary)]
    assert done
    assert all(isinstance(result, Summary | Unavailable) for result in results)
    assert march.do("appoint_liaison", "r-1", **fields) == done[0]
    assert sql.value("SELECT count(*) FROM contact") == 1


def test_acts_at_once_stand_in_one_chain_without_a_gap(
    march: Acting, together: Together, sql: Sql, store: Path
) -> None:
    def registers(name: str) -> Callable[[Session], Summary]:
        return lambda session: march.within(session, "register_inspector", name=name)

    before: int = sql.value("SELECT max(height) FROM block")
    for wave in "甲乙丙丁戊":
        done = together(*[registers(f"王{wave}{number}") for number in "一二三四五六七八"])
        assert [type(result) for result in done] == [Summary] * 8
    assert sql.column("SELECT height FROM block ORDER BY height") == list(range(1, before + 41))
    with begin() as session:
        assert verify(session, Folder(store))[1] == []


def test_an_act_that_fails_after_it_began_leaves_no_row_and_no_block(march: Acting, sql: Sql) -> None:
    def everything() -> dict[str, int]:
        return {name: sql.value(f"SELECT count(*) FROM {name}") for name in sql.column(TABLES)}  # noqa: S608 - names

    before = everything()

    def fail() -> None:
        with begin() as session:
            march.within(session, "appoint_liaison", department="D001", name="王五")
            raise Refused("后来发现不对")

    with pytest.raises(Refused, match="后来"):
        fail()
    assert everything() == before


def test_a_transaction_holds_one_act(march: Acting, sql: Sql) -> None:
    def twice() -> None:
        with begin() as session:
            for department in ("D001", "D002"):
                march.within(session, "appoint_liaison", department=department, name="王五")

    with pytest.raises(ValueError, match="appoint_liaison"):
        twice()
    assert sql.value("SELECT count(*) FROM contact") == 0


def test_every_act_that_moves_something_leaves_one_block_with_who_when_and_what(march: Acting, sql: Sql) -> None:
    march.office("D002").report("D002", "2026-03", "T003", request_id="r-9")
    block = sql.rows(
        "SELECT act, actor, role, business_date::text, request_id, result ->> 'words' FROM block ORDER BY height DESC"
    )[0]
    assert block == ("submit_report", "D002目标办", "office", "2026-03-05", "r-9", "“第002厅”2026-03已填报1项。")


def test_an_act_that_moves_nothing_leaves_no_block(acting: Acting, departments: Make, sql: Sql) -> None:
    departments()
    before = sql.value("SELECT count(*) FROM block")
    acting.do("remind")
    assert sql.value("SELECT count(*) FROM block") == before


def test_a_summary_is_plain_json() -> None:
    assert Summary("好。", {"n": 1}).as_json() == {"words": "好。", "counts": {"n": 1}, "data": {}}


def test_the_source_of_an_entry_for_an_office_is_in_its_block(march: Acting, sql: Sql) -> None:
    march.on_behalf("电话", "李明", "2026-03-04").report("D002", "2026-03", "T003")
    block = sql.rows("SELECT source, business_date::text FROM block ORDER BY height DESC")[0]
    assert block == ({"means": "phone", "note": "李明", "received": "2026-03-04"}, "2026-03-05")


@pytest.mark.parametrize("speaker", ["office", "head"])
def test_only_the_agencys_operator_enters_for_others(march: Acting, speaker: str) -> None:
    by = getattr(march.on_behalf("电话"), speaker)("D002")
    read = {"obligation": 2, "read_on": "2026-03-05", "read_by": "李厅长"}
    assert by.refused("record_read", **read).startswith("只有管理机构经办人代为录入时才注明来源")


@pytest.mark.parametrize("name", ["list_finding", "waive", "import_targets", "pause_cycle"])
def test_an_act_of_the_agency_has_no_source(march: Acting, name: str) -> None:
    text = march.on_behalf("电话").refused(name)
    assert text == f"“{ACTS[name].title}”应由省直目标绩效管理机构办理，不是代部门录入，请去掉来源。"


def test_nothing_was_received_in_the_future(march: Acting) -> None:
    lines = [{"target": "T003", "progress": 1}]
    text = march.on_behalf("纸质", received="2026-03-06").refused(
        "submit_report", department="D002", period="2026-03", lines=lines
    )
    assert text == "收到日期2026-03-06在今天（2026-03-05）之后，请核对。"


@pytest.mark.parametrize("act", ACTS.values(), ids=lambda act: act.name)
def test_no_act_has_a_field_that_is_named_like_the_source(act: Act[Any]) -> None:
    assert not {"source", "source_note", "received"} & set(act.form.model_fields if act.form else ())


# What needs a hand


def signed_by(acting: Acting, paper: SignedPaper | None) -> Acting:
    return replace(acting, actor=replace(acting.actor, paper=paper), signs=False)


@pytest.mark.parametrize("name", [name for name, act in ACTS.items() if act.by_hand])
def test_the_own_mail_of_the_head_is_enough_for_what_he_has_read_alone(name: str) -> None:
    day, head = (
        BusinessDay(date(2026, 3, 5), moment("2026-03-05 09:00")),
        Actor("王强", Role.HEAD, known=Known.OWN_MAIL),
    )
    with nullcontext() if name == "record_read" else pytest.raises(Refused, match="本人签字"):
        check_hand(ACTS[name], day, head, signed=False)


@pytest.mark.parametrize("name", [name for name, act in ACTS.items() if act.by_hand])
def test_what_needs_a_hand_is_refused_without_a_signed_paper(march: Acting, name: str) -> None:
    inputs: dict[str, dict[str, Any]] = {
        "sign_off": {"inspection": "2026-1", "leader": "王文"},
        "list_finding": {"inspection": "2026-1", "target": "T001", "leader": "王文"},
        "record_read": {"obligation": 1},
        "excuse_limit": {"target": "T001", "limit": "2026-11-10", "reason": "汛期"},
        "recheck": {"target": "T001", "passed": True, "found": "属实", **RECHECKED},
        "lift_marking": {"target": "T001", "reason": "规划已公布"},
        "confirm_slip": {"person": "D001/李明"},
        "record_field_visit": {"target": "T001", "visitors": "王文、李天", "leader": "王文", "result": "符合"}
        | {"problems": "无", "assistance": "无"},
    }
    assert signed_by(march, None).refused(name, **inputs[name]) == (
        f"“{ACTS[name].title}”须由{ACTS[name].by_hand}本人签字。录入的，写明签字文件的文号和日期（--paper、--paper-date），"
        "或附签字页（--page）。"
    )


def test_a_paper_of_a_day_to_come_is_refused(march: Acting) -> None:
    later = SignedPaper(number="签1号", dated=date(2026, 3, 6))
    text = signed_by(march, later).refused("record_read", obligation=1)
    assert text == "签字文件日期2026-03-06在今天（2026-03-05）之后，请核对。"


def test_a_paper_is_not_older_than_what_it_signs(issued: Acting) -> None:
    fields = {"conclusion": "符合目标要求", "found": "属实", "methods": "实地查看", "found_on": "2026-09-15"}
    issued.do("record_finding", inspection="2026-1", target="T001", found_by="王文、李天", **fields)
    early, same = (SignedPaper(number="签1号", dated=date(2026, 9, day)) for day in (14, 15))
    sign = {"inspection": "2026-1", "leader": "王文"}
    assert signed_by(issued, early).refused("sign_off", **sign) == (
        "签字文件日期2026-09-14早于核查日期（2026-09-15），不是对其的签字，请核对。"
    )
    assert signed_by(issued.on("2026-09-20"), same).do("sign_off", **sign).counts["signed"] == 1


def test_the_recheck_is_signed_after_the_feedback(issued: Acting) -> None:
    issued.lists("T001", "没有完工", "2026-09-15")
    issued.do("set_limit", target="T001", limit="2026-09-30")
    done = issued.on("2026-09-18").office("D001")
    done.do("declare_completion", target="T001", completed_on="2026-09-18", measures="补建")
    done.do("file_feedback", target="T001", feedback="已完工")
    recheck = {"target": "T001", "passed": True, "found": "属实", **RECHECKED}
    early = SignedPaper(number="签1号", dated=date(2026, 9, 17))
    assert signed_by(issued.on("2026-09-21"), early).refused("recheck", **recheck) == (
        "签字文件日期2026-09-17早于反馈日期（2026-09-18），不是对其的签字，请核对。"
    )


def test_the_block_names_the_signed_page(march: Acting, sql: Sql) -> None:
    march.take("contacts", {"部门编码": "D002", "角色": "主要领导", "姓名": "D002厅长"})
    march.report("D002", "2026-03", "T003")
    number = sql.value("SELECT obligation_id FROM report")
    signed_by(march.head("D002"), SignedPaper(page="ab" * 32)).do("record_read", obligation=number)
    assert sql.column("SELECT source FROM block ORDER BY height DESC LIMIT 1") == [{"page": "ab" * 32}]


def test_how_an_actor_is_known_follows_his_role_unless_it_is_said(march: Acting) -> None:
    known = [each.actor.known for each in (march, march.system, march.office("D001"), march.head("D001"))]
    assert known == [Known.OPERATOR, Known.SYSTEM, Known.CLAIMED, Known.CLAIMED]
    assert Actor("表中各部门目标办", Role.AGENCY, known=Known.CLAIMED).known is Known.CLAIMED


@pytest.mark.parametrize(
    ("stated", "account", "hand", "signature"),
    [
        ("王文", "root", "王文（本机账户 root）", "第002厅目标办（王文代录，本机账户 root）"),
        ("root", "root", "root", "第002厅目标办（root代录）"),
        ("王文", "", "王文", "第002厅目标办（王文代录）"),
    ],
)
def test_a_stated_name_stands_with_the_account_of_the_system(
    stated: str, account: str, hand: str, signature: str
) -> None:
    actor = Actor("第002厅目标办", Role.OFFICE, 2, entered_by=stated, account=account)
    assert (actor.hand, actor.signature) == (hand, signature)


def test_the_header_of_a_block_holds_how_its_actor_is_known(march: Acting, sql: Sql) -> None:
    march.report("D002", "2026-03", "T003")
    sql("ALTER TABLE block DISABLE TRIGGER ALL")
    sql("UPDATE block SET known = 'claimed' WHERE height = (SELECT max(height) FROM block)")
    sql("ALTER TABLE block ENABLE TRIGGER ALL")
    with begin() as session:
        assert any("本块内容被更改" in fault for fault in verify(session, Folder(Path("/nowhere")))[1])


def test_5_3_the_work_of_the_agency_is_done_by_the_agency_alone(march: Acting) -> None:
    work = {
        "a 规章制度": "record_regulation",
        "b 绩效目标": "issue_targets",
        "c 管控": "set_limit",
        "d 考评": "approve_appraisal",
        "e 申诉": "handle_appeal",
        "f 交办": "record_assignment",
    }
    for name in work.values():
        assert ACTS[name].roles == {Role.AGENCY}
        for other in (march.office("D001"), march.head("D001"), march.system):
            title = ACTS[name].title
            said = f"“{other.actor.role.label}”不能执行“{title}”，应由省直目标绩效管理机构办理。"
            assert other.refused(name) == said
        assert "不能执行" not in march.agency.refused(name)
