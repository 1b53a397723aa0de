"""Beijing time in any machine zone: rejects an invalid TZ, and sets the zone and its files for every child.

Our own dates do not use the machine's zone; timestamps printed by others do: logs, the Prefect server.
"""

import re
from importlib.resources import files
from pathlib import Path
from zoneinfo import available_timezones

from models.rules.errors import Refused
from models.rules.workdays import SHANGHAI

ADVICE = f"请改为 TZ={SHANGHAI.key}。"
OFFSET = re.compile(r"(<[^>]+>|[A-Za-z]{3,})[+-]?\d.*")  # POSIX: UTC-8 is eight hours east
COMPILED = b"TZif"


def zone_environment() -> dict[str, str]:
    """Returns TZ, and TZDIR for a machine without zone files: the system treats a missing zone as UTC."""
    return {"TZ": SHANGHAI.key, "TZDIR": str(files("tzdata") / "zoneinfo")}


def check_zone(name: str) -> None:
    """Raises Refused if TZ is unknown, or an offset whose sign is easily mistaken; unset or empty is valid."""
    zone = name.removeprefix(":")
    if not zone or zone in available_timezones() or _is_zone_file(zone):
        return
    if OFFSET.fullmatch(zone):
        raise Refused(f"TZ={name} 的正负号与习惯相反，容易差出十六小时。{ADVICE}")
    raise Refused(f"无法识别时区 TZ={name}，系统会误作世界时而差八小时。{ADVICE}")


def _is_zone_file(name: str) -> bool:
    try:
        with Path(name).open("rb") as file:
            return name.startswith("/") and file.read(len(COMPILED)) == COMPILED
    except (OSError, ValueError):
        return False
