"""State tables, one per noun: each pair of state and event is listed as allowed, ignored, or refused with a reason."""

from models.rules.states.adjustment import ADJUSTMENT, AdjustmentEvent, AdjustmentState
from models.rules.states.appeal import APPEAL, AppealEvent, AppealState
from models.rules.states.appraisal import (
    SCORE_OBJECTION,
    SCORE_SHEET,
    ScoreObjectionEvent,
    ScoreObjectionState,
    ScoreSheetEvent,
    ScoreSheetState,
)
from models.rules.states.assignment import ASSIGNMENT, AssignmentEvent, AssignmentState
from models.rules.states.cloud import UPLOAD, UploadEvent, UploadState
from models.rules.states.draft import DRAFT, DraftEvent, DraftState
from models.rules.states.innovation import PROJECT, ProjectEvent, ProjectState
from models.rules.states.inspection import (
    FINDING,
    INSPECTION,
    FindingEvent,
    FindingState,
    InspectionEvent,
    InspectionState,
)
from models.rules.states.issued_paper import ISSUED_PAPER, IssuedEvent, IssuedState
from models.rules.states.moves import IGNORED, Event, Ignored, Moves, No, State, To, follow
from models.rules.states.negative_list import (
    ENTRY,
    REMEDIATION,
    EntryEvent,
    EntryState,
    RemediationEvent,
    RemediationState,
)
from models.rules.states.obligation import OBLIGATION, ObligationEvent, ObligationState
from models.rules.states.opinion import OPINION, OpinionEvent, OpinionState
from models.rules.states.received_mail import RECEIVED_MAIL, MailEvent, MailState
from models.rules.states.regulation import REGULATION, RegulationEvent, RegulationState
from models.rules.states.results_use import RESULT_DELIVERY, ResultDeliveryEvent, ResultDeliveryState
from models.rules.states.sample import SAMPLE, SampleEvent, SampleState
from models.rules.states.signer_change import SIGNER_CHANGE, SignerChangeEvent, SignerChangeState
from models.rules.states.urging import URGING, UrgingEvent, UrgingState
from models.rules.states.yearly import (
    DISCIPLINE,
    LEADER_SHEET,
    UNGRADED,
    DisciplineEvent,
    DisciplineState,
    LeaderSheetEvent,
    LeaderSheetState,
    UngradedEvent,
    UngradedState,
)
