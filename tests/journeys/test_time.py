"""The machine's time: dates are Beijing's in any time zone; a clock that was set stops scheduled work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from models.database import unbind
from models.rules.workdays import SHANGHAI
from tests.conftest import rehearse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import Databases
    from tests.journeys.conftest import Journey, Place

# Each of these as TZ: the right one, none, well-known others, and those that the system silently treats as UTC.
ZONES = (
    *(None, "", "Asia/Shanghai", ":Asia/Shanghai", "PRC", "UTC", "America/New_York", "Pacific/Kiritimati"),
    *(
        "UTC-8",
        "UTC+8",
        "CST-8",
        "PST8PDT",
        "EST5EDT,M3.2.0,M11.1.0",
        "Asia/Beijing",
        ":Mars/Phobos",
        "/nowhere/Shanghai",
    ),
)
# An instant, its day, and whether a report of March entered then is late.
INSTANTS = (
    ("2026-03-31T23:30:00+08:00", "2026-03-31", 0),
    ("2026-03-31T15:59:59+00:00", "2026-03-31", 0),
    ("2026-03-31T16:00:00+00:00", "2026-04-01", 1),
    ("2026-03-31T11:30:00-05:00", "2026-04-01", 1),
    ("2026-03-31T23:30:00", "2026-03-31", 0),  # without an offset it is Beijing time
    ("2026-04-01T00:10:00", "2026-04-01", 1),
)
SCRIPT = """
import json, os, sys, time
from datetime import datetime
zones, instants, url = json.load(sys.stdin)
from deployments.act_entry import Entry, perform_act
from models.database import bind
from models.ledger.evidence.store import configure_store
from models.ledger.report.reports import submit_report
from tasks.clock import business_day, current_instant
from tasks.settings import read_settings, settings
bind(url)
configure_store(settings().home / "evidence", 1)
lines = [{"target": code, "progress": 50} for code in ("T001", "T002")]
found = []
for zone in zones:
    os.environ.pop("TZ", None)
    if zone is not None:
        os.environ["TZ"] = zone
    time.tzset()
    os.environ.pop("MUBIAO_CLOCK", None)
    read_settings.cache_clear()
    now = [time.time(), current_instant().timestamp(), current_instant().isoformat()[-6:], str(business_day().date)]
    days = []
    for instant in instants:
        os.environ["MUBIAO_CLOCK"] = instant
        read_settings.cache_clear()
        report = {"department": "D001", "period": "2026-03", "lines": lines}
        done = perform_act(submit_report, report, keep=False, entry=Entry("D001/目标办"))
        days.append([str(business_day().date), done.counts["late"]])
    found.append([now, days])
print(json.dumps(found))
"""
WITHOUT_ZONE_FILES = {"PYTHONTZPATH": "", "TZDIR": "/nowhere"}
NO_ZONES = ("unshare", "--mount", "sh", "-c", 'mount -t tmpfs none /usr/share/zoneinfo && exec "$@"', "sh")


def may_unshare(*words: str) -> bool:
    """Returns true if this machine allows a separate namespace for its files or clocks."""
    return subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0  # noqa: S603 - fixed words


@pytest.fixture(scope="module")
def march_at(databases: Databases) -> Iterator[str]:
    """The URL of a database in which the check of March is open, due on the last day of March."""
    with databases.fresh("march") as address:
        rehearse()
        unbind()
        yield address


def days_of(address: str, *prefix: str, **more: str) -> list[list[Any]]:
    instants = [instant for instant, *_ in INSTANTS]
    result = subprocess.run(  # noqa: S603 - our own program
        [*prefix, sys.executable, "-c", SCRIPT],
        input=json.dumps([ZONES, instants, address]),
        env={"PATH": os.defpath, "MUBIAO_HOME": "/nowhere", **more},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    found: list[list[Any]] = json.loads(result.stdout)
    return found


def check_days(found: list[list[Any]]) -> None:
    wanted = [[day, late] for _, day, late in INSTANTS]
    for zone, (now, days) in zip(ZONES, found, strict=True):
        assert days == wanted, zone
        seconds, ours, offset, today = now
        assert abs(seconds - ours) < 5, zone
        assert (offset, today) == ("+08:00", datetime.fromtimestamp(seconds, SHANGHAI).date().isoformat()), zone


@pytest.mark.parametrize("more", [{}, WITHOUT_ZONE_FILES], ids=["usual", "without-zone-files"])
def test_a_report_at_half_past_eleven_counts_for_that_day_under_any_zone(march_at: str, more: dict[str, str]) -> None:
    check_days(days_of(march_at, **more))


@pytest.mark.skipif(not may_unshare("unshare", "--mount"), reason="needs a mount namespace")
def test_a_report_counts_for_its_day_in_a_container_without_zone_files(march_at: str) -> None:
    check_days(days_of(march_at, *NO_ZONES))


@pytest.mark.skipif(not may_unshare("unshare", "--mount"), reason="needs a mount namespace")
def test_an_installation_can_live_in_a_container_without_any_zone_file(journey: Journey) -> None:
    with journey.place(TZ="Asia/Shanghai") as place:
        at = {"MUBIAO_CLOCK": "2026-03-01T00:30:00+08:00"}
        words = ("init", "--jurisdiction", "贵州省", "--go-live", "2026-01-01", "--rehearsal")
        assert mubiao(place, *words, prefix=NO_ZONES, **at).returncode == 0
        opened = mubiao(place, "run", "monthly_check", "--json", prefix=NO_ZONES, **at)
        assert (json.loads(opened.stdout)["period"], json.loads(opened.stdout)["business_date"]) == (
            "2026-03",
            "2026-03-01",
        )
        blocks = mubiao(place, "verify", prefix=NO_ZONES)
        assert blocks.returncode == 0, blocks.stderr


def mubiao(place: Place, *words: str, prefix: tuple[str, ...] = (), **more: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("mubiao")
    return subprocess.run(  # noqa: S603 - our own program
        [*prefix, program, *words],
        env=place.environment | more,
        cwd=place.folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


# Ten days more on the monotonic clock and none on the wall clock: the wall clock was set back by ten days; and the
# reverse.
TEN_DAYS_ON = ("unshare", "--time", "--boottime", str(10 * 86400))


@pytest.fixture
def served(databases: Databases, journey: Journey) -> Iterator[Callable[..., subprocess.CompletedProcess[str]]]:
    """`served("run", "deliver")`: runs the program on a separate installation, at the real time."""
    with databases.fresh("founded") as address, journey.place(DATABASE_URL=address) as place:
        unbind()
        yield lambda *words, prefix=(): mubiao(place, *words, prefix=prefix)


@pytest.mark.skipif(not may_unshare(*TEN_DAYS_ON), reason="needs a time namespace")
def test_a_clock_set_by_ten_days_stops_scheduled_work_until_it_is_confirmed(
    served: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    today = datetime.now(UTC).astimezone(SHANGHAI).date()  # noqa: TID251 - the real day
    assert "个工作日，本机时钟未经网络校时" in served("run", "deliver").stderr  # the founding was in January
    assert served("act", "confirm_clock", "--today", str(today)).returncode == 0
    assert served("run", "deliver").returncode == 0

    back = served("run", "deliver", prefix=TEN_DAYS_ON)
    assert (back.returncode, "本机时钟在运行中被调慢10天，现为" in back.stderr) == (1, True)
    entered = served("act", "confirm_clock", "--today", str(today), prefix=TEN_DAYS_ON)
    assert (entered.returncode, "注意：本机时钟" in entered.stderr) == (0, True)
    assert served("run", "deliver", prefix=TEN_DAYS_ON).returncode == 0

    ahead = served("run", "deliver")
    assert (ahead.returncode, "本机时钟在运行中被调快10天" in ahead.stderr) == (1, True)
