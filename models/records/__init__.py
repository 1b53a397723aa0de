"""The tables, one family per file; an import of this package registers all of them with SQLModel."""

from models.records.account import Account, AccountPlace, PageDraft, PageDraftFile, PageSession, Password, Slip
from models.records.adjustment import Adjustment, TargetVersion
from models.records.appeal import Appeal
from models.records.appraisal import Appraisal, AppraisalDay, AppraisalSheet, ScoreObjection
from models.records.asked import Asked
from models.records.assignment import Assignment
from models.records.body import Body, Division
from models.records.chain import Block, ChainHead, Seal, Transition
from models.records.cloud import CloudDelegation, CloudMedium, CloudUpload
from models.records.covert import CovertItem, CovertList, CovertResult
from models.records.cycle import CycleOrder, CycleRun, CycleStart, Pause, YearEndNotice
from models.records.department import Contact, Department, Office, Reform, Representation
from models.records.draft import DraftDepartment, DraftLine, GapWaiver, Submission, SubmissionLine, TargetDraft
from models.records.evidence import Evidence, EvidenceStore, EvidenceUse, Exhibit
from models.records.indicator import DraftIndicator, TargetIndicator
from models.records.innovation import (
    DepartmentRank,
    Innovation,
    InnovationCall,
    InnovationProject,
    InnovationRound,
    Juror,
    JurorTie,
)
from models.records.inspection import (
    EntryOrigin,
    Evaluation,
    Finding,
    Inspection,
    Inspector,
    Suggestion,
    TeamMember,
    ThirdParty,
    Tie,
)
from models.records.issued_paper import IssuedPaper
from models.records.jurisdiction import CalendarDay, Jurisdiction, Policy, Rehearsal
from models.records.leader_rating import LeaderSheet, SealedRating
from models.records.meeting import Meeting
from models.records.negative_list import EntryReceipt, NegativeEntry, NegativeList, NegativeListLine, Remediation
from models.records.notice import Attachment, Attempt, Delivery, Message, Notice, Recipient, SendTurn, Telling
from models.records.obligation import Acknowledgement, Deadline, Obligation, Reverification, Urging
from models.records.operation import InboxState, LastRun
from models.records.opinion import Opinion
from models.records.quality import QualityReport
from models.records.received_mail import (
    AnswerKey,
    Bounce,
    Mail,
    Reply,
    SealedAnswerKey,
    StrangerDay,
    StrangerMail,
    UnregisteredMail,
)
from models.records.record import id_of
from models.records.regulation import Regulation
from models.records.report import Report, ReportLeaf, ReportLine
from models.records.result_delivery import ResultDelivery
from models.records.review import Confirmation, Review, ReviewTask, SingleReview
from models.records.sample import Sample, SealedSecret
from models.records.secrecy import Secrecy, SecrecyAccess, SecrecyReader
from models.records.stand_in import StandIn
from models.records.survey import Survey, SurveyCell, SurveyItem, SurveyReturn
from models.records.target import Target, TargetDepartment
from models.records.visit import FieldVisit
from models.records.yearly import (
    Discipline,
    Exemption,
    Individuals,
    ScoreException,
    SecondLevel,
    TieDecision,
    Ungraded,
    UnitClass,
)
