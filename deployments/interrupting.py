"""Waiting until a person or the system says stop."""

import signal
import time
from types import FrameType

from deployments.supervising import Children
from models.rules.errors import Unavailable

PAUSE = 0.5


def heed_termination() -> None:
    """Let SIGTERM stop this process as Ctrl-C does: everything started is stopped."""
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGHUP, _interrupt)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def until_interrupted(children: Children) -> None:
    """Wait for Ctrl-C; raises Unavailable when a child ends by itself."""
    while True:
        if ended := children.ended():
            raise Unavailable(f"{'、'.join(ended)} 意外停止，原因见日志：{children.log(ended[0])}。")
        time.sleep(PAUSE)
