"""What is typed on an older version is one's own copy until it is taken over, dropped, or goes with the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployments.portal import kept_texts
from deployments.portal.kept_files import keep

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Sql
    from tests.deployments.portal.conftest import Desk

MARCH, OWN_COPY = "/duty/2", "/duty/2?copy=1"
Form = dict[str, str]
# Whether it is the draft of the office, its progress, and its files.
DRAFTS = """
SELECT account_id IS NULL, content ->> 'T003.progress',
    ARRAY(SELECT f.name FROM page_draft_file f WHERE f.draft_id = p.id ORDER BY f.name)
FROM page_draft p ORDER BY account_id NULLS FIRST
"""


def chosen(content: bytes = b"\xff\xd8\xff" + b"0" * 100) -> list[object]:
    return [("T003.evidence", ("现场.jpg", content, "image/jpeg"))]


@pytest.fixture
def older(signed_in: Desk) -> Form:
    """A form that was opened before the office saved 45 per cent and a remark."""
    given = signed_in.form(MARCH)
    signed_in.post(MARCH, **{**given, "T003.progress": "45", "T003.remark": "二季度完工", "do": "save"})
    return given


@pytest.fixture
def own(signed_in: Desk, older: Form) -> Form:
    """The page of one's own copy, in which 50 per cent and a photograph were sent by that form."""
    signed_in.follow(signed_in.post(MARCH, chosen(), **{**older, "T003.progress": "50", "do": "save"}))
    return signed_in.form(OWN_COPY) | {"T003.progress": "50", "T003.remark": "二季度完工"}


def test_ones_own_copy_takes_the_place_of_the_draft_with_its_files(signed_in: Desk, sql: Sql, own: Form) -> None:
    assert ["现场.jpg" in signed_in.page(path) for path in (MARCH, OWN_COPY)] == [False, True]
    assert "二季度完工" in signed_in.page(OWN_COPY)  # what he left empty stays as the other typed it
    signed_in.follow(signed_in.post(MARCH, **own, do="save"))
    assert sql.rows(DRAFTS) == [(True, "50", ["现场.jpg"])]
    assert "另行保存着" not in signed_in.page(MARCH)


def test_it_is_dropped_by_the_button_of_the_page_that_shows_it(signed_in: Desk, sql: Sql, own: Form) -> None:
    signed_in.follow(signed_in.post(MARCH, **own, do="drop"))
    assert sql.rows(DRAFTS) == [(True, "45", [])]


def test_a_button_of_an_older_page_drops_nothing(signed_in: Desk, sql: Sql, older: Form, own: Form) -> None:
    signed_in.post(MARCH, **{**older, "T003.progress": "77", "do": "save"})
    signed_in.post(MARCH, **own, do="drop")
    assert sql.rows(DRAFTS) == [(True, "45", []), (False, "77", ["现场.jpg"])]


def test_a_session_that_ended_before_the_button_was_pressed_leaves_the_draft_of_the_office(
    signed_in: Desk, sql: Sql, own: Form
) -> None:
    signed_in.at(10, 40).post(MARCH, **own, do="drop")
    assert sql.rows(DRAFTS)[0] == (True, "45", [])


def test_what_another_page_of_ones_own_kept_since_is_shown_before_it_is_sent(
    signed_in: Desk, sql: Sql, older: Form, own: Form
) -> None:
    signed_in.post(MARCH, **{**older, "T003.progress": "51", "do": "save"})
    assert "现场.jpg" in signed_in.follow(signed_in.post(MARCH, **own, do="send"))
    assert sql.rows(DRAFTS) == [(True, "45", []), (False, "50", ["现场.jpg"])]


def test_files_of_one_name_are_numbered_when_the_copy_is_taken_over(signed_in: Desk, sql: Sql, own: Form) -> None:
    newer = {**signed_in.form(MARCH), "T003.progress": "46", "do": "save"}
    signed_in.follow(signed_in.post(MARCH, chosen(b"\xff\xd8\xff" + b"1" * 100), **newer))
    signed_in.follow(signed_in.post(MARCH, **own, do="save"))
    signed_in.follow(signed_in.post(MARCH, **{**signed_in.form(OWN_COPY), "T003.progress": "50", "do": "save"}))
    assert sql.rows(DRAFTS) == [(True, "50", ["现场.jpg", "现场（2）.jpg"])]


def test_with_its_files_a_draft_has_no_more_than_is_taken(
    signed_in: Desk, sql: Sql, own: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_texts, "MOST_FILES", 0)
    assert "附件超过0个，或者合计超过200MB" in signed_in.follow(signed_in.post(MARCH, **own, do="send"))
    assert sql.value("SELECT count(*) FROM report") == 0


def test_a_file_that_is_not_taken_is_a_fault_of_the_copy(signed_in: Desk, older: Form) -> None:
    assert "空文件" in signed_in.follow(signed_in.post(MARCH, chosen(b""), **{**older, "do": "send"}))


@pytest.mark.parametrize("is_older", [False, True])
def test_what_is_marked_while_the_form_arrives_is_not_kept(
    signed_in: Desk,
    sql: Sql,
    older: Form,
    monkeypatch: pytest.MonkeyPatch,
    is_older: bool,  # noqa: FBT001 - a case
) -> None:
    given = (older if is_older else signed_in.form(MARCH)) | {"T003.remark": "涉密内容", "do": "save"}
    monkeypatch.setattr(kept_texts, "keep", marking(signed_in))
    signed_in.follow(signed_in.post(MARCH, chosen(), **given))
    assert sql.column("SELECT k FROM page_draft, jsonb_object_keys(content) k WHERE k LIKE 'T003%'") == []
    assert sql.value("SELECT count(*) FROM page_draft_file") == 0


def marking(desk: Desk) -> Callable[..., object]:
    """Keeps the files, and meanwhile the agency marks their target."""

    def keep_meanwhile(*given: object) -> object:
        desk.acting.do("mark_secret", target="T003", year=2026, marking="工作秘密", reason="涉密")
        return keep(*given)  # type: ignore[arg-type]

    return keep_meanwhile
