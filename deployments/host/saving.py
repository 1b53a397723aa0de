"""Backups of the cells of a host: one file for each, beside the running system."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from cryptography.fernet import Fernet
from sqlalchemy.exc import DBAPIError

from deployments.backup.save import save
from models.cells import ACTIVE, HELD, HostCell
from models.migrations import check_version
from models.outages import FAULTS, explain
from models.rules.errors import MubiaoError, Refused
from tasks.cell import bound_to, find_cell, open_registry, settings_of
from tasks.clock import current_instant


class Saved(NamedTuple):
    """The backup of a cell: its file, or why it failed; the number of files of evidence that are missing."""

    key: str
    file: Path | None
    height: int = 0
    missing: int = 0
    fault: str = ""


def save_cells(folder: Path, keys: Collection[str]) -> Iterator[Saved]:
    """Back up these cells, or all that work or are held. One that fails stops none.

    Raises Refused if there is no such folder or cell; then nothing is saved.
    """
    if not folder.is_dir():
        raise Refused(f"没有文件夹“{folder}”，请先建立，或改写文件夹的位置。")
    registry = open_registry()
    chosen = [find_cell(registry.cells, each) for each in keys] or [*registry.cells.values()]
    time = f"{current_instant():%Y-%m-%d-%H%M%S}"
    for cell in chosen:
        if cell.state in {ACTIVE, HELD}:
            yield _save(cell, registry.secret, folder / f"{cell.key}-{time}.mubiao")


def _save(cell: HostCell, key: Fernet, file: Path) -> Saved:
    try:
        chosen = settings_of(cell, key)
        with bound_to(chosen):
            check_version()
            url = chosen.database_url.get_secret_value() if chosen.database_url else ""
            manifest = save(file, url, chosen)
    except MubiaoError as error:
        return Saved(cell.key, None, fault=error.message)
    except DBAPIError as error:
        return Saved(cell.key, None, fault=explain(error))
    except OSError:
        return Saved(cell.key, None, fault=f"无法写入“{file}”，请检查磁盘空间和权限。")
    except FAULTS as error:  # of the program: in one cell it stops no other one
        return Saved(cell.key, None, fault=f"程序出错（{type(error).__name__}）。")
    return Saved(cell.key, file, manifest.height, len(manifest.missing))
