"""印证材料: a stored file, and the records that it supports."""

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from models.records.record import NamedTable, Numbered, Record, TargetTexts

# Rows `x` attached to a record about target `m`.
EXHIBITED_FOR_TARGET = """(x.record, x.record_id) IN (
    SELECT 'adjustment', a.id FROM adjustment a WHERE a.target_id = m.id
    UNION ALL SELECT 'target', m.id
    UNION ALL SELECT 'target_version', v.id FROM target_version v WHERE v.target_id = m.id
    UNION ALL SELECT 'finding', f.id FROM finding f WHERE f.target_id = m.id
    UNION ALL SELECT 'field_visit', v.id FROM field_visit v WHERE v.target_id = m.id
    UNION ALL SELECT 'appeal', a.id FROM appeal a LEFT JOIN negative_entry e ON e.id = a.entry_id
        WHERE coalesce(e.target_id, a.target_id) = m.id
    UNION ALL SELECT 'remediation', z.id FROM remediation z JOIN negative_entry e ON e.id = z.entry_id
        WHERE e.target_id = m.id
    UNION ALL SELECT 'covert_result', c.id FROM covert_result c JOIN covert_item i ON i.id = c.item_id
        WHERE i.target_id = m.id)"""


# Each file `p` that an answer `a` took by its place for what a cell of the line of target `t` names (A77).
PLACES = """transition k JOIN answer a ON a.id = k.record_id AND k.record = 'answer' AND k.detail ? 'placed'
    CROSS JOIN LATERAL jsonb_array_elements(k.detail -> 'placed') p
    JOIN report_line l ON l.obligation_id = a.obligation_id AND l.version = 0
    JOIN target t ON t.id = l.target_id AND t.code = p ->> 'target'"""
# Files `x` of the line of target `m`, and those that were taken for what a cell of that line names.
OF_LINE = f"""(x.target_id = m.id OR x.target_id IS NULL AND (m.id, x.obligation_id, x.file_name) IN (
    SELECT t.id, a.obligation_id, p ->> 'file' FROM {PLACES}))"""  # noqa: S608 - constants only


class Evidence(Numbered, table=True):
    """A stored file; its name in the store is its SHA-256."""

    noun: ClassVar = Record("印证材料文件", ("sha256",), verified=False)

    sha256: str
    size: int


class EvidenceStore(NamedTable, table=True):
    """The identity of the one store that holds the files of this database; the store has it in a file.

    The address is that of a bucket, without what opens it; empty for the folder of the machine.
    """

    row_title: ClassVar = "印证材料存放处"
    __table_args__ = (CheckConstraint("id = 1", name="one_store"),)

    id: int = Field(primary_key=True)
    key: str
    address: str = ""


class EvidenceUse(Numbered, table=True):
    """A file attached to the line of a target or of its leaf `indicator`, or to a filing as a whole (target None).

    It has three dates: the day it is about, the day it was made, the day it was received.
    """

    noun: ClassVar = Record(
        "印证材料",
        ("obligation_id", "target_id", "indicator", "evidence_id"),
        of_target=TargetTexts(withheld="file_name", told="indicator", rows=OF_LINE),
        updated=True,
    )
    __table_args__ = (
        UniqueConstraint("evidence_id", "obligation_id", "target_id", "indicator", postgresql_nulls_not_distinct=True),
        CheckConstraint("indicator = '' OR target_id IS NOT NULL", name="leaf_of_a_target"),
    )

    evidence_id: int = Field(foreign_key="evidence.id")
    obligation_id: int = Field(foreign_key="obligation.id", index=True)
    target_id: int | None = Field(default=None, foreign_key="target.id")
    indicator: str = ""
    file_name: str
    about: date | None = None
    made_on: date | None = None
    received_on: date


class Exhibit(Numbered, table=True):
    """A file that supports a record of any kind, identified as in the ledger: noun, number, natural key."""

    noun: ClassVar = Record(
        "佐证材料",
        ("record", "record_key", "evidence_id"),
        of_target=TargetTexts(withheld="file_name", rows=EXHIBITED_FOR_TARGET),
        updated=True,
    )
    __table_args__ = (UniqueConstraint("record", "record_id", "evidence_id"),)

    record: str
    record_id: int
    record_key: str
    evidence_id: int = Field(foreign_key="evidence.id")
    file_name: str
    about: date | None = None
    made_on: date | None = None
    received_on: date
