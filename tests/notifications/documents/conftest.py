"""Reads the content of a document back from its bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

import pytest
from docx import Document
from docx.document import Document as Sheet
from docx.text.paragraph import Paragraph

OF_HEAD = {"Paper Mark", "Paper Number"}


@dataclass(frozen=True)
class Read:
    """The lines of a paper under its red line and those above it, empty ones left out, and the cells of its tables."""

    sheet: Sheet

    @property
    def lines(self) -> list[str]:
        return [line.text for line in self.sheet.paragraphs if line.text and not self._is_head(line)]

    @property
    def head(self) -> list[str]:
        return [line.text for line in self.sheet.paragraphs if self._is_head(line)]

    @staticmethod
    def _is_head(line: Paragraph) -> bool:
        return line.style is not None and line.style.name in OF_HEAD

    @property
    def tables(self) -> list[list[list[str]]]:
        return [[[cell.text for cell in row.cells] for row in table.rows] for table in self.sheet.tables]


Reading = Callable[[bytes], Read]


@pytest.fixture(scope="session")
def read() -> Reading:
    """`read(written(plan)).lines`."""
    return lambda file: Read(Document(BytesIO(file)))
