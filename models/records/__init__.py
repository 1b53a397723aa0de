"""The tables, one family per file; importing this package registers all of them with SQLModel."""

from models.records.calendar import CalendarDay
from models.records.chain import Block, ChainHead, Transition
from models.records.columns import id_of
from models.records.cycle import CycleRun, Pause, YearEndNotice
from models.records.deadline import Deadline
from models.records.department import Contact, Department, Office, Reform
from models.records.evidence import Evidence, EvidenceUse
from models.records.jurisdiction import Jurisdiction
from models.records.meeting import Meeting
from models.records.negative import NegativeEntry, Remediation
from models.records.notice import Attempt, Delivery, Message, Notice, Recipient
from models.records.obligation import Acknowledgement, Obligation, Reverification, Urging
from models.records.report import Report, ReportLine
from models.records.target import Target, TargetDepartment

__all__ = [
    "Acknowledgement",
    "Attempt",
    "Block",
    "CalendarDay",
    "ChainHead",
    "Contact",
    "CycleRun",
    "Deadline",
    "Delivery",
    "Department",
    "Evidence",
    "EvidenceUse",
    "Jurisdiction",
    "Meeting",
    "Message",
    "NegativeEntry",
    "Notice",
    "Obligation",
    "Office",
    "Pause",
    "Recipient",
    "Reform",
    "Remediation",
    "Report",
    "ReportLine",
    "Reverification",
    "Target",
    "TargetDepartment",
    "Transition",
    "Urging",
    "YearEndNotice",
    "id_of",
]
