"""What the acts on received mails take: a mail with its proof of origin, an answer in it, what was refused of it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import Field

from models.intake.answer import NOT_SENT, Answer, Blank, GivenSheet, blank_of, file_names
from models.intake.complaints import Complaint
from models.intake.input import Input, Text
from models.intake.received_mail import MailFile, ReceivedMail
from models.rules.answer_form import PHOTOS
from models.rules.kinds import AnswerOutcome
from models.rules.mail_words import is_automatic_text


@dataclass(frozen=True, slots=True)
class MailGiven:
    """A mail to register; `vouched` says whether our own relay has confirmed the sender's address (A49).

    `denied` says that it found the address forged: the mail is a stranger's.
    """

    mail: ReceivedMail
    vouched: bool = False
    denied: bool = False


@dataclass(frozen=True, slots=True)
class MailedAnswer(Answer):
    """An answer sheet that came in a mail, named by the SHA-256 of the mail's bytes."""

    mail: str


@dataclass(frozen=True, slots=True)
class Declined:
    """A sheet of a mail that was not taken: why, its duty if the code names one, and its faults with their cells.

    `matter` is the natural key of the duty, or of the matter that has none behind it.
    """

    file: str
    file_digest: str
    sheet: str
    outcome: AnswerOutcome
    sentence: str
    obligation: int | None = None
    due_version: int = 0
    complaints: tuple[Complaint, ...] = ()
    matter: str = ""

    @property
    def lacks_files(self) -> bool:
        """Return whether a cell names a file that did not come."""
        return any(NOT_SENT in fault.message for fault in self.complaints)

    def cells(self) -> list[dict[str, Any]]:
        """Return the faults as they are stored; the row of a fault is not."""
        return [{name: value for name, value in asdict(each).items() if name != "row"} for each in self.complaints]


@dataclass(frozen=True, slots=True)
class MailConcluded:
    """A mail whose sheets were all taken or declined; `mended` are those of earlier mails that its files complete."""

    mail: ReceivedMail
    declined: tuple[Declined, ...] = ()
    mended: tuple[GivenSheet, ...] = ()

    @property
    def unnamed(self) -> list[str]:
        """Return a sentence about the files that no sheet names, if a sheet went back because a file is missing."""
        lacks = any(each.lacks_files for each in self.declined)
        others = files_of_no_sheet(self.mail, self.mended) if lacks else ()
        names = "”、“".join(file.name for file in self.mail.files if file.digest in others)
        return [f"随信收到的“{names}”表中没有写这个名称，请改名或在表中写它的名称"] if names else []


class AnswerAccepted(Input):
    """The agency takes the answers in a mail that waits."""

    mail: int = Field(title="来信编号", ge=1)
    reason: Text = Field(title="理由", max_length=500)
    sheet: str = Field(default="", title="工作表", max_length=100)
    remember: bool = Field(default=False, title="登记为联系人")


class MailDismissed(Input):
    """The agency does not take a mail that waits."""

    mail: int = Field(title="来信编号", ge=1)
    reason: Text = Field(title="理由", max_length=500)


class MailAnswered(Input):
    """The agency answers a mail that waits."""

    mail: int = Field(title="来信编号", ge=1)
    answer: Text = Field(title="答复", max_length=2000)


def sheets_of(mail: ReceivedMail) -> list[tuple[MailFile, GivenSheet]]:
    """Return the answer sheets of a mail that were filled in, in their order, each with its file."""
    return [(file, sheet) for file in mail.files for sheet in file.sheets if sheet.filled]


def names_of_sheets(mail: ReceivedMail) -> list[list[str]]:
    """Return the file and the name of each answer sheet of a mail, also of empty ones."""
    return [[file.name, sheet.name] for file in mail.files for sheet in file.sheets]


def files_of_no_sheet(mail: ReceivedMail, mended: Sequence[GivenSheet] = ()) -> set[str]:
    """Return the digests of the files of a mail that could be read, are no answer sheets, and are named in none."""
    named = _names_in(mail, mended)
    return {file.digest for file in mail.files if is_other(file) and not is_named(file.path, named)}


def _names_in(mail: ReceivedMail, mended: Sequence[GivenSheet]) -> frozenset[str]:
    """Return the names of files that these sheets and those of a mail name; of all pictures, if they ask for photos."""
    sheets = (*mended, *(sheet for file in mail.files for sheet in file.sheets))
    named = frozenset[str]().union(*(sheet.files_named for sheet in sheets))
    photos = [file.path.name for file in mail.files if PHOTOS in named and is_picture(file.path)]
    return named | {*file_names("、".join(photos))}


def is_named(path: Path, named: frozenset[str]) -> bool:
    """Return whether a file is among these names, with or without its ending; marks within its name part it too."""
    return any({*file_names(name)} <= named for name in (path.name, path.stem))


def is_picture(path: Path) -> bool:
    """Return whether a file is a picture by its ending."""
    return path.suffix.lower() in PICTURES


def is_other(file: MailFile) -> bool:
    return not (file.sheets or file.fault)


def place_of_sheet(number: int) -> str:
    """Return what stands for the name of a sheet of a stranger, by its place among `names_of_sheets` from 1."""
    return f"第{number}张"


def nameless(data: MailConcluded) -> tuple[Declined, ...]:
    """Return the sheets of a stranger that were not taken, without a text of his: their places and cells are left."""
    keys = [(file.digest, sheet.name) for file in data.mail.files for sheet in file.sheets]
    found = ((each, place_of_sheet(keys.index((each.file_digest, each.sheet)) + 1)) for each in data.declined)
    return tuple(replace(each, file="", sheet=place, complaints=_without_texts(each, place)) for each, place in found)


def _without_texts(declined: Declined, place: str) -> tuple[Complaint, ...]:
    return tuple(replace(each, sheet=place, value="", file="", row=()) for each in declined.complaints)


PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".bmp"})  # which an automatic answer has in its signature


def is_automatic_answer(mail: ReceivedMail) -> bool:
    """Return whether a mail is only an automatic answer or a read receipt: by its headers, its words and its files.

    Machines that scan, groups and some mail servers mark the mails of people as automatic. A sheet, a file that is no
    picture, or other words are of a person.
    """
    files = all(is_picture(file.path) for file in mail.files)
    return (mail.automatic or mail.quiet) and files and is_automatic_text(mail.text)


def is_silent(mail: ReceivedMail) -> bool:
    """Return whether no receipt goes back: what a machine wrote, or who asks for none, without an answer sheet.

    Of a machine that sent an empty sheet back too, because both could answer each other for ever.
    """
    sheets = [sheet for file in mail.files for sheet in file.sheets]
    return not any(sheet.filled for sheet in sheets) and (mail.automatic or (mail.quiet and not sheets))


def blank_in(mail: ReceivedMail) -> Blank:
    """Return what of the answer sheets of a mail was not filled in."""
    return blank_of(sheet for file in mail.files for sheet in file.sheets)
