"""Next year simulated with an installation's own data: correct counts, no person, no address, no change to it."""

from __future__ import annotations

import json
import os
from contextlib import redirect_stdout
from io import StringIO
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from deployments.backup.records import digests_of
from deployments.cli import run as call
from models.database import begin, bind
from models.rules.cycles import DUTY_OF
from models.statements import run
from tasks.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Acting, Databases

DEPARTMENTS = (
    {"编码": "AGENCY", "名称": "黔南州目标绩效办", "目标办邮箱": "mubiao@qiannan.example.cn"},
    {"编码": "教育", "名称": "州教育局", "目标办邮箱": "jyj@qiannan.example.cn", "联络员": "张真名"},
    {"编码": "WS", "名称": "州卫生健康局", "企业微信机器人": "json://hook.example.cn/key"},
    {"编码": "JT", "名称": "州交通局", "目标办邮箱": "jtj@qiannan.example.cn", "失效日期": "2027-06-30"},
    {"编码": "SJ", "名称": "州数据局", "目标办邮箱": "sjj@qiannan.example.cn", "生效日期": "2027-07-10"},
    {"编码": "OLD", "名称": "州旧局", "失效日期": "2026-12-31"},
)
LEADS = {"T.1（甲）": "教育;OLD", "T2": "WS", "T3": "JT", "T4": "SJ", "T5": "OLD"}
PEOPLE = (
    {"部门编码": "WS", "角色": "主要领导", "姓名": "赵真名", "邮箱": "zhao@qiannan.example.cn"},
    {"部门编码": "WS", "角色": "联络员", "姓名": "孙真名", "邮箱": "sun@qiannan.example.cn", "失效日期": "2027-03-31"},
)
NOTICE = {"notice_title": "关于州庆放假的通知", "notice_number": "黔南府办〔2026〕1号", "notice_date": "2026-10-01"}
WRITTEN = "SELECT string_agg(xmin::text, ',' ORDER BY id) FROM department"


class SimulatedYear(NamedTuple):
    """The output of the command, the page it wrote, and the state of the installation before and after."""

    output: dict[str, Any]
    page: str
    before: object
    after: object


def _settle(agency: Acting) -> None:
    """黔南州 with two departments registered all year, one that ends, one that begins and one that ended before."""
    agency.take("departments", *DEPARTMENTS)
    agency.take("contacts", *PEOPLE)
    usual = {"年度": "2026", "下达日期": "2026-02-01"}
    agency.take("targets", *({"编号": t, "目标名称": f"目标{t}", "责任部门": d, **usual} for t, d in LEADS.items()))
    agency.take("local_calendar", {"date": "2027-07-09", "kind": "放假", "name": "州庆", **NOTICE})


def _state() -> object:
    with begin() as session:
        return digests_of(session), run(session, WRITTEN).scalar()


@pytest.fixture(scope="module")
def simulated(
    databases: Databases, anyone: Acting, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SimulatedYear]:
    page: Path = tmp_path_factory.mktemp("own") / "year.html"
    with databases.fresh("founded") as url, pytest.MonkeyPatch.context() as patch, redirect_stdout(StringIO()) as out:
        for name in [each for each in os.environ if each.startswith("MUBIAO_")]:  # noqa: TID251 - cleared for this test
            patch.delenv(name)
        _settle(anyone.on("2026-02-01"))
        before = _state()
        patch.setenv("DATABASE_URL", url)
        patch.setenv("MUBIAO_HOME", str(page.parent / "home"))
        read_settings.cache_clear()
        assert call(["simulate", "--own-data", "--year", "2027", "--page", str(page), "--json"]) == 0
        read_settings.cache_clear()
        bind(url)
        yield SimulatedYear(json.loads(out.getvalue()), page.read_text(encoding="utf-8"), before, _state())


def test_each_department_owes_the_periods_of_its_registration(simulated: SimulatedYear) -> None:
    output = simulated.output
    summary = {"jurisdiction": "贵州省", "departments": 4, "targets_in_all": 4, "targets_of": 2026}
    assert {name: output[name] for name in summary} == summary
    # Two departments all year, the third until June, the fourth from August on.
    counts = {"monthly_check": 24 + 6 + 5, "quarterly_meeting": 8 + 1 + 2, "mid_year_review": 2, "year_end_check": 3}
    assert {kind: output["obligations"][kind] for kind in counts} == counts
    assert (output["violations"], output["duplicates"]) == ([], 0)


def test_dates_counted_in_working_days_are_provisional_and_local_holidays_count(
    simulated: SimulatedYear,
) -> None:
    obligations = simulated.output["obligations"]
    counted = sum(obligations.get(kind, 0) for kind, duty in DUTY_OF.items() if duty.due.n)
    assert counted <= simulated.output["provisional"] <= counted + obligations["monthly_check"]  # some were returned
    july = simulated.page.partition("2027年7月</h3>")[2].partition("</section>")[0]
    assert "22日 周四</b>" in july  # one day later than without the local holiday on the 9th
    assert "暂定，最早10月26日" in simulated.page


def test_assumptions_and_gaps_in_the_data_are_reported(simulated: SimulatedYear) -> None:
    remarks = simulated.output["remarks"]
    assert "2027年目标尚未导入，以2026年目标代替。" in remarks
    assert "1项目标在2027年没有在册的责任部门，未列入：T5。请办理目标划转。" in remarks
    assert "州交通局2027年6月30日终止，其牵头的1项目标此后无人填报，请办理划转或合并。" in remarks
    assert all(f"<li>{remark}</li>" in simulated.page for remark in remarks)


def test_the_page_names_departments_but_no_person_and_no_address(simulated: SimulatedYear) -> None:
    assert "州教育局" in simulated.page
    assert [private for private in ("真名", "qiannan.example", "hook.example") if private in simulated.page] == []


def test_the_installation_is_unchanged(simulated: SimulatedYear) -> None:
    assert simulated.before == simulated.after
