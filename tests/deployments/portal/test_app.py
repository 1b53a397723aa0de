"""The routes: what each answers to each role, the headers of every answer, and the sentences of errors."""

from __future__ import annotations

import os
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from starlette.routing import Route

from deployments.portal.app import routes, tidy
from deployments.portal.guard import HEADERS
from models.file_store.folder import TimedFolder, place_of
from tasks.settings import settings

if TYPE_CHECKING:
    from tests.conftest import Sql
    from tests.deployments.portal.conftest import Desk

# Route, method: the status without a session, of the own office, and of another one. A new route needs a line.
STATUS = {
    ("/", "GET"): (303, 200, 200),
    ("/in", "GET"): (200, 200, 200),
    ("/in", "POST"): (401, 401, 401),
    ("/in/code", "POST"): (200, 200, 200),
    ("/first", "GET"): (200, 200, 200),
    ("/first", "POST"): (422, 422, 422),
    ("/out", "POST"): (303, 303, 303),
    ("/favicon.ico", "GET"): (204, 204, 204),
    ("/day", "GET"): (303, 404, 404),
    ("/board", "GET"): (303, 404, 404),
    ("/board/workbook", "GET"): (303, 404, 404),
    ("/list", "GET"): (303, 404, 404),
    ("/list/{name}", "GET"): (303, 404, 404),
    ("/list/{name}/workbook", "GET"): (303, 404, 404),
    ("/act", "GET"): (303, 404, 404),
    ("/act/{name}", "GET"): (303, 404, 404),
    ("/act/{name}", "POST"): (303, 404, 404),
    ("/sheet/{kind}", "GET"): (303, 404, 404),
    ("/sheet/{kind}", "POST"): (303, 404, 404),
    ("/sheet/{kind}/workbook", "GET"): (303, 404, 404),
    ("/own", "GET"): (303, 200, 200),
    ("/own", "POST"): (303, 422, 422),
    ("/own/end", "POST"): (303, 303, 303),
    ("/head", "GET"): (303, 200, 200),
    ("/head", "POST"): (303, 404, 404),
    ("/cloud", "GET"): (303, 200, 200),
    ("/cloud/{month}/{year:int}/{code}/{number:int}", "GET"): (303, 404, 404),
    ("/signer-changes/{number:int}/paper", "GET"): (303, 404, 404),
    ("/unit", "GET"): (303, 303, 303),
    ("/unit/{unit}", "GET"): (303, 200, 404),
    ("/unit/{unit}/target/{year:int}/{code}", "GET"): (303, 200, 404),
    ("/duty/{number:int}", "GET"): (303, 200, 404),
    ("/duty/{number:int}", "POST"): (303, 303, 404),
    ("/duty/{number:int}/saved", "GET"): (303, 200, 404),
    ("/duty/{number:int}/workbook", "GET"): (303, 200, 404),
    ("/matter/{key:path}", "GET"): (303, 200, 404),
    ("/matter/{key:path}", "POST"): (303, 303, 404),
    ("/matter/{key:path}/saved", "GET"): (303, 200, 404),
    ("/workbook", "GET"): (303, 200, 200),
    ("/workbook", "POST"): (303, 303, 303),
    ("/workbook/all/{office:int}", "GET"): (303, 200, 404),
    ("/workbook/red/{request}/{number:int}", "GET"): (303, 404, 404),
}


def ask(desk: Desk, path: str, method: str, own: str, **headers: str) -> int:
    office = str(int(own) + 1)  # duty 1 is that of D001, which is department 2
    place = path.replace("{unit}", f"D00{own}").replace("{year:int}/{code}", f"2026/T00{int(own) + 1}")
    place = (
        place.replace("{number:int}", own)
        .replace("{key:path}", f"people||D00{own}||0")
        .replace("{name}", "targets")
        .replace("{office:int}", office)
    )
    return (desk.get(place) if method == "GET" else desk.post(place, headers=headers or None)).status_code


def test_every_route_has_its_line() -> None:
    found = [each for each in routes() if isinstance(each, Route)]
    assert {(each.path, method) for each in found for method in (each.methods or set()) - {"HEAD"}} == STATUS.keys()


@pytest.mark.parametrize(("path", "method"), STATUS)
def test_a_route_answers_each_as_the_table_says(desk: Desk, path: str, method: str) -> None:
    assert ask(desk, path, method, "2") == STATUS[path, method][0]
    desk.first()
    desk.get("/")
    assert ask(desk, path, method, "1") == STATUS[path, method][2]
    desk.sign_in()
    desk.get("/")
    assert ask(desk, path, method, "2") == STATUS[path, method][1]


# What differs for a head and a leader in charge of a department: they answer none of its duties.
OF_LEADERS = {
    ("/", "GET"): 303,
    **{key: 404 for key in STATUS if key[0].startswith(("/duty", "/matter", "/workbook/all"))},
}
# What differs for a reader of the agency from an office that is not his own.
OF_READER = {
    ("/", "GET"): 303,
    **{key: 200 for key in STATUS if key[1] == "GET" and key[0].startswith(("/board", "/list", "/unit"))},
}
OF_NO_ROLE = {"/in", "/first", "/out"}


def answers(desk: Desk, own: str) -> dict[tuple[str, str], int]:
    """The status of every route but those for which nobody signs in."""
    found = {}
    for path, method in STATUS:
        if path not in OF_NO_ROLE:
            desk.get("/cloud")
            found[path, method] = ask(desk, path, method, own)
    return found


def as_in_the_table(column: int, differing: dict[tuple[str, str], int] | None = None) -> dict[tuple[str, str], int]:
    return {key: each[column] for key, each in STATUS.items() if key[0] not in OF_NO_ROLE} | (differing or {})


@pytest.mark.parametrize("role", ["主要领导", "分管省领导"])
def test_a_route_answers_who_leads_a_department_as_the_table_says(desk: Desk, role: str) -> None:
    desk.acting.take("contacts", {"部门编码": "D002", "角色": role, "姓名": "孙平"})
    digest = sha256(b"LEAD2345LEAD6789").hexdigest()
    desk.acting.do("open_account", people=["D002/孙平"], code_digest=digest)
    desk.first("LEAD2345LEAD6789")
    assert answers(desk, "2") == as_in_the_table(1, OF_LEADERS)
    assert answers(desk, "1") == as_in_the_table(2, {("/", "GET"): 303})


def test_an_office_that_cooperates_sees_the_target_and_nothing_of_the_other_office(desk: Desk) -> None:
    shared = {"年度": "2026", "编号": "T009", "目标名称": "共办", "责任部门": "D001", "下达日期": "2026-03-04"}
    desk.acting.take("targets", shared | {"配合部门": "D002"})
    desk.first()
    assert answers(desk, "1") == as_in_the_table(2)
    addresses = ("/unit/D002/target/2026/T009", "/unit/D001/target/2026/T009", "/unit/D001")
    assert [desk.get(each).status_code for each in addresses] == [200, 404, 404]


# Route, method: the status of the agency, in the name of any office. A new route needs a line.
OF_AGENCY = {
    **{key: 200 for key in STATUS if key[1] == "GET"},
    **{key: 303 for key in STATUS if key[1] == "POST"},
    **{(path, method): STATUS[path, method][1] for path, method in STATUS if path in ("/in", "/first", "/favicon.ico")},
    ("/", "GET"): 303,
    ("/act/{name}", "GET"): 404,  # no act is called targets
    ("/act/{name}", "POST"): 404,
    ("/sheet/{kind}", "GET"): 404,
    ("/sheet/{kind}", "POST"): 404,
    ("/sheet/{kind}/workbook", "GET"): 404,
    ("/in/code", "POST"): 200,
    ("/own", "POST"): 422,
    ("/head", "POST"): 404,
    ("/cloud/{month}/{year:int}/{code}/{number:int}", "GET"): 404,
    ("/signer-changes/{number:int}/paper", "GET"): 404,
    ("/matter/{key:path}", "GET"): 404,
    ("/matter/{key:path}", "POST"): 404,
    ("/matter/{key:path}/saved", "GET"): 404,
    ("/workbook/all/{office:int}", "GET"): 404,
    ("/workbook/red/{request}/{number:int}", "GET"): 404,
}


@pytest.mark.parametrize(("path", "method"), STATUS)
def test_a_route_answers_the_agency_as_the_table_says(agency: Desk, path: str, method: str) -> None:
    agency.get("/act")
    assert {ask(agency, path, method, own) for own in ("1", "2")} == {OF_AGENCY[path, method]}


def test_a_reader_sees_what_the_agency_reads_and_changes_nothing(desk: Desk, sql: Sql) -> None:
    code = sql.value("SELECT code FROM department WHERE is_agency")
    reads = {"reads_until": "2026-06-30", "reads_why": "审计"}
    digest = sha256(b"READ2345READ6789").hexdigest()
    desk.acting.do("open_account", people=[f"{code}/郑平"], code_digest=digest, **reads)
    desk.first("READ2345READ6789")
    page = desk.get("/board").text
    assert [each for each in ("今日工作", "总表", "部门", "目标云", "名册", "应办") if f">{each}</a>" in page] == [
        *("总表", "部门", "目标云", "名册")
    ]
    head = sql.value("SELECT hash FROM chain_head")
    assert answers(desk, "2") == as_in_the_table(2, OF_READER)
    assert sql.value("SELECT hash FROM chain_head") == head


@pytest.mark.parametrize("path", [path for path, method in STATUS if method == "POST"])
@pytest.mark.parametrize("headers", [{}, {"sec-fetch-site": "cross-site"}, {"origin": "http://else.example"}])
def test_no_form_of_another_site_is_let_in(signed_in: Desk, path: str, headers: dict[str, str]) -> None:
    answer = signed_in.post(path.replace("{number:int}", "2"), headers=headers)
    assert (answer.status_code, "不是从本网页发出的" in answer.text) == (403, True)


def test_an_origin_of_ours_is_enough_for_an_old_browser(signed_in: Desk) -> None:
    assert signed_in.post("/out", headers={"origin": "http://127.0.0.1:4280"}).status_code == 303


@pytest.mark.parametrize("path", ["/out", "/head", "/duty/2", "/workbook", "/sheet/urgings"])
def test_no_form_is_let_in_without_the_token_of_the_session(signed_in: Desk, path: str) -> None:
    signed_in.token = "another"  # noqa: S105 - a wrong one
    answer = signed_in.post(path)
    assert (answer.status_code, "网页已过期" in answer.text) == (403, True)


@pytest.mark.parametrize("path", ["/in", "/nowhere", "/static/page.css"])
def test_every_answer_has_the_headers(desk: Desk, path: str) -> None:
    headers = desk.get(path).headers
    assert {name: headers[name] for name in HEADERS} == HEADERS


def test_what_is_not_there_and_what_is_another_units_are_the_same(signed_in: Desk) -> None:
    never, other = signed_in.get("/duty/999"), signed_in.get("/duty/1")
    assert (never.status_code, never.content) == (other.status_code, other.content)
    assert "没有这个网页" in never.text


def test_a_body_that_is_too_large_is_not_read(desk: Desk) -> None:
    answer = desk.post("/in", name="x" * 1_300_000)
    assert (answer.status_code, "发来的内容过大，没有收取" in answer.text) == (413, True)


def test_without_a_session_no_form_with_files_is_read(desk: Desk) -> None:
    answer = desk.post("/duty/2", files=[("T003.evidence", ("a.jpg", b"0" * 2_000_000, "image/jpeg"))])
    assert (answer.status_code, answer.headers["location"]) == (303, "/in?next=/duty/2")


def test_a_number_that_no_duty_has_is_not_there(signed_in: Desk) -> None:
    assert signed_in.get("/duty/99999999999999999999").status_code == 404


def test_tidying_deletes_old_drafts_and_files(signed_in: Desk, sql: Sql) -> None:
    sql(
        "INSERT INTO page_draft (obligation_id, department_id, act, version, saved_by, saved_at, content, faults)"
        " SELECT 2, owed_by, '', 1, '李明', '2026-01-05 10:00+08', '{}', '{}' FROM obligation WHERE id = 2"
    )
    drafts = TimedFolder(settings().home / "page")
    drafts.write("0000", b"x")
    os.utime(place_of(drafts.folder, "0000"), (0, 0))
    tidy()
    assert sql.value("SELECT count(*) FROM page_draft") == 0
    assert drafts.load("0000") is None
    assert signed_in.get("/").status_code == 200
