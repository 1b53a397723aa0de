"""Pictures and comments over the cells of answer sheets become what their rows say: 印证材料 and 说明."""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from string import ascii_uppercase as LETTERS  # noqa: N812 - of a cell's address

from models.intake.answer import GivenCell, GivenRow, GivenSheet
from models.intake.sheet.comments import Comment
from models.intake.sheet.drawings import CellPicture
from models.intake.sheet.over_cells import OverCells
from models.intake.sheet.workbook_cells import PICTURE
from models.intake.values import shown
from models.rules.answer_form import REMARK
from models.rules.matter_form import NAMES_FILES

Cells = Mapping[str, GivenCell]
SHOWN, LONGEST = 10, 31  # places that are listed; characters of a sheet's name, as Excel has it
PICTURE_LEFT = "“{file}”里的图片{count}张{places}没有收取，请把图片作为附件发来，在表中写图片的文件名"
COMMENT_LEFT = "“{file}”里的批注{count}条{places}没有收取，要说明的请写在表的单元格里"
PICTURE_TAKEN, COMMENT_TAKEN = "表中的图片{count}张收为本行的印证材料", "批注{count}条记入说明"
FILE_NAME = "{sheet}{cell}图片{digest:.6}.{ending}"


class Joining:
    """Gives pictures and comments to the rows that they stand over; the others are left."""

    def __init__(self, over: OverCells) -> None:
        self.pictures, self.comments = list(over.pictures), list(over.comments)
        self.taken: dict[str, bytes] = {}

    def sheet(self, sheet: GivenSheet) -> GivenSheet:
        """Return a sheet with the pictures and comments of its rows in the cells that take them."""
        rows = [row if row.is_example else self._row(sheet.name, row) for row in sheet.rows]
        fields = {
            title: self._cells(sheet.name, {title: cell}, cell)[title] if title in NAMES_FILES else cell
            for title, cell in sheet.fields.items()
        }
        return replace(sheet, rows=tuple(rows), fields=fields)

    def _row(self, sheet: str, row: GivenRow) -> GivenRow:
        return replace(row, cells=self._cells(sheet, row.cells, row.check))

    def _cells(self, sheet: str, cells: Cells, place: GivenCell) -> Cells:
        """Return the cells of the row in which a cell stands, with the pictures and comments over them."""
        title = next((title for title in cells if title in NAMES_FILES), "")
        here = [each for each in self.pictures if title and each.ending and _stands_in(each, sheet, place)]
        if here:
            cells = self._with_pictures(cells, title, here)
        if (remark := cells.get(REMARK.heading)) and any(each.filled for each in cells.values()):
            said = [each for each in self.comments if _stands_in(each, sheet, place)]
            cells = self._with_comments(cells, remark, said) if said else cells
        return cells

    def _with_pictures(self, cells: Cells, title: str, here: Sequence[CellPicture]) -> Cells:
        self.pictures = [each for each in self.pictures if each not in here]
        bare = {each.cell for each in here}
        cells = {title: _without_picture(cell, bare) for title, cell in cells.items()}
        names = "、".join(self._named(each) for each in here)
        return {**cells, title: _with(cells[title], names, PICTURE_TAKEN.format(count=len(here)))}

    def _with_comments(self, cells: Cells, remark: GivenCell, said: Sequence[Comment]) -> Cells:
        self.comments = [each for each in self.comments if each not in said]
        words = "；".join(each.words for each in said)
        return {**cells, REMARK.heading: _with(remark, words, COMMENT_TAKEN.format(count=len(said)))}

    def _named(self, picture: CellPicture) -> str:
        """Return the name of the file of a picture; the same picture twice is one file."""
        known = next((name for name, data in self.taken.items() if data == picture.data), "")
        sheet = re.sub(r"\W", "", picture.sheet)[:LONGEST]
        digest = sha256(picture.data).hexdigest()
        name = known or FILE_NAME.format(sheet=sheet, cell=picture.cell, digest=digest, ending=picture.ending)
        self.taken[name] = picture.data
        return name

    def left(self, file: str) -> Iterator[str]:
        """Yield a sentence for the pictures that no row took, and one for the comments."""
        for left, sentence in ((self.pictures, PICTURE_LEFT), (self.comments, COMMENT_LEFT)):
            if left:
                places = "、".join(dict.fromkeys(each.cell for each in left[:SHOWN] if each.cell))
                yield sentence.format(file=file, count=len(left), places=f"（{places}）" if places else "")


def _stands_in(each: CellPicture | Comment, sheet: str, place: GivenCell) -> bool:
    return each.sheet == sheet and each.cell.strip(LETTERS) == place.address.strip(LETTERS)


def _without_picture(cell: GivenCell, pictures: Container[str]) -> GivenCell:
    return replace(cell, value=None, fault="") if cell.fault == PICTURE and cell.address in pictures else cell


def _with(cell: GivenCell, words: str, said: str) -> GivenCell:
    """Return a cell with more words behind its own, and what was made of it."""
    own = [shown(cell.value)] if cell.filled else []
    return replace(cell, value="；".join([*own, words]), said="；".join(filter(None, (cell.said, said))))
