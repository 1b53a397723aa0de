"""演练 (A51): the messages of a rehearsal say so, and those to other addresses than its own go to a folder."""

import re
from dataclasses import dataclass, replace
from pathlib import PurePath

from models.file_store.port import Letters
from models.rules.errors import Unavailable
from models.rules.rehearsal import MARK, WRITTEN, marked
from notifications.channels import Letter, Outcome, Result
from notifications.printers import BODY, Rendered

UNSAFE = re.compile(r"[^\w@.+-]")
LONGEST = 60  # characters of an address in a file's name
NOTE = f"{MARK}本通知由演练系统生成，不必办理。"


@dataclass(frozen=True, slots=True)
class FolderChannel:
    """Writes each letter into a folder, in files named after its recipient; the same letter again replaces them."""

    folder: Letters
    name: str = "folder"
    limit: int | None = None
    lanes: int = 1

    def send(self, letter: Letter) -> Result:
        """Write the letter as text, with the address for which it was meant, and its attached files beside it."""
        reference = letter.message_id.strip("<>").partition("@")[0]
        name = f"{UNSAFE.sub('_', letter.address)[:LONGEST]} {reference}"
        try:
            for number, each in enumerate(letter.files, 1):
                self.folder.write(f"{name} 附件{number}{PurePath(each.name).suffix}", each.content)
            text = f"致：{letter.address}\n{letter.subject}\n\n{letter.text or letter.markdown}\n"
            place = self.folder.write(f"{name}.txt", text.encode())
        except (OSError, Unavailable):
            return Result(Outcome.RETRY, "folder", f"无法写入“{self.folder}”，请检查权限和磁盘空间")
        return Result(Outcome.SENT, "folder", f"{WRITTEN}“{place}”")

    def close(self) -> None:
        """Nothing to close: each file is closed at once."""


def mark_message(message: Rendered) -> Rendered:
    """Returns the message of a rehearsal: its subject is marked, and each of its texts begins with a note."""
    return replace(
        message,
        subject=marked(message.subject, rehearsal=True),
        text=message.text and f"{NOTE}\n\n{message.text}",
        html=message.html.replace(BODY[0], f"{BODY[0]}<p>{NOTE}</p>", 1),
        markdown=message.markdown and f"{NOTE}\n\n{message.markdown}",
    )
