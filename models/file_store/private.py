"""Folders that only their owner may enter: what is marked in them opens on record only (4.7)."""

from pathlib import Path

OWNER_ONLY = 0o700


def make_private(folder: Path) -> None:
    """Make a folder, and those above it, unless it is there."""
    folder.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)


def open_to_others(folder: Path) -> str:
    """Return in words that other users of the machine may enter a folder; empty if they may not."""
    if not folder.is_dir() or not folder.stat().st_mode & ~OWNER_ONLY & 0o777:
        return ""
    return f"本机其他用户可以读取“{folder}”，其中可能有涉密材料和来信原文，请执行：chmod 700 {folder}"
