"""Where an installation keeps its state."""

import os
from pathlib import Path

from platformdirs import user_data_path

SYSTEM_HOME = Path("/var/lib/mubiao")


def home_folder() -> Path:
    """MUBIAO_HOME, else the platform's user data folder; as root a system folder that the database's user can enter."""
    if named := os.environ.get("MUBIAO_HOME"):
        return Path(named).expanduser().resolve()
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return SYSTEM_HOME
    return user_data_path("mubiao", appauthor=False)
