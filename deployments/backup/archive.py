"""The backup file: a zip of dumped records, evidence and settings, with a manifest that proves each part."""

import os
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ConfigDict, ValidationError

from models.rules.errors import Refused

FORMAT = 1
MANIFEST, RECORDS, SETTINGS = "manifest.json", "records.dump", "settings.toml"
EVIDENCE = re.compile(r"evidence/([0-9a-f]{2})/(\1[0-9a-f]{62})")
PIECE = 1 << 20


class Manifest(BaseModel):
    """What a backup says of itself: of what, when, by which schema, the digest of every table and of every part."""

    model_config = ConfigDict(frozen=True)

    format: int = FORMAT
    jurisdiction: str
    made_at: datetime
    schema_version: str
    height: int
    head: str
    tables: dict[str, tuple[int, str]]
    missing: tuple[str, ...] = ()
    parts: dict[str, str] = {}

    @property
    def digest(self) -> str:
        """One SHA-256 of all records."""
        return digest_of(self.tables)


def digest_of(tables: dict[str, tuple[int, str]]) -> str:
    """One SHA-256 of the digests of all tables."""
    lines = (f"{name} {rows} {digest}" for name, (rows, digest) in sorted(tables.items()))
    return sha256("\n".join(lines).encode()).hexdigest()


class Takes(Protocol):
    """Something bytes can be written to."""

    def write(self, piece: bytes, /) -> object:
        """Take one piece."""


class Gives(Protocol):
    """Something bytes can be read from."""

    def read(self, size: int, /) -> bytes:
        """The next piece; empty at the end."""


class Writing:
    """A backup being written: each part is hashed as it goes in; the manifest comes last."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._parts: dict[str, str] = {}

    @contextmanager
    def part(self, name: str) -> Iterator[Takes]:
        """One part, to be written piece by piece."""
        with self._archive.open(name, "w", force_zip64=True) as member:
            hashing = _Hashing(member)
            yield hashing
        self._parts[name] = hashing.seen.hexdigest()

    def finish(self, manifest: Manifest) -> Manifest:
        """Write the manifest, with the digest of every part."""
        whole = manifest.model_copy(update={"parts": self._parts})
        self._archive.writestr(MANIFEST, whole.model_dump_json(indent=1))
        return whole


class _Hashing:
    def __init__(self, into: Takes) -> None:
        self._into = into
        self.seen = sha256()

    def write(self, piece: bytes, /) -> object:
        self.seen.update(piece)
        return self._into.write(piece)


@contextmanager
def written(path: Path) -> Iterator[Writing]:
    """A new backup at `path`, readable by its owner only; there whole or not at all."""
    if path.exists():
        raise Refused(f"“{path}”已存在，请换一个文件名。")
    partial = path.with_name(f"{path.name}.partial")
    try:
        with os.fdopen(os.open(partial, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                yield Writing(archive)
            file.flush()
            os.fsync(file.fileno())
        partial.rename(path)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """A backup whose every part is what its manifest says; refuses any other file, naming what is wrong."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _manifest(path, archive)
            _prove(path, archive, manifest)
            yield archive, manifest
    except FileNotFoundError as error:
        raise Refused(f"没有文件“{path}”。") from error
    except zipfile.BadZipFile as error:
        raise Refused(f"“{path}”不是备份文件，或文件已损坏。") from error


def _manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    try:
        manifest = Manifest.model_validate_json(archive.read(MANIFEST))
    except (KeyError, ValidationError) as error:
        raise Refused(f"“{path}”不是备份文件：缺少可读的清单。") from error
    if manifest.format > FORMAT:
        raise Refused(f"“{path}”由更新版本的程序制作，请先升级程序再恢复。")
    return manifest


def _prove(path: Path, archive: zipfile.ZipFile, manifest: Manifest) -> None:
    if set(archive.namelist()) != {MANIFEST, *manifest.parts}:
        raise Refused(f"“{path}”的内容与清单不符：有缺少或多余的部分。")
    for name, digest in manifest.parts.items():
        if name not in {RECORDS, SETTINGS} and not EVIDENCE.fullmatch(name):
            raise Refused(f"“{path}”中有不应出现的部分“{name}”。")
        with archive.open(name) as member:
            if _hash(member) != digest:
                raise Refused(f"“{path}”已损坏：“{name}”与清单不符。")


def _hash(member: Gives) -> str:
    seen = sha256()
    while piece := member.read(PIECE):
        seen.update(piece)
    return seen.hexdigest()
