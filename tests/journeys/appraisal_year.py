"""What the appraised year is made of: 30 departments, their targets and settings, and the ways to type it."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.by_mail import mailing_of
from tests.conftest import SEEN_THERE, rehearse
from tests.journeys import guizhou
from tests.journeys.story import Story
from tests.models.ledger.agency_sheet.sheets import fill, rows_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    import pytest

    from tests.conftest import Databases, Sql

PAPER = str(SEEN_THERE)
PAGE = "依据.txt"  # in the folder of the workbooks
MERGED, SUCCESSOR = "SXZJ", "SNYT"
CODES = [row["编码"] for row in guizhou.departments()]
FIRST_CLASS, SECOND_CLASS = CODES[:20], [code for code in CODES[20:] if code != MERGED]
DELEGATED = set(CODES[20:])
LEADERS = ("张平", "李安", "赵德")
MARKS = ("80", "90", "100")  # of each leader for every department: 2.7 points
SETTINGS = {
    "party_item_weights": "思想建设8、组织建设9、党风廉政建设8、队伍建设8、同步小康驻村8",
    "negative_points": "-1、-2",
    "restoring": "50%",
    "appraisal_cut_off": "2月26日",
    "leader_scale": "0–100",
    "innovation_prizes": "一等奖3、二等奖2、三等奖1、鼓励奖0.5",
    "innovation_absent": "0分",
    "innovation_quorum": "3",
    "unit_classes": "甲类、乙类",
    "grade_quotas": "一等奖20%、二等奖40%、其余三等奖",
    "individual_ratios": "一等奖25%、二等奖20%、三等奖15%、不定等次5%",
}
WHOLE_AND_MARKS = Decimal("91") + Decimal("2.7")


@dataclass(slots=True)
class Year(Story):
    """The story of a year in which several people type."""

    patch: pytest.MonkeyPatch

    def by(self, name: str) -> Year:
        """From now on this person types."""
        self.patch.setenv("MUBIAO_OPERATOR", name)
        return self

    def fill(self, kind: str, values: Callable[[dict[str, Any]], dict[str, Any]], *, refused: bool = False) -> str:
        """Export a sheet, write what `values` says of each of its rows, and import it; returns its answer."""
        place = self.folder / f"{kind}-{len(list(self.folder.iterdir()))}.xlsx"
        self.done("export", kind, str(place))
        fill(place, {number: values(row) for number, row in enumerate(rows_in(place), 2)})
        code, said = self.type("import", kind, str(place))
        assert code == refused, said
        return said

    def filed(self, name: str, content: dict[str, Any]) -> str:
        """Perform an act whose input is a file."""
        place = self.folder / f"{name}-{len(list(self.folder.iterdir()))}.json"
        place.write_text(json.dumps(content, ensure_ascii=False))
        return self.done("act", name, "--file", str(place))

    def sheet(self, office: str) -> dict[str, Any]:
        """The derivation of a department's total."""
        why: dict[str, Any] = json.loads(self.done("why", "--score", office, "--year", "2026", "--json"))
        return why

    def refused_words(self, *words: str) -> str:
        """What a command says that is refused."""
        code, said = self.type(*words)
        assert code == 1, said
        return said

    def total(self, office: str) -> Decimal:
        return Decimal(self.sheet(office)["total"])

    def grades(self) -> dict[str, tuple[int | None, str | None]]:
        """Place and grade of each department."""
        told = json.loads(self.done("grades", "--year", "2026", "--json"))
        return {each["code"]: (each["place"], each["grade"]) for each in told["departments"]}


def paper(number: str, dated: str) -> dict[str, str]:
    """The fields of an act for its paper."""
    return {"number": number, "dated": dated, "evidence": PAPER}


def departments() -> list[dict[str, str]]:
    """The 30 departments, with how each is managed."""
    managed = {True: "委托管理", False: "直接管理"}
    return [row | {"管理类别": managed[row["编码"] in DELEGATED]} for row in guizhou.departments()]


def targets() -> list[dict[str, str]]:
    """A target of each of the two categories for every department."""
    usual = {"年度": "2026", "下达日期": "2026-03-02"}
    for_each = [
        ("1", "年度重点任务", {"目标类别": "职能绩效目标", "目标来源": "本级目标", "党建项目": ""}),
        ("2", "思想建设", {"目标类别": "机关建设目标", "目标来源": "", "党建项目": "思想建设"}),
    ]
    return [
        {"编号": f"{code}-{number}", "目标名称": f"{code}{name}", "责任部门": code, **usual, **more}
        for code in CODES
        for number, name, more in for_each
    ]


def votes(jurors: Iterable[str], said: dict[str, str]) -> list[dict[str, str]]:
    """Every juror says the same of each project."""
    return [{"juror": juror, "project": project, "vote": vote} for juror in jurors for project, vote in said.items()]


@contextmanager
def founded_year(databases: Databases, tmp_path: Path, patch: pytest.MonkeyPatch, sql: Sql) -> Iterator[Year]:
    """A rehearsal in an empty database, in which 王芳 types; the page that papers stand on lies in its folder."""
    folder = tmp_path / "sheets"
    folder.mkdir()
    with databases.fresh("founded") as url, mailing_of(tmp_path / "home", patch) as mailing:
        rehearse()
        patch.setenv("DATABASE_URL", url)
        (folder / PAGE).write_bytes(SEEN_THERE.read_bytes())
        yield Year(url, mailing, folder, sql, patch).by("王芳")
