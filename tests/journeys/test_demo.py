"""`mubiao demo --stay`: the whole story once, with an audit hook in each Python process; then stopped at any moment.

The whole story takes 80 CPU seconds: without `--all` a demonstration is only interrupted.
"""

from __future__ import annotations

import ipaddress
import json
import random
import re
import signal
import time
import urllib.request
from ast import literal_eval
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

    from tests.journeys.conftest import Journey, Place, Program

# Not `sys.addaudithook`: with a hook in Python, CPython 3.11 fails to trace a thread that starts next to another.
EAR = """
import os, socket, sys

PLACE = os.environ["CALLS"]
HEARD = ["connect", "connect_ex", "sendto"]
ASKED = ["getaddrinfo", "gethostbyname", "gethostbyaddr"]


def note(*said):
    with open(PLACE, "a", encoding="utf-8") as calls:
        calls.write(repr((os.getpid(), *said)) + "\\n")


def hear(owner, name):
    call = getattr(owner, name)

    def heard(*arguments, **options):
        said = (*arguments, *options.values())
        note("socket." + name, *(each for each in said if type(each) in (str, bytes, int, tuple, type(None))))
        return call(*arguments, **options)

    setattr(owner, name, heard)


note("listening", " ".join(sys.orig_argv))
for name in HEARD:
    hear(socket.socket, name)
for name in ASKED:
    hear(socket, name)
"""
pytestmark = pytest.mark.exhaustive
MOMENTS = ((0.0, 1.0), (1.0, 3.0), (3.0, 6.0), (6.0, 10.0))


@dataclass(frozen=True)
class DemoRun:
    """The output and state of the demonstration while it stayed up, and the state after Ctrl-C."""

    stdout: str
    stderr: str
    story: dict[str, Any]
    calls: list[tuple[Any, ...]]
    listening: dict[int, str]
    runs: list[dict[str, Any]]
    artifacts: list[dict[str, Any]]
    user_interface: str
    mails: list[EmailMessage]
    signed_in: dict[str, str]
    running: dict[int, str]
    stopped_after: float
    exit_code: int
    left_running: dict[int, str]
    port_is_free: bool

    def chapter(self, cycle: str) -> dict[str, Any]:
        """Returns the last chapter of a cycle."""
        chapters: list[dict[str, Any]] = self.story["chapters"]
        return [each for each in chapters if each["cycle"] == cycle][-1]

    def feedback(self, due: str) -> dict[str, Any]:
        remedied = self.chapter("remediation_feedback")["remediations"]
        found: dict[str, Any] = next(each for each in remedied if (each["kind"], each["due"]) == ("feedback", due))
        return found


def logged_calls(place: Place) -> list[tuple[Any, ...]]:
    return [literal_eval(line) for line in (place.folder / "calls").read_text(encoding="utf-8").splitlines()]


def page(address: str) -> str:
    """Returns the page as a browser gets it."""
    asking = urllib.request.Request(address, headers={"Accept": "text/html"})  # noqa: S310 - loopback
    with urllib.request.urlopen(asking, timeout=20) as answer:  # noqa: S310 - loopback
        return str(answer.read().decode())


def everything(address: str, journey: Journey) -> list[dict[str, Any]]:
    """Returns all pages of a list of the Prefect API."""
    found: list[dict[str, Any]] = []
    while more := journey.ask(address, {"offset": len(found)}):
        found += more
    return found


def read(folder: Path) -> list[EmailMessage]:
    return [message_from_bytes(file.read_bytes(), policy=default) for file in sorted(folder.glob("*.eml"))]


def sign_in_to_page(said: str) -> dict[str, str]:
    """Sign in as each of the three that the end names; returns the heading that each of them finds."""
    address, password = re.findall(r"网页：(http://\S+?)（.+口令都是 (\S+)", said)[0]
    names = re.findall(r"^       (\S+)：(\S+/\S+)$", said, re.MULTILINE)
    found = {}
    for role, name in names:
        with httpx.Client(base_url=address, headers={"origin": address}, follow_redirects=True) as client:
            shown = client.post("/in", data={"name": name, "password": password})
            found[role] = re.findall(r"<h1>(.+?)</h1>", shown.text)[0]
    return found


def watch(place: Place, demo: Program, journey: Journey) -> DemoRun:
    journey.wait_for("the end of the story", lambda: demo.says("保持运行中"))
    story = json.loads(demo.stdout)
    runs = everything(f"{story['ui']}/api/flow_runs/filter", journey)
    artifacts = everything(f"{story['ui']}/api/artifacts/filter", journey)
    user_interface, running = page(f"{story['ui']}/runs"), place.alive()
    mails, signed_in = read(place.home / "demo" / "mail"), sign_in_to_page(demo.stderr)
    stopped_after = demo.end(signal.SIGINT)
    calls = logged_calls(place)
    return DemoRun(
        stdout=demo.stdout,
        stderr=demo.stderr,
        story=story,
        calls=[call for call in calls if call[1] != "listening"],
        listening={call[0]: call[2] for call in calls if call[1] == "listening"},
        runs=runs,
        artifacts=artifacts,
        user_interface=user_interface,
        mails=mails,
        signed_in=signed_in,
        running=running,
        stopped_after=stopped_after,
        exit_code=demo.process.returncode,
        left_running=place.alive(),
        port_is_free=journey.is_free(urlsplit(story["ui"]).port or 0),
    )


@pytest.fixture(scope="module")
def place(journey: Journey) -> Iterator[Place]:
    """A fresh home in which every Python process logs its network calls.

    Coverage is not measured: it prints a traceback when two threads of Prefect start at the same moment.
    """
    with journey.place(measured=False) as made:
        ears = made.folder / "ears"
        ears.mkdir()
        (ears / "sitecustomize.py").write_text(EAR, encoding="utf-8")
        made.more.update(PYTHONPATH=str(ears), CALLS=str(made.folder / "calls"))
        yield made


@pytest.fixture(scope="module")
def demo_run(place: Place, journey: Journey) -> DemoRun:
    return watch(place, place.start("demo", "--json", "--stay"), journey)


def is_near(address: object) -> bool:
    """Returns true if an address is on this machine: a loopback host, or a socket of the file system."""
    host = address[0] if isinstance(address, tuple) else address
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    if name == "localhost" or name.startswith("/"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


@pytest.mark.parametrize(
    "host", ["93.184.216.34", b"example.org", ("2001:db8::1", 443, 0, 0), ("10.0.0.1", 1), "printer"]
)
def test_an_address_of_another_machine_is_recognised(host: object) -> None:
    assert not is_near(host)


def test_no_process_connects_to_or_looks_up_anything_but_this_machine(demo_run: DemoRun) -> None:
    assert {call[1] for call in demo_run.calls} >= {"socket.connect", "socket.getaddrinfo"}
    far = {(call[1], call[2]) for call in demo_run.calls if not is_near(call[2])}
    assert far == set()


@pytest.mark.parametrize("part", ["mubiao demo", "deployments.prefect_server", "deployments.runner", "prefect"])
def test_every_part_logged_its_calls(demo_run: DemoRun, part: str) -> None:
    assert any(part in command for command in demo_run.listening.values())


def test_the_process_of_the_scheduled_run_logged_its_calls_and_called_the_server(demo_run: DemoRun) -> None:
    flows = {pid for pid, command in demo_run.listening.items() if "flow-run" in command or "prefect.engine" in command}
    port = urlsplit(demo_run.story["ui"]).port
    assert any(call[0] in flows and call[2] == ("127.0.0.1", port) for call in demo_run.calls)


def test_stdout_is_one_json_document_and_progress_goes_to_stderr(demo_run: DemoRun) -> None:
    assert demo_run.stdout.startswith("{")
    assert "Prefect 服务已就绪" in demo_run.stderr
    assert "Traceback" not in demo_run.stderr


def test_the_story_has_eight_chapters_of_the_six_cycles_and_the_remediations(demo_run: DemoRun) -> None:
    assert [each["cycle"] for each in demo_run.story["chapters"]] == [
        "monthly_check",
        "quarterly_meeting",
        "monthly_check",
        "mid_year_review",
        "remediation_feedback",
        "year_end_check",
        "self_check",
        "year_end_reverification",
    ]


def test_each_period_is_due_on_the_day_the_standard_says(demo_run: DemoRun) -> None:
    due = {(each["cycle"], each["period"]): each["due"] for each in demo_run.story["chapters"] if "due" in each}
    assert due == {
        ("monthly_check", "2026-03"): "2026-03-31",
        ("quarterly_meeting", "2026Q1"): "2026-04-22",
        ("monthly_check", "2026-06"): "2026-06-30",
        ("mid_year_review", "2026H1"): "2026-07-21",
        ("year_end_check", "2026"): "2027-01-10",
        ("self_check", "2026Q4"): "2027-01-15",
        ("year_end_reverification", "2026"): "2027-01-31",
    }


def test_dates_of_the_year_not_yet_announced_are_provisional(demo_run: DemoRun) -> None:
    assert {each["due"][:4] for each in demo_run.story["chapters"] if each.get("provisional")} == {"2027"}


def test_due_dates_come_with_their_reason(demo_run: DemoRun) -> None:
    assert "清明节放假不计" in demo_run.chapter("quarterly_meeting")["why"]


def test_a_completion_before_the_national_day_is_fed_back_by_13_october(demo_run: DemoRun) -> None:
    stored = demo_run.feedback("2026-10-13")
    assert (stored["late"], stored["done"] <= stored["due"]) == (False, True)


def test_the_other_feedback_is_due_on_12_october_and_missed(demo_run: DemoRun) -> None:
    missed = demo_run.feedback("2026-10-12")
    assert (missed["late"], missed["done"] > missed["due"]) == (True, True)


def test_offices_answer_in_time_late_or_not_at_all(demo_run: DemoRun) -> None:
    for chapter in demo_run.story["chapters"][:2]:
        assert chapter["discharged"] > chapter["late"] > 0
        assert chapter["open"] > 0
        assert chapter["opened"] == chapter["discharged"] + chapter["open"]


def test_at_least_forty_departments_and_eighty_targets_take_part(demo_run: DemoRun) -> None:
    assert demo_run.chapter("year_end_reverification")["opened"] >= 40
    counts = re.search(r"(\d+)个部门、(\d+)项", demo_run.stderr)
    assert counts
    assert (int(counts[1]) >= 40, int(counts[2]) >= 80) == (True, True)


def test_it_says_that_published_targets_are_used_for_2026(demo_run: DemoRun) -> None:
    assert "视为2026年目标" in demo_run.stderr


def test_the_mid_year_review_was_started_by_its_schedule(demo_run: DemoRun) -> None:
    [run] = [each for each in demo_run.runs if each["auto_scheduled"] and each["state_type"] == "COMPLETED"]
    assert run["name"] == "半年讲评 2026H1"


def test_no_run_failed(demo_run: DemoRun) -> None:
    assert {each["state_type"] for each in demo_run.runs} <= {"COMPLETED", "SCHEDULED"}
    assert len([each for each in demo_run.runs if each["state_type"] == "COMPLETED"]) >= 7


def test_nothing_that_prefect_logs_is_on_the_screen(demo_run: DemoRun) -> None:
    assert "prefect.flow_runs" not in demo_run.stderr
    assert "Error logging" not in demo_run.stderr


def test_the_user_interface_answers(demo_run: DemoRun) -> None:
    assert "<title>" in demo_run.user_interface.lower()


def test_three_people_sign_in_to_the_page(demo_run: DemoRun) -> None:
    assert demo_run.signed_in == {
        "管理机构": "今日工作",
        "部门目标办": "本单位应办",
        "主要领导": "待阅的结果和待同意的调整",
    }


def test_each_run_leaves_a_table_in_chinese(demo_run: DemoRun) -> None:
    tables = [each for each in demo_run.artifacts if each["key"] == "quarterly-meeting"]
    assert any("季度分析会 2026Q1" in each["description"] for each in tables)
    assert {"部门", "事项", "期限"} <= set(json.loads(tables[0]["data"])[0])


def test_every_mail_parses_and_has_a_unique_message_id(demo_run: DemoRun) -> None:
    ids = [str(mail["Message-ID"]) for mail in demo_run.mails]
    assert len(set(ids)) == len(ids) == demo_run.story["mails"] > 100
    assert all(each.endswith("@mubiao.test>") for each in ids)
    assert not any(mail.defects for mail in demo_run.mails)


def test_the_agency_receives_the_head_of_the_ledger_every_month(demo_run: DemoRun) -> None:
    bodies = [body.get_content() for mail in demo_run.mails if (body := mail.get_body(("plain",)))]
    report = re.compile(r"截至(\d+年\d+月)\d+日.+\r?\n末块校验码：([0-9a-f-]{79})")
    found = dict(each for body in bodies for each in report.findall(body))
    assert len(found) == len(set(found.values())) == 12  # from February 2026 to January 2027


def test_mails_say_in_chinese_what_is_due_when(demo_run: DemoRun) -> None:
    subjects = {str(mail["Subject"]) for mail in demo_run.mails}
    assert any("季度分析会" in subject and "4月22日（周三）" in subject for subject in subjects)
    to_office = next(mail for mail in demo_run.mails if "季度分析会" in str(mail["Subject"]))
    body = to_office.get_body(("plain",))
    assert body
    assert "目标办" in body.get_content()


def test_a_refusal_of_the_wecom_robot_is_shown_and_everything_else_was_sent(demo_run: DemoRun) -> None:
    channels = {each["channel"]: each for each in demo_run.story["channels"]}
    assert "93000" in channels["wecom"]["why"]
    assert channels["wecom"]["sent"] == channels["wecom"]["messages"] - channels["wecom"]["parked"] > 0
    assert channels["mail"]["sent"] == channels["mail"]["messages"] > 0


def test_three_messages_are_shown_in_full(demo_run: DemoRun) -> None:
    assert len(demo_run.story["messages"]) == 3
    assert all({"to", "subject", "text"} <= set(each) for each in demo_run.story["messages"])


def test_the_end_says_what_to_do_next(demo_run: DemoRun) -> None:
    assert [line.partition("：")[0] for line in demo_run.story["next"]] == ["看演示的数据", "先读哪一页", "正式启用"]


def test_three_offices_and_a_stranger_write_by_mail_and_one_sheet_is_mended(demo_run: DemoRun) -> None:
    found = [(each["from"].split("@")[0], each["sentence"].partition("，")[0]) for each in demo_run.story["replies"]]
    assert found == [
        ("发件地址满90天已清除", "没有回复表的来信1封"),
        ("sjyt", "收取1份"),
        ("smzt", "退回1份"),
        ("smzt", "收取1份"),
        ("srst", "收取1份"),
    ]
    assert demo_run.story["replies"][0]["state"] == "automatic"
    assert "【邮件回复】" in demo_run.stderr


def test_ctrl_c_ends_all_processes_within_twenty_seconds(demo_run: DemoRun) -> None:
    assert len(demo_run.running) >= 4
    assert demo_run.stopped_after < 20
    assert demo_run.left_running == {}
    assert demo_run.port_is_free
    assert demo_run.exit_code == 0


@pytest.mark.exhaustive(1, thirds=True)
@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: f"{moment[0]:.0f}-{moment[1]:.0f}s")
def test_ctrl_c_at_any_moment_ends_all_processes(place: Place, moment: tuple[float, float]) -> None:
    demo = place.start("demo", "--json")
    time.sleep(random.uniform(*moment))  # noqa: S311 - no secret: the moment of interruption
    assert demo.end(signal.SIGINT) < 20
    assert place.alive() == {}
    # Before our first line runs, Python itself prints the message on interruption.
    assert moment[0] == 0 or "已中断。" in demo.stderr


@pytest.mark.usefixtures("demo_run")
def test_afterwards_another_demonstration_starts_clean(place: Place, journey: Journey) -> None:
    demo = place.start("demo", "--json")
    journey.wait_for("the server", lambda: demo.says("Prefect 服务已就绪"))
    assert demo.end(signal.SIGINT) < 20
    assert place.alive() == {}
