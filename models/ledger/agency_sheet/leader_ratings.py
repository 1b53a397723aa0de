"""省领导评价 in a sheet: a row for each leader and department, filled in from the leader's paper, twice (1-2.15)."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from models.intake.agency_sheet import of_input
from models.intake.leader_rating import LeaderSheetGiven, LeaderSheetRead, Rating, RatingRow, ReadRatingRow
from models.ledger.agency_sheet.kind import Listed, RowsOfOne, SheetKind, SheetRows, grey, keys, white
from models.ledger.agency_sheet.taking import ImportedSheet
from models.ledger.leader_rating.entry import confirm_leader_ratings, enter_leader_ratings
from models.rules.errors import FieldRefused
from models.rules.personal_names import one_spelling
from models.rules.states import LeaderSheetState

# Each 省领导 of the year with each department that is appraised, and the state of his sheet.
ROWS = """
SELECT :appraised AS year, c.name AS rated_by, c.serving, d.code AS department, d.name, coalesce(s.state, '') AS state
FROM (SELECT c.name, bool_or(:day BETWEEN coalesce(c.valid_from, '-infinity') AND coalesce(c.valid_to, 'infinity'))
            AS serving
        FROM contact c JOIN department a ON a.id = c.department_id AND a.is_agency
        WHERE a.jurisdiction_id = :jurisdiction AND c.role = 'provincial_leader' GROUP BY c.name) c
    JOIN department d ON d.jurisdiction_id = :jurisdiction AND NOT d.is_agency
        AND coalesce(d.valid_from, '-infinity') <= make_date(:appraised, 12, 31)
        AND coalesce(d.valid_to, 'infinity') >= make_date(:appraised, 12, 31)
    LEFT JOIN leader_sheet s ON s.jurisdiction_id = :jurisdiction AND s.year = :appraised AND s.leader = c.name
        AND s.state <> 'withdrawn'
ORDER BY c.name COLLATE "C", d.code COLLATE "C"
"""
SHOWN = 3  # days


def _listed(owed: str, row: Any) -> Listed:  # noqa: ANN401 - a result row
    """Return the row of a leader and a department; those of one state are owed.

    It is empty, a rating is never written: a sheet that is read a second time is filled in again.
    """
    return Listed(
        key=f"{row.year}/{row.rated_by}/{row.department}",
        name=f"{row.rated_by}{row.year}年对“{row.name}”的评价",
        fields=row._asdict(),
        owed=row.state == owed and (row.serving or bool(owed)),
    )


def of_leader(kind: SheetKind, name: str) -> SheetKind:
    """Return the kind with the rows of one leader. Its export raises Refused if there are none."""
    return replace(kind, rows=RowsOfOne(kind, name, one_spelling(name), "省领导", lambda row: row.fields["rated_by"]))


def join_given(rows: Sequence[RatingRow]) -> LeaderSheetGiven:
    """Return the ratings that the rows of one leader make. Raises Refused if the rows have several days."""
    days = sorted({row.rated_on for row in rows if row.rated_on})
    if len(days) > 1:
        written = "、".join(map(str, days[:SHOWN]))
        words = f"“{rows[0].rated_by}”的评价日期写了几个（{written}），一份评价表一个日期，请只写一个。"
        raise FieldRefused(words, "rated_on")
    return LeaderSheetGiven(
        **join_read(rows).model_dump(),
        rated_on=days[0] if days else None,
        evidence=tuple({piece.file: piece for row in rows for piece in row.evidence}.values()),
    )


def join_read(rows: Sequence[ReadRatingRow]) -> LeaderSheetRead:
    """Return the ratings that the rows of one leader make; an empty one is none."""
    ratings = [Rating(department=row.department, mark=row.mark) for row in rows if row.mark]
    return LeaderSheetRead(rated_by=rows[0].rated_by, year=rows[0].year, ratings=tuple(ratings))


def _columns(form: type[ReadRatingRow]) -> tuple[Any, ...]:
    return (
        of_input(form, "rated_by", key=True, width=12),
        of_input(form, "year", key=True, width=9, example="2026"),
        *grey(name=("部门名称", 24)),
        *keys(form, department=11),
    )


EMPTY = "评价空着的部门，是这位省领导没有评价，不计入。"
LEADER_RATINGS = ImportedSheet(
    key="leader-ratings",
    title="省领导评价",
    chosen=enter_leader_ratings,
    columns=(
        *_columns(RatingRow),
        *white(RatingRow, rated_on=14, evidence=20, mark=12),
    ),
    rows=SheetRows(ROWS, partial(_listed, "")),
    hints=(
        "给省领导的评价表，用 mubiao export leader-ratings --leader 姓名，一人一份。评价按机构设定的量表填。",
        EMPTY,
        "评价日期和评价表原件（扫描件，或交回的这份文件）写在任一行即可，文件与表格放在同一文件夹；原件自动标为工作秘密。",
    ),
    tasks=True,
    single=True,
    sent=True,
    row_form=RatingRow,
    together=("rated_by", "year"),
    join=join_given,
)
LEADER_READINGS = ImportedSheet(
    key="leader-readings",
    title="省领导评价核对",
    chosen=confirm_leader_ratings,
    columns=(*_columns(ReadRatingRow), of_input(ReadRatingRow, "mark", width=12)),
    rows=SheetRows(ROWS, partial(_listed, LeaderSheetState.ENTERED.value)),
    hints=(
        "由首次录入以外的另一人，对照省领导的评价表原件逐格再填一遍；两次完全一致才计入考评。",
        EMPTY,
    ),
    tasks=True,
    single=True,
    row_form=ReadRatingRow,
    together=("rated_by", "year"),
    join=join_read,
)
