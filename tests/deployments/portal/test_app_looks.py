"""How the pages look: no finding of axe (WCAG 2.2 AA), nothing too small, too wide or hidden, on telephone and desk."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.deployments.portal.conftest import CODE, Desk
from tests.deployments.portal.site import Walk, walked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Make, Sql

pytestmark = [pytest.mark.process, pytest.mark.exhaustive]

AXE = Path(__file__).parents[2] / "data" / "axe.min.js"  # axe-core 4.12.1, MPL-2.0
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
FOUND = f"""axe.run(document, {{runOnly: {TAGS}, rules: {{"target-size": {{enabled: true}}}}}}).then(found =>
    found.violations.map(each => each.id + ": " + each.nodes.map(node => node.html).join(" ").slice(0, 300)))"""
SMALL = """[...document.querySelectorAll('body *')].filter(e => e.checkVisibility() && [...e.childNodes].some(n =>
    n.nodeType == 3 && n.data.trim()) && parseFloat(getComputedStyle(e).fontSize) < 16).map(e => e.outerHTML)"""
WIDE = """[...document.querySelectorAll('body *')].filter(e => e.checkVisibility() && !e.closest('.scroll')
    && !e.matches('.skip, .first') && e.getBoundingClientRect().right > innerWidth + 1).map(e =>
    e.outerHTML.slice(0, 200))"""
HIDDEN = """(() => { const bar = document.querySelector('.stay'), found = [];
    for (const e of document.querySelectorAll('main input:not([type=hidden]), main select, main textarea')) {
        if (!e.checkVisibility()) continue;
        e.focus();
        const place = e.getBoundingClientRect(), top = bar.getBoundingClientRect().top;
        if (place.bottom > top + 1 && place.top < bar.getBoundingClientRect().bottom) found.push(e.name);
    } return found; })()"""
PEOPLE = {"AGENCY": ("联络员", "王文"), "D002": ("主要领导", "钱七")}
WIDTHS = (320, 390, 640, 1280)  # 640 px is a desk at 200 %
LONGEST, PHONE, MONTH = 12_000, 390, "/duty/2"
SEND = 'button[value="send"]:not(.first)'


@pytest.fixture
def walk(desk: Desk, tmp_path: Path, sql: Sql) -> Iterator[Walk]:
    """The agency and the head of D002 have accounts too; the head has a result to read."""
    agency = sql.value("SELECT code FROM department WHERE is_agency")
    for code, (role, name) in PEOPLE.items():
        place = code.replace("AGENCY", agency)
        desk.acting.take("contacts", {"部门编码": place, "角色": role, "姓名": name, "邮箱": "x@example.org"})
        digest = sha256(slip_of(name).encode()).hexdigest()
        desk.acting.do("open_account", people=[f"{place}/{name}"], code_digest=digest)
    with walked(desk, tmp_path / "browser") as person:
        yield person


def slip_of(name: str) -> str:
    return {"王文": "WENW", "钱七": "QNQN"}[name] * 4


def look(walk: Walk) -> dict[str, list[Any]]:
    """What is wrong with the page as it is, by width."""
    page, found = walk.page, dict[str, list[Any]]()
    for width in WIDTHS:
        page.wide(width)
        page.run(AXE.read_text(encoding="utf-8"))
        for what, script in (("axe", FOUND), ("small", SMALL), ("wide", WIDE)):
            wrong = page.run(script)
            assert isinstance(wrong, list), what  # else it did not run
            found |= {f"{what} at {width}": wrong} if wrong else {}
    page.wide(PHONE)
    return found


def look_at(walk: Walk, *paths: str) -> dict[str, Any]:
    found = dict[str, Any]()
    for path in paths:
        walk.at(path)
        found |= {f"{path} {place}": wrong for place, wrong in look(walk).items()}
    return found


def test_the_pages_of_an_office_are_for_everyone(walk: Walk) -> None:
    assert look_at(walk, "/in", "/first", "/nowhere") == {}
    walk.at("/first")
    walk.first("ZZZZ2345ZZZZ6789")
    assert look(walk) == {}
    walk.first(CODE)
    assert look_at(walk, "/", MONTH, "/workbook") == {}
    walk.at(MONTH)
    walk.send(SEND, **{"T003.progress": "很多"})
    assert look(walk) == {}
    assert walk.page.run(HIDDEN) == []
    walk.send(SEND, **{"T003.progress": "45"})
    assert look(walk) == {}


@pytest.mark.parametrize(
    ("name", "paths"),
    [("王文", ["/day", "/board", "/board?order=roster", "/list", "/list/targets"]), ("钱七", ["/head"])],
)
def test_the_pages_of_agency_and_head_are_for_everyone(walk: Walk, sql: Sql, name: str, paths: list[str]) -> None:
    walk.site.desk.acting.report("D002", "2026-03", "T003")
    walk.at("/first")
    walk.first(slip_of(name))
    sql("UPDATE slip SET confirmed_on = used_on")  # the head acts by hand
    assert look_at(walk, *paths) == {}


REFUSED = {
    "/act/set_limit": {"limit": "2026年13月"},
    "/act/record_regulation": {"dated": "二月三十日"},
    "/act/submit_report": {"lines": "很多"},
    "/act/excuse_limit": {},
}


def test_the_pages_of_acts_sheets_and_departments_are_for_everyone_and_their_refused_forms(
    walk: Walk, tmp_path: Path
) -> None:
    (wrong := tmp_path / "表.xlsx").write_bytes(b"no workbook")
    walk.site.desk.acting.report("D002", "2026-03", "T003")
    walk.at("/first")
    walk.first(slip_of("王文"))
    found = look_at(walk, "/act", "/sheet/urgings", "/unit", "/unit/D002", "/unit/D002/target/2026/T003", "/cloud")
    for path, typed in REFUSED.items():
        found |= look_at(walk, path)
        assert "处须改正" in walk.send(SEND, **typed)
        found |= {f"refused {path} {place}": wrong for place, wrong in look(walk).items()}
        found |= {f"hidden of {path}": names for names in [walk.page.run(HIDDEN)] if names}
    walk.at("/sheet/urgings")
    walk.page.choose("files", wrong)
    assert "没有办理，请改正后再发" in walk.send()
    assert found | look(walk) == {}


def test_what_an_office_sends_as_files_is_refused_for_everyone_to_see(walk: Walk, tmp_path: Path) -> None:
    (wrong := tmp_path / "表.xlsx").write_bytes(b"no workbook")
    walk.at("/first")
    walk.first(CODE)
    found = look_at(walk, "/unit/D002", "/cloud", "/matter/people||D002||0")
    walk.at("/workbook")
    walk.page.choose("files", wrong)
    assert "没有收取，请改正后再发" in walk.send()
    assert found | look(walk) == {}


def test_thirty_targets_are_short_on_a_telephone_and_one_row_each_on_a_desk(
    walk: Walk, targets: Make, sql: Sql
) -> None:
    targets("D002", 29)
    walk.site.desk.acting.system.on("2026-04-01").open("monthly_check", "2026-04")
    number = sql.value("SELECT max(o.id) FROM obligation o JOIN department d ON d.id = o.owed_by WHERE d.code = 'D002'")
    walk.at(f"/first?next=/duty/{number}")
    walk.first(CODE)
    assert walk.page.run("document.querySelectorAll('fieldset.row').length") == 30
    walk.page.run("for (const each of document.querySelectorAll('details')) each.open = false")
    assert walk.page.run("document.documentElement.scrollHeight") <= LONGEST
    assert walk.page.run(HIDDEN) == []
    walk.page.wide(1280, 900)
    walk.at(f"/duty/{number}")
    rows = "[...document.querySelectorAll('fieldset.row')].map(row => new Set([...row.querySelectorAll('label')]"
    assert set(walk.page.run(f"{rows}.map(e => Math.round(e.getBoundingClientRect().top))).size)")) == {1}
    assert walk.page.run(HIDDEN) == []
    assert len(walk.site.desk.client.ask("GET", "/in").content) < 250_000
