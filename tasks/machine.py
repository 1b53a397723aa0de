"""What the clocks of this machine show: the time of day, the stopwatch since its start, whether a server keeps time."""

import ctypes
import time
from datetime import timedelta
from pathlib import Path

from models.rules.clocks import Reading
from tasks.clock import present

BOOT = Path("/proc/sys/kernel/random/boot_id")
UNSYNCHRONISED = 5  # TIME_ERROR of adjtimex(2): no time server keeps the clock, or somebody set it by hand since


def reading() -> Reading:
    """The clocks as they are now; without a name of the machine's start its stopwatch says nothing."""
    try:
        boot = BOOT.read_text(encoding="ascii").strip()
    except OSError:
        boot = ""
    running = timedelta(seconds=time.clock_gettime(time.CLOCK_BOOTTIME))
    return Reading(present(), boot, running, _synchronised())


def _synchronised() -> bool:
    asked = ctypes.create_string_buffer(512)  # a struct timex of zeros changes nothing
    return 0 <= int(ctypes.CDLL(None).adjtimex(asked)) < UNSYNCHRONISED
