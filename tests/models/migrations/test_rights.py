"""The rights of the application's and a reader's role: enough for all acts, no change of history."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from models.database import begin, bind, engine
from models.migrations import migrate
from models.migrations.rights import CHAIN_HEAD, EMPTIED, INSERT_ONLY, OF_PAGE, REPLACED, SEALED, VERSION, allow
from models.rules.errors import Refused, Unavailable
from models.statements import run
from tests.models.migrations.forbidden import APP, FORBIDDEN, READER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Acting, Databases, Sql, Violations

ROOT = Path(__file__).parents[3]
NO_RIGHT = "42501"


@pytest.fixture
def march(databases: Databases, anyone: Acting) -> Iterator[Acting]:
    """Return a separate database whose tables the superuser owns."""
    with databases.fresh("march"):
        yield anyone.on("2026-03-05")


@pytest.fixture
def owner(march: Acting) -> str:
    """Return the address of the owner of the tables, after both roles were granted their rights."""
    assert march.context().jurisdiction
    allow(APP, READER)
    return engine().url.render_as_string(hide_password=False)


def become(url: str, role: str) -> None:
    bind(make_url(url).set(username=role).render_as_string(hide_password=False))


@pytest.fixture
def application(owner: str, march: Acting) -> Iterator[Acting]:
    """Bind the application's role to the database of March."""
    become(owner, APP)
    yield march
    bind(owner)


@pytest.mark.usefixtures("store")
def test_the_application_may_do_every_kind_of_act(
    application: Acting, sql: Sql, violations: Violations, tmp_path: Path
) -> None:
    (tmp_path / "现场.jpg").write_bytes(b"a picture")
    application.report("D002", "2026-03", "T003")
    application.do(
        "attach_evidence", department="D002", period="2026-03", target="T003", file=str(tmp_path / "现场.jpg")
    )
    application.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    application.take("departments", {"编码": "D003", "名称": "第003厅"})
    changed = {"编号": "T003", "年度": "2026", "目标名称": "目标T003", "责任部门": "D002", "配合部门": "D003"}
    application.take("targets", changed | {"下达日期": "2026-02-27"})
    assert sql.value("SELECT current_user") == APP
    assert violations() == []


def refusal(statement: str) -> str:
    """Return the code with which the database refuses a statement; empty if it succeeds."""
    with begin() as session:
        try:
            run(session, statement)
            run(session, "SET CONSTRAINTS ALL IMMEDIATE")  # checked at the end of the transaction
        except DBAPIError as error:
            return str(getattr(error.orig, "sqlstate", ""))
        finally:
            session.rollback()
    return ""


@pytest.mark.usefixtures("application")
def test_the_application_is_refused_every_statement_that_rewrites_history() -> None:
    assert {what: refusal(statement) for what, statement in FORBIDDEN.items()} == dict.fromkeys(FORBIDDEN, NO_RIGHT)


@pytest.mark.usefixtures("application")
def test_a_refused_statement_is_a_sentence_for_people(sql: Sql) -> None:
    with pytest.raises(Unavailable, match="数据库用户权限不足"):
        sql(FORBIDDEN["UPDATE"])
    with pytest.raises(Unavailable, match="数据库用户权限不足"):
        sql(FORBIDDEN["a block that the head does not follow"])


@pytest.mark.usefixtures("application")
def test_the_application_cannot_grant_itself_rights(sql: Sql) -> None:
    sql(f"GRANT ALL ON block, transition TO {APP}")
    assert sql.column(
        "SELECT DISTINCT privilege_type::text FROM information_schema.role_table_grants"
        " WHERE grantee = current_user AND table_name = 'block' ORDER BY 1"
    ) == ["INSERT", "SELECT"]


def test_a_reader_can_only_read(owner: str, sql: Sql) -> None:
    become(owner, READER)
    for table in set(sql.column("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'")) - {*SEALED}:
        assert sql.value(f"SELECT count(*) FROM {table}") >= 0  # noqa: S608 - our own names
        assert refusal(f"INSERT INTO {table} DEFAULT VALUES") == NO_RIGHT
        assert refusal(f"DELETE FROM {table}") == NO_RIGHT  # noqa: S608 - our own names
    assert refusal("SELECT nextval('act_number')") == NO_RIGHT
    assert {refusal(statement) for statement in FORBIDDEN.values()} == {NO_RIGHT}
    bind(owner)


def test_a_reader_verifies_what_it_may_see(owner: str, violations: Violations) -> None:
    become(owner, READER)
    assert violations() == []
    bind(owner)


def test_a_sealed_secret_is_not_for_a_reader_and_is_only_added_by_the_application(owner: str, march: Acting) -> None:
    march.do("draft_inspection", kind="专项核查", title="专项核查", standard="目标绩效要求")
    march.do("commit_sample", subject="2026-1", year=2026, take=1, secret="5" * 64)
    become(owner, READER)
    assert refusal("SELECT secret FROM sealed_secret") == refusal("SELECT count(*) FROM sealed_secret") == NO_RIGHT
    become(owner, APP)
    assert refusal("SELECT secret FROM sealed_secret") == ""
    assert refusal("UPDATE sealed_secret SET secret = ''") == refusal("DELETE FROM sealed_secret") == NO_RIGHT
    bind(owner)


def test_the_key_of_answer_sheets_is_not_for_a_reader_and_is_only_added_by_the_application(owner: str) -> None:
    become(owner, READER)
    assert refusal("SELECT secret FROM sealed_answer_key") == NO_RIGHT
    assert refusal("SELECT digest FROM answer_key") == ""
    become(owner, APP)
    assert refusal("SELECT secret FROM sealed_answer_key") == ""
    for table in ("answer_key", "sealed_answer_key"):
        assert refusal(f"DELETE FROM {table}") == NO_RIGHT  # noqa: S608 - our own names
    assert refusal("UPDATE sealed_answer_key SET secret = ''") == NO_RIGHT
    assert refusal("UPDATE answer_key SET digest = ''") == NO_RIGHT
    bind(owner)


def test_the_files_of_messages_are_not_for_a_reader_and_the_application_drops_no_row(owner: str) -> None:
    become(owner, READER)
    assert refusal("SELECT content FROM attachment") == NO_RIGHT
    assert refusal("SELECT attachments FROM message") == ""
    become(owner, APP)
    assert refusal("UPDATE attachment SET content = NULL") == ""
    assert refusal("DELETE FROM attachment") == NO_RIGHT
    bind(owner)


def test_rights_that_are_as_they_should_be_are_not_written_again(owner: str, sql: Sql) -> None:
    assert owner
    before = sql.rows("SELECT oid, xmin::text FROM pg_class ORDER BY oid")
    allow(APP, READER)
    assert sql.rows("SELECT oid, xmin::text FROM pg_class ORDER BY oid") == before


def test_extra_rights_are_revoked_and_missing_ones_granted(owner: str, sql: Sql) -> None:
    sql(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {APP}, {READER}")
    sql(f"GRANT UPDATE (actor) ON block TO {APP}")
    sql(f"REVOKE ALL ON obligation FROM {APP}")
    allow(APP, READER)
    become(owner, APP)
    assert refusal(FORBIDDEN["UPDATE"]) == refusal(FORBIDDEN["TRUNCATE"]) == NO_RIGHT
    assert refusal("UPDATE obligation SET late = true") == ""
    bind(owner)


def test_a_table_of_a_later_version_gets_its_rights_at_the_next_start(owner: str, sql: Sql) -> None:
    sql("CREATE TABLE later (id serial)")
    migrate()
    allow(APP, READER)
    become(owner, APP)
    assert refusal("INSERT INTO later DEFAULT VALUES") == ""
    bind(owner)


@pytest.mark.parametrize("role", ['x"; DROP TABLE block; --', "a b"])
@pytest.mark.usefixtures("march")
def test_a_role_with_a_strange_name_is_refused(role: str) -> None:
    with pytest.raises(Refused, match="只能由字母、数字和下划线组成"):
        allow(role)
    with pytest.raises(Refused, match="只能由字母、数字和下划线组成"):
        allow(reader=role)


@pytest.mark.usefixtures("march")
def test_a_role_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Refused, match="数据库中没有角色“nosuch”"):
        allow("nosuch")


def test_the_application_deletes_what_strangers_wrote_and_a_reader_does_not(owner: str) -> None:
    become(owner, READER)
    assert refusal("DELETE FROM stranger_mail") == NO_RIGHT
    become(owner, APP)
    assert refusal("DELETE FROM stranger_mail") == ""
    bind(owner)


@pytest.mark.usefixtures("march")
def test_a_role_that_no_grant_limits_is_refused() -> None:
    with pytest.raises(Refused, match="角色“postgres”是各表的所有者或超级用户，限制不了它"):
        allow("postgres")


@pytest.mark.usefixtures("march")
def test_without_roles_no_rights_are_granted(sql: Sql) -> None:
    allow()
    assert sql.value(f"SELECT has_table_privilege('{APP}', 'block', 'SELECT')") is False


def test_the_rights_of_every_table_are_those_that_are_written_down(owner: str, sql: Sql) -> None:
    rights = "SELECT coalesce(string_agg(left(p, 1), '' ORDER BY p), '-') FROM unnest(ARRAY['SELECT', 'INSERT',"
    rights += " 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p WHERE has_table_privilege('{}', c.oid, p)"
    tables = f"SELECT concat_ws(' ', c.relname, ({rights.format(APP)}), ({rights.format(READER)})) FROM pg_class c"  # noqa: S608 - own names
    tables += " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'"
    written = (ROOT / "tests/data/rights.txt").read_text(encoding="utf-8").splitlines()
    assert owner
    assert sorted(sql.column(tables)) == sorted(line for line in written if not line.startswith("#"))
    sequences = "SELECT DISTINCT concat(has_sequence_privilege('{0}', c.oid, 'USAGE'),"
    sequences += " has_sequence_privilege('{0}', c.oid, 'UPDATE')) FROM pg_class c WHERE c.relkind = 'S'"
    assert [sql.column(sequences.format(role)) for role in (APP, READER)] == [["tf"], ["ff"]]


def test_what_a_correction_changes_may_be_updated() -> None:
    """`correct_record` is called with visits and meetings."""
    assert {"field_visit", "meeting"}.isdisjoint(INSERT_ONLY)


def test_the_acts_need_no_right_that_the_application_lacks() -> None:
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("models/ledger", "notifications", "tasks")
        for path in (ROOT / folder).rglob("*.py")
    )
    assert set(re.findall(r"\bDELETE FROM (\w+)", source)) <= {*REPLACED, *EMPTIED, *OF_PAGE}
    assert set(re.findall(r"\bUPDATE (\w+) (?:\w+ )?SET", source)).isdisjoint({*INSERT_ONLY, CHAIN_HEAD, VERSION})
    assert "session.delete(" not in source
