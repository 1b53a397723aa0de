"""Reads the machine's clocks: time of day, monotonic time since boot, and whether a time server keeps them."""

import ctypes
import time
from datetime import timedelta
from pathlib import Path

from models.rules.clocks import Reading
from tasks.clock import current_instant

BOOT = Path("/proc/sys/kernel/random/boot_id")
UNSYNCHRONISED = 5  # TIME_ERROR of adjtimex(2): no time server keeps the clock, or it was set by hand since


def reading() -> Reading:
    """Returns the current clock readings. The boot id is empty if the kernel does not name it."""
    try:
        boot = BOOT.read_text(encoding="ascii").strip()
    except OSError:
        boot = ""
    since_boot = timedelta(seconds=time.clock_gettime(time.CLOCK_BOOTTIME))
    return Reading(current_instant(), boot, since_boot, _is_synchronised())


def _is_synchronised() -> bool:
    """Returns whether a time server keeps the clock, as adjtimex(2) reports it."""
    buffer = ctypes.create_string_buffer(512)  # an all-zero struct timex only queries
    return 0 <= int(ctypes.CDLL(None).adjtimex(buffer)) < UNSYNCHRONISED
