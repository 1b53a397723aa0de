"""The store of a cell at a desk that does not reach it: nothing is kept there."""

from typing import IO

from models.file_store.folder import Folder
from models.rules.errors import Refused

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
