"""No refusal names what was planted: forms of all kinds are sent by everyone, with the wrong thing in each (3-4.7)."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from deployments.portal.act_form import whites_of
from deployments.portal.own_acts import OF_OFFICES
from deployments.portal.sheet import SHEETS_HERE
from models.database import begin
from models.ledger.act_index import ACT_INDEX
from models.ledger.acts import find_act
from models.ledger.answer.open_books import open_books
from models.rules.white_cells import Cell
from notifications.documents.answer_sheet import workbook
from tests.deployments.portal.conftest import PASSWORD, Desk
from tests.deployments.portal.planted import OF_TARGET, TARGET, kept, plant
from tests.deployments.portal.test_app_planted import everyone, leaks, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import httpx

    from models.ledger.acts import Act
    from models.rules.white_cells import White
    from tests.conftest import Photograph, Sql
    from tests.deployments.portal.conftest import Desk

# Spellings of the marked target and what is about it: none of them is a field's right content everywhere.
WORDS = (f"{TARGET} ", f"{TARGET}、T003", "2026-1", f"2026/{TARGET}", "Ｋ００２", OF_TARGET["name"], TARGET, "D002")
DAY = date(2027, 1, 21)
FIXED = {"year": "2026", "about.by": "D002/周宁", "department": "D002", "period": "2026-03"}
PAPER = ("evidence.pdf", b"%PDF-1.4 another", "application/pdf")


def filled(act: Act[Any], word: str, duty: str) -> tuple[dict[str, str], list[Any]]:
    """The form of an act with this word in each text, and as far as possible right otherwise."""
    texts, files = dict[str, str](), list[Any]()
    for white in whites_of(act):
        if white.cell is Cell.FILES:
            files.append((white.name, PAPER))
        else:
            texts[white.name] = content(act, white, word, duty)
    return texts, files


def content(act: Act[Any], white: White, word: str, duty: str) -> str:
    info = act.form.model_fields.get(white.name) if act.form else None
    kind = str(info.annotation) if info else ""
    if white.choices:
        return white.choices[0]
    if white.cell is Cell.DAY:
        return "2027-01-21"
    if white.name in FIXED:
        return FIXED[white.name]
    return duty if "int" in kind or "Decimal" in kind else word


def asked(person: Desk, answer: httpx.Response) -> list[httpx.Response]:
    """An answer, and the page to which it leads."""
    if answer.status_code != 303:
        return [answer]
    return [answer, person.get(answer.headers["location"].partition("#")[0])]


def acts_sent(
    person: Desk, names: Sequence[str], words: Sequence[str], duties: Sequence[str]
) -> Iterator[tuple[str, httpx.Response]]:
    for name in names:
        act = find_act(name)
        if act.form is None:
            continue
        given = person.form(f"/act/{name}")
        for number, word in enumerate(words):
            texts, files = filled(act, word, duties[number % len(duties)])
            said = {**given, **texts, "do": "send", "request": f"{name}{number}", "password": PASSWORD}
            for answer in asked(person, person.post(f"/act/{name}", files, **said)):
                yield f"/act/{name} {word}", answer


def duties_sent(person: Desk, sql: Sql, codes: Sequence[str]) -> Iterator[tuple[str, httpx.Response]]:
    """The form of each duty and matter, own, other or none, with the code of each open one and cells of the target."""
    cells = {f"{TARGET}.{name}": "7" for name in ("progress", "quantity", "remark", "status")}
    cells |= {"reason": "x", "ground": "x", "measures": "x", "feedback": "x", f"{TARGET}.requirement": "x"}
    own = [f"/duty/{number}" for number in sql.column("SELECT id::text FROM obligation")]
    for path in (*own, "/matter/people||D002||0", f"/matter/adjustment|2026|{TARGET}", "/matter/people||D001||0"):
        given = person.form(path)
        for number, code in enumerate(codes):
            said = {"token": person.token, **given, **cells, "code": code, "do": "send", "request": f"{path}{number}"}
            files = [(f"{TARGET}.evidence", PAPER), ("evidence", PAPER), ("media", PAPER)]
            for answer in asked(person, person.post(path, files, **said)):
                yield f"{path} with the code of {number}", answer


def books_sent(person: Desk, whole: bytes) -> Iterator[tuple[str, httpx.Response]]:
    """The workbook of all duties, and each sheet of the agency with a row about the target."""
    for kind in (None, *SHEETS_HERE):
        path = f"/sheet/{kind}" if kind else "/workbook"
        fetched = person.get(f"{path}/workbook") if kind else None
        if fetched is not None and fetched.status_code != 200:
            continue
        book = with_row(fetched.content) if fetched is not None else whole
        files = [("files", ("表.xlsx", book, "application/octet-stream"))]
        for answer in asked(person, person.post(path, files, **{**person.form(path), "request": f"once {kind}"})):
            yield path, answer
        yield f"red {path}", person.get(f"/workbook/red/once {kind}/0")


def with_row(content: bytes) -> bytes:
    """A sheet of the agency with one more row that names the marked target in every cell."""
    book = load_workbook(BytesIO(content))
    page: Any = book.worksheets[0]
    for column in range(1, page.max_column + 1):
        page.cell(page.max_row + (column == 1), column).value = TARGET
    book.save(buffer := BytesIO())
    return buffer.getvalue()


def hands_sent(person: Desk, sql: Sql) -> Iterator[tuple[str, httpx.Response]]:
    for number in sql.column("SELECT id::text FROM obligation"):
        for answer in asked(person, person.post("/head", obligation=f"{number}-1", target=TARGET, password=PASSWORD)):
            yield f"/head {number}", answer


def strangers_sent(person: Desk) -> Iterator[tuple[str, httpx.Response]]:
    for word in WORDS[:5]:
        yield f"/in {word}", person.sign_in(word, word)
        yield f"/first {word}", person.post("/first", code=word, password=word, again=word)


def all_sent(who: str, person: Desk, sql: Sql, of_agency: Sequence[str]) -> Iterator[tuple[str, httpx.Response]]:
    """What is answered to all that one person sends; the agency sends these acts."""
    marked = sql.column(f"SELECT id::text FROM obligation WHERE subject LIKE '%{TARGET}%'")  # noqa: S608 - a constant
    with begin() as session:
        book = open_books(session, DAY)["D002"]
    agency = who == "agency"
    acts = of_agency if agency else [*(act.name for act in OF_OFFICES), "set_limit", "waive"]
    yield from acts_sent(person, acts, WORDS[:3] if agency else WORDS, marked)
    yield from duties_sent(person, sql, [each.code for each in book.sheets])
    yield from books_sent(person, workbook(book))
    yield from hands_sent(person, sql)


@pytest.mark.exhaustive
@pytest.mark.process
def test_no_refusal_names_a_planted_secret_to_anyone(
    desk: Desk,
    sql: Sql,
    tmp_path: Path,
    photograph: Photograph,
    capfd: pytest.CaptureFixture[str],
    a_third: Callable[[Sequence[str]], Sequence[str]],
) -> None:
    planted = plant(desk.acting, tmp_path, photograph)
    people = everyone(desk.acting)
    secrets, found, statuses = {**planted, **kept(sql)}, list[Any](), set[int]()
    assert len({*secrets.values()}) >= 20
    for who, person in people.items():
        for what, answer in (*all_sent(who, person, sql, a_third([*ACT_INDEX])), *strangers_sent(Desk(desk.acting))):
            statuses.add(answer.status_code)
            found += [(who, what, leak) for leak in leaks(words_of(answer), secrets)]
    assert found == []
    assert {200, 303, 404} <= statuses <= {200, 303, 400, 401, 403, 404, 409, 422, 429}
    assert capfd.readouterr() == ("", "")  # the log of the page
