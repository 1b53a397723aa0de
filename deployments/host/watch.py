"""The watcher's process. Started by `mubiao host watch` as `python -P -m deployments.host.watch`, any number of times.

One has the turn and looks every minute, the others stand by. Its log is what it says on stdout.
"""

import sys
import time
from collections.abc import Callable
from itertools import count

from cryptography.fernet import Fernet
from sqlalchemy.exc import DBAPIError

from deployments.host.turn import own_session, take_turn
from deployments.host.watcher import Watcher
from models.outages import explain
from models.rules.errors import MubiaoError
from tasks.alerts import tell
from tasks.cell import key_file, read_key
from tasks.clock import current_instant

EVERY = 60.0  # seconds


def say(words: str) -> None:
    """Print a line of the log."""
    print(f"{current_instant():%Y-%m-%d %H:%M:%S} {words}", flush=True)  # noqa: T201 - its log


def watch(watcher: Watcher, key: Fernet, wait: Callable[[float], object], looks: int | None = None) -> None:
    """Take the turn and look every minute; if the registry is away, stand by until it answers."""
    left, told = iter(range(looks)) if looks else count(), ""
    while True:
        try:
            with own_session() as registry:
                take_turn(registry, say, wait)
                told = ""
                for _ in left:
                    troubles = watcher.look(registry, key)
                    tell({"host_trouble": len(troubles) or None, "database_away": None})
                    wait(EVERY)
                return
        except (MubiaoError, DBAPIError) as error:
            words = error.message if isinstance(error, MubiaoError) else explain(error)
            if words != told:
                say(words)
            told = words
            tell({"database_away": 1})
            wait(EVERY)


if __name__ == "__main__":
    try:
        watch(Watcher(say), read_key(key_file()), time.sleep)
    except KeyboardInterrupt:
        pass
    except MubiaoError as error:  # of a setting: it is mended by a person
        sys.exit(error.message)
