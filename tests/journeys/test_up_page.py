"""The page as `mubiao up` serves it: an office signs in with its slip and sends a month; killed, it comes back."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

import httpx
from docx import Document

from tasks.clock import current_instant

if TYPE_CHECKING:
    from pathlib import Path

    from tests.journeys.conftest import Journey, Place

PASSWORD = "kaiyang-2026"  # noqa: S105 - of this test
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def written(place: Place, name: str, **row: str) -> str:
    path = place.folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([row.keys(), row.values()])
    return str(path)


def founded(place: Place) -> Path:
    """An office owes the check of the month before this one; returns the slip of its liaison."""
    before = current_instant().date().replace(day=1) - timedelta(days=1)
    first, slip = before.replace(day=1), place.folder / "slip.docx"
    office = {"编码": "SJYT", "名称": "市教育局", "目标办邮箱": "jy@example.org", "联络员": "李乙"}
    target = {"编号": "JY-1", "年度": str(first.year), "目标名称": "新增幼儿园", "绩效要求": "新增40所"}
    target |= {"目标类别": "职能绩效目标", "完成时限": f"{first.year}-12-31", "责任部门": "市教育局"}
    for words in (
        ("init", "--jurisdiction", "某市", "--go-live", f"{first}"),
        ("import", "departments", written(place, "departments", **office, 联络员邮箱="li@example.org")),
        ("import", "targets", written(place, "targets", **target, 下达日期=f"{first.year}-01-15")),
        ("run", "monthly_check", "--period", f"{first:%Y-%m}"),
        ("account", "open", "SJYT/李乙", "-o", str(slip)),
    ):
        done = place.run(*words)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
    return slip


def code_of(slip: Path) -> str:
    cells = [cell.text for table in Document(str(slip)).tables for row in table.rows for cell in row.cells]
    return str(cells[cells.index("首次登录码") + 1])


def processes(place: Place) -> list[int]:
    return [number for number, command in place.alive().items() if "deployments.portal.serve" in command]


def checked(place: Place) -> tuple[bool, str]:
    """What `check` says of the page."""
    [found] = [each for each in json.loads(place.run("check", "--json").stdout) if each["item"] == "网页"]
    return found["ok"], found["advice"]


def test_an_office_answers_at_the_page_that_up_serves(journey: Journey) -> None:
    taken = journey.free_port()
    told = {"PAGE_URL": f"http://127.0.0.1:{taken}", "PAGE_LISTEN": f"127.0.0.1:{taken}"}
    with journey.place(**{f"MUBIAO_{name}": value for name, value in told.items()}) as place:
        place.more["MUBIAO_PORT"] = str(journey.free_port())
        code = code_of(founded(place))
        up = place.start("up")
        journey.wait_for("the start", lambda: up.says("按 Ctrl-C 停止"))
        journey.wait_for("the page", lambda: "监听" in checked(place)[1])
        with httpx.Client(base_url=told["PAGE_URL"], headers={"origin": told["PAGE_URL"]}) as client:
            entered = client.post("/first", data={"code": code, "password": PASSWORD, "again": PASSWORD})
            assert entered.status_code == 303, entered.text
            duty = re.findall(r'href="(/duty/\d+)"', client.get("/").text)[0]
            given = {name: unescape(value) for name, value in HIDDEN.findall(client.get(duty).text)}
            [killed] = processes(place)
            os.kill(killed, signal.SIGKILL)
            journey.wait_for("another process", lambda: processes(place) not in ([], [killed]))
            journey.wait_for("the page again", lambda: "监听" in checked(place)[1])
            sent = client.post(duty, data={**given, "JY-1.progress": "60", "do": "send"}, follow_redirects=True)
            assert "已收到" in sent.text, sent.text
        assert "网页意外停止，正在重新启动" in up.stderr
        assert checked(place) == (True, f"{told['PAGE_URL']}，监听{told['PAGE_LISTEN']}")
        assert up.end(signal.SIGTERM) < 20
        assert place.alive() == {}
        assert checked(place)[0] is False
        assert (place.home / "logs" / "page.log").read_text() == ""
