"""`mubiao demo`: shows the main work on real input."""

import sys
import time
from typing import TYPE_CHECKING, Any

import click

from deployments.commands.answers import as_json, print_json
from deployments.demo.ground import ground
from deployments.server import start_server
from deployments.stop_signals import until_interrupted

if TYPE_CHECKING:
    from deployments.demo.world import DemoWorld
    from models.rules.workdays import WorkCalendar

RULE = "━" * 64
AFTER = "最后三行写明接下来怎么做：怎样看演示的数据，先读哪一页，怎样正式启用。数据保留到下一次演示。"


@click.command(
    help="演示：内置数据库、真实部门与目标、真实的Prefect运行与本机收发的邮件和企业微信。例：mubiao demo --stay",
    epilog=AFTER,
)
@click.option("--stay", is_flag=True, help="结束后保持界面和网页运行，可以登录，按 Ctrl-C 停止")
@as_json
def command(*, stay: bool, as_json: bool) -> None:
    """Run the demonstration; the report goes to stdout, with `--json` progress goes to stderr."""
    narrator = _Narrator(as_json=as_json)
    with ground() as found:
        narrator.say("启动内置数据库和 Prefect 服务（后台）……")
        from deployments.demo.world import world  # noqa: PLC0415 - loaded while the database is made

        with world(found) as surroundings:
            calendar = _run_demo(narrator, surroundings, stay=stay)
            if as_json:
                print_json(narrator.story)
            if stay:
                from deployments.demo.page import serve_page  # noqa: PLC0415 - not needed for the plain one

                narrator.say(*serve_page(surroundings, calendar))
                narrator.say(f"保持运行中：{surroundings.ui}/runs　按 Ctrl-C 停止。")
                until_interrupted(surroundings.children.raise_if_ended)
                narrator.say("正在停止……")


class _Narrator:
    """Prints progress at once, and collects the report as data."""

    def __init__(self, *, as_json: bool) -> None:
        self._out = sys.stderr if as_json else sys.stdout
        self._began = time.monotonic()
        self.story: dict[str, Any] = {"chapters": []}

    def say(self, *lines: str) -> None:
        """Print lines at once."""
        for line in lines:
            print(line, file=self._out, flush=True)

    def stamp(self, words: str) -> None:
        """Print a line with the seconds since the start."""
        self.say(f"[{time.monotonic() - self._began:4.1f}秒] {words}")


def _run_demo(narrator: _Narrator, surroundings: "DemoWorld", *, stay: bool) -> "WorkCalendar":
    """Live the year and report; returns its calendar."""
    from deployments.demo.opening import open_demo  # noqa: PLC0415 - loaded by `world`

    calendar = open_demo()
    narrator.stamp("已导入47个部门、109项已公布的目标（演示中视为2026年目标，2026年2月27日下达）；人员与邮箱为虚拟。")
    narrator.say(
        "       其中42个部门牵头至少一项目标，须做月度检查、季度自查和年终检查；其余5个只召开分析会和半年讲评。"
    )
    start_server(surroundings.children, surroundings.environment)  # not before: the first line waits for the data
    # Prefect reads its settings on its first import: only now do they name this demonstration's server.
    from deployments.demo import report  # noqa: PLC0415
    from deployments.demo.script import CHAPTERS  # noqa: PLC0415
    from deployments.demo.walk import Walk  # noqa: PLC0415

    walk = Walk(surroundings, narrator.stamp, calendar, stay=stay)
    for chapter in CHAPTERS:
        for day in walk.to(chapter.until):
            narrator.stamp(report.report_month(day))
        section = report.report_chapter(chapter)
        narrator.stamp(f"走过{chapter.until}")
        narrator.say(
            RULE, f"【{chapter.title}】{chapter.cycle.name}　《目标管控》{chapter.cycle.clause[2:]}", *section.lines
        )
        narrator.story["chapters"].append({"title": chapter.title, **section.data})
    for title, section in (
        ("全部周期", report.report_runs()),
        ("消息", report.report_channels()),
        ("邮件回复", report.report_replies()),
        ("三封消息全文", report.report_messages()),
        ("到哪里看", report.report_places(surroundings, stay=stay)),
    ):
        narrator.say(RULE, f"【{title}】", *section.lines)
        narrator.story |= section.data
    steps = report.describe_next_steps(surroundings.home)
    narrator.say(RULE, "【接下来】", *steps)
    narrator.story["next"] = steps
    narrator.stamp("演示结束。")
    return calendar
