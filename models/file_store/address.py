"""The address of object storage: `s3://key:secret@host:port/bucket/prefix`, with `?tls=no` if it is not encrypted."""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from models.rules.errors import Refused

FORM = "s3://密钥编号:密钥@服务器:端口/桶/前缀（密钥中的/写作%2F；不加密的连接在末尾加?tls=no）"
WHAT = "印证材料的存放地址（MUBIAO_EVIDENCE_URL）"
ENCRYPTED = {"": True, "tls=yes": True, "tls=no": False}
BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
PREFIX = re.compile(r"([A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*)?")
UNREACHED = "unreached:"  # in place of the address, at the desk of a cell whose evidence stands on the host


@dataclass(frozen=True, slots=True)
class BucketAddress:
    """Where a bucket is, and what opens it."""

    host: str
    bucket: str
    prefix: str
    encrypted: bool
    key: str = field(repr=False)
    secret: str = field(repr=False)

    @property
    def endpoint(self) -> str:
        """Return the URL of the server."""
        return f"http{'s' if self.encrypted else ''}://{self.host}"

    def __str__(self) -> str:
        """Return the address without what opens it."""
        return "/".join(filter(None, [f"s3://{self.host}", self.bucket, self.prefix]))


def read_address(text: str) -> BucketAddress:
    """Return the address that a setting names. Raises Refused for another text, without its secret."""
    try:
        parts = urlsplit(text)
        host = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
    except ValueError:
        parts, host = urlsplit(""), None
    if not (parts.scheme == "s3" and host and parts.username and parts.password):
        raise Refused(f"{WHAT}有误，应为{FORM}。")
    if parts.query not in ENCRYPTED or parts.fragment:
        raise Refused(f"{WHAT}有误：“?”之后只能是 tls=no。")
    bucket, _, prefix = unquote(parts.path).strip("/").partition("/")
    if not bucket:
        raise Refused(f"{WHAT}有误：没有写桶，应为{FORM}。")
    if not (BUCKET.fullmatch(bucket) and PREFIX.fullmatch(prefix)):
        raise Refused(f"{WHAT}有误：桶和前缀只能由字母、数字、点、下划线和连字符组成，前缀可以用/分层。")
    key, secret = unquote(parts.username), unquote(parts.password)
    return BucketAddress(host, bucket, prefix, ENCRYPTED[parts.query], key, secret)
