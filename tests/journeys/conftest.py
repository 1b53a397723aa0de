"""A home of its own for each journey, the programs started there, and whatever of them is still alive."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from deployments import embedded

MUBIAO = Path(sys.executable).with_name("mubiao")
KEPT = ("PATH", "LANG", "LC_ALL", "COVERAGE_PROCESS_START")


def wait_for[T](look: Callable[[], T], seconds: float, what: str) -> T: ...
