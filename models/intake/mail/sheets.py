"""Sheets that are read, or marked, in the process with limits that takes mails apart: a bomb ends only its fork."""

from collections.abc import Sequence

from models.intake.complaints import Complaint, ReadColumn, Row, Sheet
from models.intake.mail.fork import DONE, NO_MEMORY
from models.intake.mail.reader import SLOW, MailReader
from models.intake.mail.transfer import to_json, value_of
from models.intake.sheet.grid import refusal
from models.intake.sheet.marked_sheet import list_complaints
from models.rules.errors import Refused

AGAIN = "，请把要填报的内容复制到新取的表格后重新导入"
FAULTS = {
    NO_MEMORY: f"读取需要的内存过多{AGAIN}",
    **dict.fromkeys(SLOW, f"读取需要的时间过长{AGAIN}"),
}
DAMAGED = f"已损坏或格式特殊，读不出来{AGAIN}"


def read_apart(reader: MailReader, file: str, data: bytes, columns: Sequence[ReadColumn], sheet: str) -> Sheet:
    """Return what `rows_of` returns. Raises Refused, also for a file that takes more than 300 MB or 20 seconds."""
    request = {"file": file, "columns": to_json([*columns]).decode(), "sheet": sheet}
    code, answer = reader.ask(request, data)
    if code != DONE:
        raise refusal(file, FAULTS.get(code, DAMAGED))
    found = value_of(answer)
    if "refused" in found:
        raise Refused(found["refused"])
    origin, (ignored, guessed) = found["origin"], map(tuple, found["more"])
    return Sheet(origin.file, origin.sheet, tuple(Row(origin, *row) for row in found["rows"]), ignored, guessed)


def mark_apart(reader: MailReader, data: bytes, complaints: Sequence[Complaint], agency: str) -> bytes:
    """Return what `returned` returns; of a workbook that is too much to be marked the wrong cells are listed."""
    code, answer = reader.ask({"complaints": to_json([*complaints]).decode(), "agency": agency}, data)
    return answer if code == DONE else list_complaints(complaints)
