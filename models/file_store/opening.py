"""Opens the store of files that a setting names."""

from pathlib import Path
from typing import IO

from models.file_store.address import UNREACHED, read_address
from models.file_store.folder import Folder
from models.file_store.port import FileStore
from models.rules.errors import Refused

NOT_INSTALLED = (
    "印证材料设在对象存储（MUBIAO_EVIDENCE_URL），本机没有安装它所需的组件，请在程序所在文件夹执行："
    ".venv/bin/pip install -c deployments/constraints.txt -e '.[host]'"
)
CLOSED = (
    "单元的印证材料在主机的文件夹中，本工作台收存不了文件。"
    "请主机的管理员先执行 mubiao --cell 编号 evidence move s3://…，再写出工作台设置。"
)


class Unreached(Folder):
    """A folder in which no file is put: what stood only there would be missing on the host."""

    @property
    def closed(self) -> str:
        """Return why nothing is kept."""
        return CLOSED

    def put(self, content: IO[bytes], digest: str, *, checked: bool = True) -> None:  # noqa: ARG002 - as the port has it
        """Raise Refused."""
        raise Refused(CLOSED)


def open_store(folder: Path, url: str = "", *, lasting: bool = True) -> FileStore:
    """Return the store in a folder of this machine, or in the bucket at `url`; unless `lasting` nothing is synced.

    At a desk that reaches neither (`UNREACHED`) nothing is kept. With a bucket the folder is the place where files lie
    unpacked. Raises Refused if the URL names no bucket, or if the extra `host` is not installed.
    """
    if not url:
        return Folder(folder, lasting)
    if url == UNREACHED:
        return Unreached(folder, lasting)
    address = read_address(url)
    try:
        from models.file_store.bucket import open_bucket  # noqa: PLC0415 - an extra that most do without
    except ImportError as error:
        raise Refused(NOT_INSTALLED) from error
    return open_bucket(address, folder)
