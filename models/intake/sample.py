"""The input to commit to a sample, draw it and publish its secret; and strata read from a .csv file."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, StringConstraints

from models.intake.evidence import Pieces
from models.intake.input import Input, YesNo, accept_label
from models.intake.reform import Codes
from models.rules.errors import Refused
from models.rules.public_numbers import NumberKind
from models.rules.sampling import Purpose, Split

COLUMNS = (("stratum", "层"), ("id", "编号"))
Subject = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class OfSample(Input):
    """The sample, by the number of its inspection and its purpose."""

    subject: Subject = Field(title="核查编号")
    purpose: Annotated[Purpose, accept_label(Purpose)] = Field(default=Purpose.TARGETS, title="用途")


class GivenStratum(Input):
    """A stratum as given: its name and its members in their order."""

    name: str = Field(title="层名")
    ids: tuple[str, ...] = Field(title="编号", min_length=1)


class SampleCommitted(OfSample):
    """The candidates (the targets of a year, or given strata), the sample size, the secret and the public number.

    A team without year or strata is drawn from the roster: `take` people in all, those with the fewest inspections
    first. The secret is made by the system and is never returned in an answer.
    """

    secret: SecretStr = Field(title="密数")
    year: int | None = Field(default=None, title="目标年度")
    departments: Codes = Field(default=(), title="责任部门")
    by: Annotated[Split, accept_label(Split)] | None = Field(default=None, title="分层")
    key_projects_certain: YesNo = Field(default=False, title="重点项目全部抽取")
    listed_certain: YesNo = Field(default=False, title="负面清单中的目标全部抽取")
    strata: tuple[GivenStratum, ...] = Field(default=(), title="各层名单")
    certain: Codes = Field(default=(), title="全部抽取的层")
    take: int | None = Field(default=None, ge=1, title="每层抽取数量")
    share: str = Field(default="", title="每层抽取比例")
    at_least: int = Field(default=1, ge=1, title="至少抽取数量")
    number_kind: Annotated[NumberKind, accept_label(NumberKind)] | None = Field(default=None, title="公开数种类")
    number_name: str = Field(default="", title="公开数名称", max_length=200)
    known_on: date | None = Field(default=None, title="公开数公布日期")
    reason: str = Field(default="", title="再次承诺的原因", max_length=500)
    left_out_reason: str = Field(default="", title="未列入总体的原因", max_length=500)

    def faults(self) -> Iterator[str]:
        """Yield what its fields cannot say together."""
        if self.is_of_roster:
            if not self.take or self.share or self.certain or self.departments or self.by:
                yield "由名册抽取核查组的，只写每层抽取数量，即这次核查共需几人"
        elif (self.year is None) == (not self.strata):
            yield "总体应为某一年的目标（目标年度）或所给的名单（各层名单），两者选一"
        if self.strata and (self.departments or self.by or self.key_projects_certain or self.listed_certain):
            yield "按责任部门、分层和重点项目抽取，只用于某一年度的目标"
        if len({self.number_kind is None, not self.number_name.strip(), self.known_on is None}) > 1:
            yield "公开数种类、公开数名称和公开数公布日期应一并写明；没有公开数的都不填"

    @property
    def is_of_roster(self) -> bool:
        """Return whether people are drawn from the roster itself."""
        return self.purpose is Purpose.TEAM and self.year is None and not self.strata


class SampleDrawn(OfSample):
    """The public number, known by now; empty if the commitment named none.

    With a reason it replaces a mistyped number, and the sample is drawn a second time. The evidence of two people's
    number is their signed slips.
    """

    number: str = Field(default="", title="公开数", max_length=500)
    reason: str = Field(default="", title="更正公开数的原因", max_length=500)
    evidence: Pieces = Field(default=(), title="印证材料")


class SampleRevealed(OfSample):
    """The sample with the secret to publish."""


def read_strata(path: Path) -> dict[str, list[str]]:
    """Parse the strata of a .csv file with the columns stratum and id, in order. Raises Refused if it is malformed."""
    strata: dict[str, list[str]] = {}
    seen: dict[str, int] = {}
    for number, name, each in _read_members(path):
        if not name or not each:
            raise Refused(f"{path.name} 第{number}行：层和编号都要填写。")
        if each in seen:
            raise Refused(f"{path.name} 第{number}行：“{each}”已在第{seen[each]}行列出，每个对象只能列一次。")
        seen[each] = number
        strata.setdefault(name, []).append(each)
    if not strata:
        raise Refused(f"“{path.name}”中没有可抽的对象。")
    return strata


def _read_members(path: Path) -> Iterator[tuple[int, str, str]]:
    """Yield the rows that are not empty: number, stratum, id."""
    titles, *lines = _read_lines(path) or [[]]
    stratum, member = _find_columns(path, [title.strip() for title in titles])
    for number, line in enumerate(lines, 2):
        cells = dict(enumerate(cell.strip() for cell in line))
        if any(cells.values()):
            yield number, cells.get(stratum, ""), cells.get(member, "")


def _read_lines(path: Path) -> list[list[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file, strict=True))
    except FileNotFoundError as absent:
        raise Refused(f"没有文件“{path}”，请检查路径和文件名。") from absent
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Refused(f"无法读取“{path}”：应为UTF-8编码的CSV文件。") from error


def _find_columns(path: Path, titles: list[str]) -> list[int]:
    places = [next((at for at, title in enumerate(titles) if title in names), -1) for names in COLUMNS]
    if -1 in places:
        raise Refused(f"“{path.name}”的第一行应为列名 stratum,id（或 层,编号）。")
    return places
