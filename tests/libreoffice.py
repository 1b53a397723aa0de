"""LibreOffice on this machine: where it is, and whether Writer, another package, is there too."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

PROGRAM = shutil.which("soffice")
LONGEST = 300  # seconds for one run of LibreOffice on a busy machine; it takes about four
WRITER = "libswlo.so"  # next to the program; the packages without a screen bring no `lowriter`


def why_no_writer(program: str | None) -> str:
    """Why this program makes no PDF of a paper; nothing if it does."""
    if program is None:
        return "LibreOffice is not installed: no soffice on the PATH"
    folder = Path(program).resolve().parent
    return "" if (folder / WRITER).exists() else f"LibreOffice Writer is not installed: no {WRITER} in {folder}"


def has_chinese_font() -> bool:
    """Whether LibreOffice sets Chinese in a font that has it; without one a full character is as wide as a letter."""
    lister = shutil.which("fc-list")
    return lister is not None and subprocess.run([lister, ":lang=zh"], check=True, capture_output=True).stdout != b""  # noqa: S603 - a fixed line


def convert(profile: Path, ending: str, folder: Path, *places: Path) -> list[Path]:
    """The files that LibreOffice with this profile makes of others, in their order."""
    line = [str(PROGRAM), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    line += ["--convert-to", ending, "--outdir", str(folder), *map(str, places)]
    done = subprocess.run(line, check=True, capture_output=True, timeout=LONGEST)  # noqa: S603 - files of the test
    made = [folder / f"{place.stem}.{ending}" for place in places]
    assert [each for each in made if not each.exists()] == [], done.stderr
    return made
