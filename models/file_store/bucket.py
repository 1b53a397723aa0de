"""A store of files in object storage, through `obstore`: what is read is hashed, what is there is not put again."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import IO, Any, TypeVar

import obstore
from obstore import exceptions
from obstore.store import S3Store

from models.file_store.address import BucketAddress
from models.file_store.port import ChangedFile
from models.rules.errors import Refused, Unavailable

Found = TypeVar("Found")
KEY = "store.id"
# Below the prefix of the address.
EVIDENCE, STRANGERS, DRAFTS, LETTERS, BOARDS = "evidence/", "strangers/", "drafts/", "rehearsal/", "board/"
TIME_LIMITS = {"connect_timeout": "10s", "timeout": "120s"}
AGAIN = {"max_retries": 2, "retry_timeout": timedelta(seconds=20)}
REGION = "us-east-1"  # what a server without regions takes
DENIED = (exceptions.PermissionDeniedError, exceptions.UnauthenticatedError)


def open_bucket(address: BucketAddress, scratch: Path) -> "Bucket":
    """Return the store in a bucket; nothing is asked of the server yet."""
    store = S3Store(
        address.bucket,
        prefix=address.prefix or None,
        endpoint=address.endpoint,
        access_key_id=address.key,
        secret_access_key=address.secret,
        region=REGION,
        virtual_hosted_style_request=False,
        client_options={**TIME_LIMITS, "allow_http": not address.encrypted},
        retry_config=AGAIN,
    )
    return Bucket(str(address), scratch, store)


@dataclass(frozen=True, slots=True)
class Bucket:
    """Files as objects below one prefix. A server that is away or denies is Unavailable."""

    address: str
    scratch: Path
    objects: Any = field(repr=False, compare=False)
    prefix: str = EVIDENCE
    lasting: bool = True
    closed: str = ""

    def put(self, content: IO[bytes], digest: str, *, checked: bool = True) -> None:
        """Create an object, unless it is there."""
        data = _read(content, digest if checked else "")
        with suppress(exceptions.AlreadyExistsError):
            self._ask(lambda: self._create(_name(digest), data))

    def open(self, digest: str) -> BytesIO:
        """Return a file to read. Raises ChangedFile if it has another content."""
        return BytesIO(self.read(digest))

    def read(self, digest: str) -> bytes:
        """Return a file. Raises ChangedFile if it has another content."""
        content = self._get(_name(digest))
        if sha256(content).hexdigest() != digest:
            raise ChangedFile(digest)
        return content

    def exists(self, digest: str) -> bool:
        """Return whether an object is there."""
        with suppress(FileNotFoundError):
            return self.size(digest) >= 0
        return False

    def size(self, digest: str) -> int:
        """Return the size of an object in bytes."""
        return int(self._ask(lambda: obstore.head(self.objects, self.prefix + _name(digest))["size"]))

    def settle(self, digests: Sequence[str]) -> None:
        """Do nothing: an object lasts from its creation on."""

    def require_room(self, name: str, size: int) -> None:
        """Do nothing: the room of a bucket is not known."""

    def read_key(self) -> str:
        """Return what the object of the identity says; empty without one."""
        with suppress(FileNotFoundError):
            return self._get(KEY).decode(errors="replace").strip()
        return ""

    def write_key(self, key: str) -> None:
        """Create the object of the identity. Raises Refused if there is another one."""
        with suppress(exceptions.AlreadyExistsError):
            try:
                self._ask(lambda: self._create(KEY, f"{key}\n".encode()))
            except FileNotFoundError as missing:
                raise Refused(f"“{self.address}”中没有这个桶，请先由存储的管理员建立。") from missing
        if self.read_key() != key:
            raise Refused(self.explain_other(key, self.address))

    def explain_other(self, key: str, address: str) -> str:
        """Return in words that the database has another store, or that this one is another database's."""
        if address == self.address:
            check = "请核对 MUBIAO_EVIDENCE_URL。"
            if self.read_key():
                return f"“{address}”存放的是另一个数据库的印证材料，没有使用，{check}"
            lost = f"印证材料确在其中、只是丢失了编号的，在该处 {self.prefix}{KEY} 写入 {key}。"
            return f"“{address}”中没有本数据库的印证材料的编号，没有使用，{check}{lost}"
        where = f"“{address}”" if address else "MUBIAO_HOME 的 evidence 文件夹"
        return (
            f"本数据库的印证材料在{where}，不在“{self.address}”。请改用原来的设置；"
            "要移到这里的，先用原来的设置执行 mubiao evidence move。"
        )

    def open_to_others(self) -> str:
        """Return an empty text: who may read a bucket is the storage's to say."""
        return ""

    def strangers(self) -> "TimedBucket":
        """Return the objects of strangers."""
        return TimedBucket(self.address, self.scratch, self.objects, STRANGERS)

    def drafts(self) -> "TimedBucket":
        """Return the objects of drafts."""
        return TimedBucket(self.address, self.scratch, self.objects, DRAFTS)

    def letters(self) -> "BucketLetters":
        """Return the prefix of the letters."""
        return BucketLetters(replace(self, prefix=LETTERS))

    def boards(self) -> "BucketLetters":
        """Return their prefix."""
        return BucketLetters(replace(self, prefix=BOARDS))

    def _create(self, name: str, data: bytes) -> None:
        obstore.put(self.objects, self.prefix + name, data, mode="create", use_multipart=False)

    def _get(self, name: str) -> bytes:
        return bytes(self._ask(lambda: obstore.get(self.objects, self.prefix + name).bytes()))

    def _ask(self, question: Callable[[], Found]) -> Found:
        """Return the answer of the server. Raises FileNotFoundError, or Unavailable without a word of the secret."""
        try:
            return question()
        except exceptions.AlreadyExistsError:
            raise
        except exceptions.NotFoundError:
            raise FileNotFoundError(self.address) from None
        except DENIED:
            raise Unavailable(f"对象存储“{self.address}”拒绝访问，请核对其中的密钥和对桶的权限。") from None
        except exceptions.BaseError:
            raise Unavailable(f"对象存储“{self.address}”暂时不能使用，请检查网络、存储服务和桶名后重试。") from None


class TimedBucket(Bucket):
    """Objects that are kept for a time: the only ones that are deleted."""

    def put(self, content: IO[bytes], digest: str, *, checked: bool = True) -> None:
        """Put an object; one that is there is as new."""
        self.write(digest, _read(content, digest if checked else ""))

    def write(self, name: str, content: bytes) -> None:
        """Put an object under a name."""
        self._ask(lambda: obstore.put(self.objects, self.prefix + _name(name), content, use_multipart=False))

    def load(self, name: str) -> bytes | None:
        """Return an object by its name."""
        with suppress(FileNotFoundError):
            return self._get(_name(name))
        return None

    def entries(self) -> Iterator[tuple[str, datetime]]:
        """Yield the name of each object, and when it was put."""
        pages: list[list[dict[str, Any]]] = self._ask(lambda: list(obstore.list(self.objects, self.prefix)))
        for each in (each for page in pages for each in page):
            yield each["path"].rpartition("/")[2], each["last_modified"]

    def delete(self, name: str) -> None:
        """Delete an object, if it is there."""
        with suppress(FileNotFoundError):
            self._ask(lambda: obstore.delete(self.objects, self.prefix + _name(name)))


@dataclass(frozen=True, slots=True)
class BucketLetters:
    """Letters as objects; the same letter again replaces them."""

    bucket: Bucket

    def __str__(self) -> str:
        return f"{self.bucket.address}/{self.bucket.prefix.rstrip('/')}"

    def write(self, name: str, content: bytes) -> str:
        """Write a letter; returns its address."""
        at = self.bucket
        at._ask(lambda: obstore.put(at.objects, at.prefix + name, content, use_multipart=False))  # noqa: SLF001
        return f"{self}/{name}"


def _read(content: IO[bytes], digest: str) -> bytes:
    data = content.read()
    if digest and sha256(data).hexdigest() != digest:
        raise ChangedFile(digest)
    return data


def _name(digest: str) -> str:
    return f"{digest[:2]}/{digest}"
