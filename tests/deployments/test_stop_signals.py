"""Waiting until a stop signal of any kind arrives."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from deployments.child_processes import Children
from deployments.stop_signals import until_interrupted
from models.rules.errors import Unavailable

pytestmark = pytest.mark.process

WAITING = """
import pathlib, sys
from deployments.stop_signals import handle_termination, until_interrupted
from deployments.child_processes import Children
handle_termination()
try:
    with Children(pathlib.Path(sys.argv[1])) as children:
        until_interrupted(children.raise_if_ended, lambda: print("looked", flush=True))
finally:
    print("stopped")
"""


@pytest.mark.exhaustive(1)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("ignored", [False, True], ids=["heeded", "ignored-by-the-shell"])
def test_each_signal_stops_the_waiting_even_when_the_shell_ignored_ctrl_c(
    tmp_path: Path,
    number: signal.Signals,
    ignored: bool,  # noqa: FBT001 - a column of the table
) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN) if ignored else None  # inherited, as from `mubiao up &`
    try:
        waiting = subprocess.Popen(  # noqa: S603 - our own lines
            [sys.executable, "-c", WAITING, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
    finally:
        if ignored:
            signal.signal(signal.SIGINT, before)
    assert waiting.stdout
    assert waiting.stdout.readline() == "looked\n"
    waiting.send_signal(number)
    assert waiting.communicate(timeout=20)[0].endswith("stopped\n")
    assert waiting.returncode == 0


BROKEN_OFF = """
import logging, signal, threading
from deployments.stop_signals import handle_termination
handle_termination()

class Sending(logging.Handler):
    sending = threading.Lock()  # it cannot be taken twice

    def emit(self, record):
        with self.sending:
            signal.raise_signal(signal.SIGINT)

logging.getLogger("library").addHandler(Sending())
try:
    logging.getLogger("library").error("at work")
except KeyboardInterrupt as broken_off:
    with Sending.sending:
        logging.getLogger("library").error("broken off")
        print("stopped")
"""


def test_a_library_interrupted_while_logging_does_not_deadlock() -> None:
    stopped = subprocess.run(  # noqa: S603 - our own lines
        [sys.executable, "-c", BROKEN_OFF], capture_output=True, text=True, timeout=20, check=True
    )
    assert stopped.stdout == "stopped\n"


AS_ANOTHER_ERROR = """
import signal, sys
from deployments import cli
from models.rules.errors import Unavailable

def away(*_words, **_options):
    try:
        signal.raise_signal(signal.SIGINT)
    except KeyboardInterrupt:
        raise Unavailable("数据库暂时不可用") from None  # the driver ends its connection when it is interrupted

cli.main_group.main = away
sys.argv = ["mubiao", "owed"]
cli.main()
"""


def test_an_interrupt_that_a_library_made_another_error_is_one() -> None:
    stopped = subprocess.run(  # noqa: S603 - our own lines
        [sys.executable, "-c", AS_ANOTHER_ERROR], capture_output=True, text=True, timeout=20, check=False
    )
    assert (stopped.returncode, stopped.stderr) == (130, "已中断。\n")


DROPPED = """
import signal, time
from deployments.stop_signals import handle_termination, stop_repeating
handle_termination()
try:
    signal.raise_signal(signal.SIGINT)
except BaseException:
    pass  # as a library that tries something, or Python itself in a callback
try:
    time.sleep(30)
    print("dropped")
except KeyboardInterrupt:
    try:
        raise OSError("stopping in order")
    except OSError:
        time.sleep(1)  # it is heard already: nothing breaks off the stopping
    stop_repeating()
    print("stopped")
"""


IN_A_CALLBACK = """
import signal, time
from deployments.stop_signals import handle_termination, stop_repeating
handle_termination()

class Thing:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)

Thing()
try:
    time.sleep(30)
except KeyboardInterrupt:
    stop_repeating()
    print("stopped")
"""
UNBROKEN = """
import signal, time
from deployments.stop_signals import defer_interrupts, handle_termination, stop_repeating
handle_termination()
try:
    with defer_interrupts():
        signal.raise_signal(signal.SIGINT)
        time.sleep(1)
        print("done to its end")
    time.sleep(30)
except KeyboardInterrupt:
    stop_repeating()
    time.sleep(1)
    print("stopped")
"""


@pytest.mark.exhaustive(1)
@pytest.mark.parametrize(
    ("lines", "text"), [(DROPPED, "stopped\n"), (IN_A_CALLBACK, "stopped\n"), (UNBROKEN, "done to its end\nstopped\n")]
)
def test_a_dropped_or_deferred_ctrl_c_is_handled_in_the_end(lines: str, text: str) -> None:
    ended = subprocess.run(  # noqa: S603 - our own lines
        [sys.executable, "-c", lines], capture_output=True, text=True, timeout=20, check=True
    )
    assert (ended.stdout, ended.stderr) == (text, "")


def test_a_child_that_ends_by_itself_ends_the_waiting_and_its_log_is_named(tmp_path: Path) -> None:
    with Children(tmp_path) as children:
        children.start("poem", ["this"], {})
        with pytest.raises(Unavailable, match=rf"poem 意外停止，原因见日志：{tmp_path}/poem\.log"):
            until_interrupted(children.raise_if_ended)


def test_checks_run_while_waiting() -> None:
    def look() -> None:
        raise KeyboardInterrupt

    until_interrupted(look)  # and Ctrl-C ends the waiting at any moment
