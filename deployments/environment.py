"""The environment of this process for a while: only the settings given, and as before afterwards."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tasks.clock import clear_virtual_instant
from tasks.settings import read_settings


@contextmanager
def environment(wanted: Mapping[str, str]) -> Iterator[None]:
    """Only these settings, and the machine's clock again afterwards."""
    before = dict(os.environ)
    ours = {name for name in before if name.startswith("MUBIAO_") or name == "DATABASE_URL"}
    try:
        for name in ours:
            del os.environ[name]
        os.environ.update(wanted)
        read_settings.cache_clear()
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        read_settings.cache_clear()
        clear_virtual_instant()
