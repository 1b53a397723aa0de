"""Beijing time whatever the machine believes: an unusable TZ is refused, every child is told the zone and its files.

Our own dates never ask the machine's zone; what does is the time stamps that others print: logs, the Prefect server.
"""

import re
from importlib.resources import files
from pathlib import Path
from zoneinfo import available_timezones

from models.rules.business_day import SHANGHAI
from models.rules.errors import Refused

ADVICE = f"请改为 TZ={SHANGHAI.key}。"
OFFSET = re.compile(r"(<[^>]+>|[A-Za-z]{3,})[+-]?\d.*")  # POSIX: UTC-8 lies eight hours east
COMPILED = b"TZif"


def zone_environment() -> dict[str, str]:
    """TZ, and TZDIR for a machine or container without time zone files: the system takes a zone it lacks for UTC."""
    return {"TZ": SHANGHAI.key, "TZDIR": str(files("tzdata") / "zoneinfo")}


def check_zone(name: str) -> None:
    """Refuse a TZ that nobody knows or that is easily meant the other way round; unset or empty is fine."""
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
