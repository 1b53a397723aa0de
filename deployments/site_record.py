"""The record of a visit to a site, which the demonstration and the simulation attach to their findings (4.5)."""

from importlib.resources import files
from pathlib import Path

SITE_RECORD = Path(str(files("deployments") / "data" / "现场核查记录.txt"))
