"""The backup file: a zip of dumped records, evidence and settings, with a manifest that holds a digest of each part."""

import os
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from models.intake.keyless_backup import LeftOut
from models.rules.errors import Refused

# Audit copies, made without keys, have the second format; they are read by `verify` and never restored.
FORMAT, WITH_KEYS = 2, 1
MANIFEST, RECORDS, SETTINGS = "manifest.json", "records.dump", "settings.toml"
CHAIN, TEXTS = "chain.jsonl", "records.jsonl"  # of an audit copy
EVIDENCE = re.compile(r"evidence/([0-9a-f]{2})/(\1[0-9a-f]{62})")
ROWS = re.compile(r"rows/[a-z_]+\.csv")
PIECE = 1 << 20
# What zipfile raises for a changed byte: a wrong sum, a stream that cannot be unpacked or ends early, and a member
# that seems to be encrypted or packed in an unknown way.
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


class Manifest(BaseModel):
    """Description of a backup: jurisdiction, time, schema version, and the digest of every table and part.

    `left_out` is set in an audit copy: it was made without keys. `elsewhere` are the digests of the evidence that was
    left in the bucket at `store`; `key` is the identity of the store.
    """

    model_config = ConfigDict(frozen=True)

    format: int = WITH_KEYS
    jurisdiction: str
    made_at: datetime
    schema_version: str
    height: int
    head: str
    tables: dict[str, tuple[int, str]]
    missing: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    store: str = ""
    key: str = ""
    left_out: LeftOut | None = None
    parts: dict[str, str] = {}

    @field_validator("jurisdiction")
    @classmethod
    def _is_shown(cls, name: str) -> str:
        """Raise ValueError at a control character: the name is printed before anything proves it."""
        if any(unicodedata.category(letter).startswith("C") for letter in name):
            raise ValueError(name)
        return name

    @property
    def is_rehearsal(self) -> bool:
        """Whether it is the backup of a rehearsal, which restores as one."""
        return self.tables.get("rehearsal", (0, ""))[0] > 0

    @property
    def digest(self) -> str:
        """One SHA-256 over all records."""
        return digest_of(self.tables)


def digest_of(tables: dict[str, tuple[int, str]]) -> str:
    """Returns one SHA-256 over the digests of all tables."""
    lines = (f"{name} {rows} {digest}" for name, (rows, digest) in sorted(tables.items()))
    return sha256("\n".join(lines).encode()).hexdigest()


class Writable(Protocol):
    """A stream that bytes are written to."""

    def write(self, piece: bytes, /) -> object:
        """Write one piece."""


class Readable(Protocol):
    """A stream that bytes are read from."""

    def read(self, size: int = ..., /) -> bytes:
        """Returns the next piece; empty at the end."""


class BackupWriter:
    """Writes a backup: each part is hashed while it is written; the manifest comes last."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._parts: dict[str, str] = {}

    @contextmanager
    def part(self, name: str) -> Iterator[Writable]:
        """Open one part for writing piece by piece."""
        with self._archive.open(name, "w", force_zip64=True) as member:
            hashing = _HashingWriter(member)
            yield hashing
        self._parts[name] = hashing.digest_so_far.hexdigest()

    def finish(self, manifest: Manifest) -> Manifest:
        """Write the manifest with the digest of every part. Returns the completed manifest."""
        completed = manifest.model_copy(update={"parts": self._parts})
        self._archive.writestr(MANIFEST, completed.model_dump_json(indent=1))
        return completed


class _HashingWriter:
    def __init__(self, target: Writable) -> None:
        self._target = target
        self.digest_so_far = sha256()

    def write(self, piece: bytes, /) -> object:
        self.digest_so_far.update(piece)
        return self._target.write(piece)


@contextmanager
def create_backup(path: Path) -> Iterator[BackupWriter]:
    """Open a new backup at `path`, readable only by its owner; the file appears only when complete.

    Raises Refused if the path exists or its folder does not.
    """
    if not path.parent.is_dir():
        raise Refused(f"没有文件夹“{path.parent}”，请先建立，或改写文件的位置。")
    if path.exists():
        raise Refused(f"“{path}”已存在，请换一个文件名。")
    partial = path.with_name(f"{path.name}.partial")
    try:
        with os.fdopen(os.open(partial, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                yield BackupWriter(archive)
            file.flush()
            os.fsync(file.fileno())
        partial.rename(path)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def open_backup(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """Open a backup and validate every part against its manifest. Raises Refused, naming the fault."""
    if not path.is_file():
        raise Refused(f"“{path}”不是文件。" if path.exists() else f"没有文件“{path}”。")
    with ExitStack() as opened:
        try:
            archive = opened.enter_context(zipfile.ZipFile(path))
            manifest = _read_manifest(path, archive)
            _check_parts(path, archive, manifest)
        except DAMAGED as error:
            raise Refused(f"“{path}”不是备份文件，或文件已损坏。") from error
        yield archive, manifest


def _read_manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    try:
        manifest = Manifest.model_validate_json(archive.read(MANIFEST))
    except (KeyError, ValidationError) as error:
        raise Refused(f"“{path}”不是备份文件：缺少可读的清单。") from error
    if manifest.format > FORMAT:
        raise Refused(f"“{path}”由更新版本的程序制作，请先升级程序再恢复。")
    return manifest


def _check_parts(path: Path, archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Raises Refused if a part is missing, unexpected or changed."""
    if set(archive.namelist()) != {MANIFEST, *manifest.parts}:
        raise Refused(f"“{path}”的内容与清单不符：有缺少或多余的部分。")
    for name, digest in manifest.parts.items():
        own = ROWS.fullmatch(name) or name in {CHAIN, TEXTS} if manifest.left_out else name == RECORDS
        if not (own or name == SETTINGS or EVIDENCE.fullmatch(name)):
            raise Refused(f"“{path}”中有不应出现的部分“{name}”。")
        with archive.open(name) as member:
            if _hash(member) != digest:
                raise Refused(f"“{path}”已损坏：“{name}”与清单不符。")


def _hash(member: Readable) -> str:
    digest = sha256()
    while piece := member.read(PIECE):
        digest.update(piece)
    return digest.hexdigest()
