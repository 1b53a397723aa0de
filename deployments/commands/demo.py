"""`mubiao demo`: the main job on real input, before one's eyes."""

import sys
import time
from typing import Any

import click

from deployments.commands.answers import as_json, put_json
from deployments.demo.script import CHAPTERS
from deployments.demo.world import World, wait_until_served, world
from deployments.stop_signals import until_interrupted

RULE = "━" * 64


@click.command(
    help="演示：内置数据库、真实部门与目标、真实的Prefect运行与本机收发的邮件和企业微信。例：mubiao demo --stay"
)
@click.option("--stay", is_flag=True, help="结束后保持服务和界面运行，按 Ctrl-C 停止")
@as_json
def command(*, stay: bool, as_json: bool) -> None:
    """Tell the story; people read it on stdout, progress goes to stderr with `--json`."""
    teller = _Teller(as_json=as_json)
    with world(teller.say) as around:
        _tell(teller, around, stay=stay)
        if as_json:
            put_json(teller.story)
        if stay:
            teller.say(f"保持运行中：{around.ui}/runs　按 Ctrl-C 停止。")
            until_interrupted(around.children.insist)
            teller.say("正在停止……")


class _Teller:
    """Says progress at once, and keeps the story as data."""

    def __init__(self, *, as_json: bool) -> None:
        self._out = sys.stderr if as_json else sys.stdout
        self._began = time.monotonic()
        self.story: dict[str, Any] = {"chapters": []}

    def say(self, *lines: str) -> None:
        """Print lines at once."""
        for line in lines:
            print(line, file=self._out, flush=True)

    def stamp(self, words: str) -> None:
        """A line with the seconds since the start."""
        self.say(f"[{time.monotonic() - self._began:4.1f}秒] {words}")

    def tick(self) -> None:
        """A sign of life while waiting."""
        if sys.stderr.isatty():
            print(f"\r  等待中……{time.monotonic() - self._began:.0f}秒", end="\r", file=sys.stderr, flush=True)


def _tell(teller: _Teller, around: World, *, stay: bool) -> None:
    # Prefect reads its settings when it is first imported: only now do they name this demonstration's server.
    from deployments.demo.report import tell_channels, tell_chapter, tell_messages, tell_month, tell_places, tell_runs  # noqa: PLC0415
    from deployments.demo.walk import Walk  # noqa: PLC0415

    walk = Walk(around, teller.stamp)
    teller.stamp("已导入47个部门、109项已公布的目标（演示中视为2026年目标，2026年2月27日下达）；人员与邮箱为虚拟。")
    teller.say("       其中42个部门牵头至少一项目标，须做月度检查、季度自查和年终检查；其余5个只召开分析会和半年讲评。")
    wait_until_served(around, teller.tick)
    teller.stamp(f"Prefect 服务已就绪：{around.ui}")
    walk.start_runner()
    for chapter in CHAPTERS:
        for day in walk.to(chapter.until):
            teller.stamp(tell_month(day))
        told = tell_chapter(chapter)
        teller.stamp(f"走过{chapter.until}")
        teller.say(
            RULE, f"【{chapter.title}】{chapter.cycle.name}　《目标管控》{chapter.cycle.clause[2:]}", *told.lines
        )
        teller.story["chapters"].append({"title": chapter.title, **told.data})
    for title, told in (
        ("全部周期", tell_runs()),
        ("消息", tell_channels()),
        ("三封消息全文", tell_messages()),
        ("到哪里看", tell_places(around, stay=stay)),
    ):
        teller.say(RULE, f"【{title}】", *told.lines)
        teller.story |= told.data
    teller.stamp("演示结束。")
