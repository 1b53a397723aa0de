"""Time zones: invalid ones are refused, and dates are in Beijing time in any machine zone."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from deployments.zones import check_zone, zone_environment
from models.rules.errors import Refused

if TYPE_CHECKING:
    from pathlib import Path

UNKNOWN = (
    "Asia/Beijing",
    "Nowhere",
    ":Mars/Phobos",
    "Asia",
    "/nowhere/Shanghai",
    "/etc/hostname",
    "::",
)
EITHER_WAY = ("UTC-8", "UTC+8", "CST-8", ":CST-8", "<+08>-8", "UTC+25", "EST5EDT,M3.2.0,M11.1.0")
FINE = ("", ":", "UTC", "PRC", "PST8PDT", "Asia/Shanghai", ":Asia/Shanghai", "America/New_York", "Etc/GMT+8")


@pytest.mark.parametrize("zone", UNKNOWN)
def test_a_zone_that_the_system_would_take_for_utc_is_refused(zone: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_zone(zone)
    assert refusal.value.message == f"无法识别时区 TZ={zone}，系统会误作世界时而差八小时。请改为 TZ=Asia/Shanghai。"


@pytest.mark.parametrize("zone", EITHER_WAY)
def test_a_zone_written_as_an_offset_is_refused_because_its_sign_is_a_trap(zone: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_zone(zone)
    assert refusal.value.message == f"TZ={zone} 的正负号与习惯相反，容易差出十六小时。请改为 TZ=Asia/Shanghai。"


@pytest.mark.parametrize("zone", FINE)
def test_a_known_zone_or_none_is_fine(zone: str) -> None:
    check_zone(zone)


def test_a_zone_may_be_a_file_that_is_one(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.write_bytes(b"TZif2")
    check_zone(str(own))
    check_zone(f":{own}")


@pytest.mark.process
def test_a_child_gets_the_zone_and_the_path_of_its_files() -> None:
    # A container without time zone files: the system only searches TZDIR.
    clock = "import time; print(time.strftime('%H:%M %z', time.localtime(1774971000)))"
    words = [sys.executable, "-c", clock]
    finished = subprocess.run(words, env=zone_environment(), capture_output=True, text=True, check=True)  # noqa: S603 - our own
    assert finished.stdout == "23:30 +0800\n"
    wrong = subprocess.run(  # noqa: S603 - our own
        words, env=zone_environment() | {"TZDIR": "/nowhere"}, capture_output=True, text=True, check=True
    )
    assert wrong.stdout == "15:30 +0000\n"
