"""The state tables: every pair of state and event."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.errors import MoveRefused, Refused
from models.rules.states import (
    ADJUSTMENT,
    APPEAL,
    ASSIGNMENT,
    DISCIPLINE,
    DRAFT,
    ENTRY,
    FINDING,
    INSPECTION,
    ISSUED_PAPER,
    LEADER_SHEET,
    OBLIGATION,
    OPINION,
    PROJECT,
    RECEIVED_MAIL,
    REGULATION,
    REMEDIATION,
    RESULT_DELIVERY,
    SAMPLE,
    SCORE_OBJECTION,
    SCORE_SHEET,
    SIGNER_CHANGE,
    UNGRADED,
    UPLOAD,
    URGING,
    AdjustmentEvent,
    AdjustmentState,
    AppealEvent,
    AppealState,
    AssignmentEvent,
    AssignmentState,
    DisciplineEvent,
    DisciplineState,
    DraftEvent,
    DraftState,
    EntryEvent,
    EntryState,
    Event,
    FindingEvent,
    FindingState,
    Ignored,
    InspectionEvent,
    InspectionState,
    IssuedEvent,
    IssuedState,
    LeaderSheetEvent,
    LeaderSheetState,
    MailEvent,
    MailState,
    Moves,
    No,
    ObligationEvent,
    ObligationState,
    OpinionEvent,
    OpinionState,
    ProjectEvent,
    ProjectState,
    RegulationEvent,
    RegulationState,
    RemediationEvent,
    RemediationState,
    ResultDeliveryEvent,
    ResultDeliveryState,
    SampleEvent,
    SampleState,
    ScoreObjectionEvent,
    ScoreObjectionState,
    ScoreSheetEvent,
    ScoreSheetState,
    SignerChangeEvent,
    SignerChangeState,
    State,
    To,
    UngradedEvent,
    UngradedState,
    UploadEvent,
    UploadState,
    UrgingEvent,
    UrgingState,
    follow,
)

TABLES = {
    "obligation": (OBLIGATION, ObligationState, ObligationEvent),
    "entry": (ENTRY, EntryState, EntryEvent),
    "remediation": (REMEDIATION, RemediationState, RemediationEvent),
    "appeal": (APPEAL, AppealState, AppealEvent),
    "leader_sheet": (LEADER_SHEET, LeaderSheetState, LeaderSheetEvent),
    "discipline": (DISCIPLINE, DisciplineState, DisciplineEvent),
    "inspection": (INSPECTION, InspectionState, InspectionEvent),
    "finding": (FINDING, FindingState, FindingEvent),
    "sample": (SAMPLE, SampleState, SampleEvent),
    "urging": (URGING, UrgingState, UrgingEvent),
    "upload": (UPLOAD, UploadState, UploadEvent),
    "opinion": (OPINION, OpinionState, OpinionEvent),
    "adjustment": (ADJUSTMENT, AdjustmentState, AdjustmentEvent),
    "innovation_project": (PROJECT, ProjectState, ProjectEvent),
    "draft": (DRAFT, DraftState, DraftEvent),
    "score_sheet": (SCORE_SHEET, ScoreSheetState, ScoreSheetEvent),
    "score_objection": (SCORE_OBJECTION, ScoreObjectionState, ScoreObjectionEvent),
    "assignment": (ASSIGNMENT, AssignmentState, AssignmentEvent),
    "issued_paper": (ISSUED_PAPER, IssuedState, IssuedEvent),
    "received_mail": (RECEIVED_MAIL, MailState, MailEvent),
    "regulation": (REGULATION, RegulationState, RegulationEvent),
    "result_delivery": (RESULT_DELIVERY, ResultDeliveryState, ResultDeliveryEvent),
    "ungraded": (UNGRADED, UngradedState, UngradedEvent),
    "signer_change": (SIGNER_CHANGE, SignerChangeState, SignerChangeEvent),
}
FINAL = (
    *(ScoreSheetState.SUPERSEDED, ScoreObjectionState.CONFIRMED, ScoreObjectionState.DISMISSED),
    LeaderSheetState.WITHDRAWN,
    ProjectState.WITHDRAWN,
    DisciplineState.WITHDRAWN,
    *(AppealState.REFUSED, AppealState.RULED, AppealState.WITHDRAWN, EntryState.WITHDRAWN, RemediationState.VOID),
    EntryState.CORRECTED,
    *(EntryState.DISMISSED, InspectionState.CONCLUDED, InspectionState.CANCELLED, FindingState.SUPERSEDED),
    *(RemediationState.ACCEPTED, RemediationState.REJECTED),
    SampleState.SUPERSEDED,
    AdjustmentState.WITHDRAWN,
    *(DraftState.ISSUED, DraftState.WITHDRAWN),
    UploadState.SUPERSEDED,
    *(OpinionState.PUBLISHED, OpinionState.DISMISSED),
    UrgingState.LAPSED,
    *(AssignmentState.DONE, AssignmentState.CANCELLED, IssuedState.VOID, RegulationState.REPEALED),
    *(each for each in MailState if each not in (MailState.RECEIVED, MailState.WAITING)),
    *(ResultDeliveryState.REPLACED, UngradedState.WITHDRAWN),
    *(SignerChangeState.CONFIRMED, SignerChangeState.RETURNED),
)
PAIRS = [(moves, state, event) for moves, _, _ in TABLES.values() for state in moves for event in moves[state]]
REFUSED = [(moves, state, event) for moves, state, event in PAIRS if isinstance(moves[state][event], No)]
Table = tuple[Moves, type[State], type[Event]]
ALLOWED = """
obligation open discharge discharged
obligation open withdraw void
obligation open waive waived
obligation waived reinstate open
obligation discharged return open
obligation discharged withdraw void
obligation void renew open
entry proposed confirm listed
entry proposed dismiss dismissed
entry listed set_limit remedying
entry remedying reopen remedying
entry remedying make_good made_good
remediation remedying complete completed
remediation completed withdraw remedying
remediation completed feed_back fed_back
remediation fed_back withdraw remedying
remediation fed_back accept accepted
remediation fed_back reject rejected
innovation_project applied shortlist shortlisted
innovation_project applied decline declined
innovation_project applied withdraw withdrawn
innovation_project shortlisted decline declined
innovation_project shortlisted award awarded
innovation_project shortlisted go_without unawarded
innovation_project declined shortlist shortlisted
innovation_project awarded go_without unawarded
innovation_project unawarded award awarded
discipline recorded withdraw withdrawn
leader_sheet entered confirm confirmed
leader_sheet entered withdraw withdrawn
leader_sheet confirmed withdraw withdrawn
score_sheet drafted agree agreed
score_sheet drafted object objected
score_sheet drafted lapse silent
score_sheet drafted redraft superseded
score_sheet agreed object objected
score_sheet agreed redraft superseded
score_sheet agreed approve frozen
score_sheet silent agree agreed
score_sheet silent object objected
score_sheet silent redraft superseded
score_sheet silent approve frozen
score_sheet objected agree agreed
score_sheet objected grant granted
score_sheet objected settle settled
score_sheet granted settle settled
score_sheet granted redraft superseded
score_sheet settled redraft superseded
score_sheet settled approve frozen
score_sheet frozen correct superseded
score_objection raised take_back taken_back
score_objection raised accept accepted
score_objection raised dismiss dismissed
score_objection taken_back raise raised
score_objection accepted dismiss dismissed
score_objection accepted confirm confirmed
appeal lodged accept accepted
appeal lodged refuse refused
appeal lodged withdraw withdrawn
appeal accepted rule ruled
appeal accepted withdraw withdrawn
obligation open suspend suspended
obligation suspended withdraw void
obligation suspended waive waived
obligation suspended resume open
entry listed withdraw withdrawn
entry remedying withdraw withdrawn
entry made_good withdraw withdrawn
entry listed correct corrected
entry remedying correct corrected
entry made_good correct corrected
remediation remedying void void
remediation completed void void
remediation fed_back void void
inspection drafted revise drafted
inspection drafted issue issued
inspection drafted cancel cancelled
inspection issued conclude concluded
inspection issued cancel cancelled
finding recorded revise recorded
finding recorded sign signed
finding signed supersede superseded
sample committed draw drawn
sample committed supersede superseded
sample drawn correct drawn
sample drawn reveal revealed
sample drawn supersede superseded
sample revealed correct revealed
sample revealed supersede superseded
urging done retract proposed
urging skipped retract proposed
urging replaced retract proposed
urging proposed do done
urging proposed skip skipped
urging proposed replace replaced
urging proposed lapse lapsed
upload received pass fine
upload received warn warned
upload fine supersede superseded
upload warned confirm confirmed
upload warned clear cleared
upload warned supersede superseded
upload confirmed supersede superseded
upload cleared supersede superseded
opinion received assign remedying
opinion received dismiss dismissed
opinion remedying feed_back fed_back
opinion remedying dismiss dismissed
opinion fed_back publish published
adjustment requested consent_head head_consented
adjustment requested withdraw withdrawn
adjustment head_consented consent_leader leader_consented
adjustment head_consented withdraw withdrawn
adjustment leader_consented file filed
adjustment leader_consented withdraw withdrawn
adjustment filed return returned
adjustment returned consent_head head_consented
adjustment returned consent_leader leader_consented
adjustment returned file filed
adjustment returned withdraw withdrawn
draft drafted revise drafted
draft drafted consult consulted
draft drafted submit_unconsulted submitted
draft drafted withdraw withdrawn
draft consulted revise drafted
draft consulted submit submitted
draft consulted withdraw withdrawn
draft submitted approve approved
draft submitted return returned
draft submitted withdraw withdrawn
draft approved issue issued
draft approved return returned
draft returned revise drafted
draft returned consult consulted
draft returned submit submitted
draft returned submit_unconsulted submitted
draft returned withdraw withdrawn
signer_change waiting confirm confirmed
signer_change waiting return returned
assignment open complete done
assignment open cancel cancelled
issued_paper issued void void
received_mail received take taken
received_mail received take_part partly
received_mail received return returned
received_mail received wait waiting
received_mail received acknowledge acknowledged
received_mail received bounce bounced
received_mail received set_aside automatic
received_mail waiting take taken
received_mail waiting take_part partly
received_mail waiting dismiss dismissed
received_mail waiting answer answered
regulation issued repeal repealed
result_delivery delivered tell told
result_delivery delivered receive received
result_delivery delivered replace replaced
result_delivery told receive received
result_delivery told replace replaced
result_delivery received use used
result_delivery received replace replaced
result_delivery used replace replaced
ungraded recorded withdraw withdrawn
"""
IGNORED = """
innovation_project shortlisted shortlist
innovation_project declined decline
innovation_project awarded award
innovation_project unawarded go_without
innovation_project withdrawn withdraw
score_sheet agreed agree
score_sheet agreed lapse
score_sheet silent lapse
score_sheet objected object
score_sheet objected lapse
score_sheet granted lapse
score_sheet granted grant
score_sheet settled lapse
score_sheet settled settle
score_sheet frozen lapse
score_sheet frozen approve
score_sheet superseded lapse
score_sheet superseded redraft
score_objection raised raise
score_objection taken_back take_back
score_objection accepted accept
score_objection dismissed dismiss
score_objection confirmed accept
score_objection confirmed confirm
obligation open renew
obligation discharged discharge
obligation waived withdraw
obligation waived waive
obligation void withdraw
entry listed confirm
entry remedying confirm
entry made_good confirm
entry made_good make_good
entry dismissed dismiss
discipline withdrawn withdraw
leader_sheet confirmed confirm
leader_sheet withdrawn withdraw
appeal accepted accept
appeal refused refuse
appeal withdrawn withdraw
obligation open resume
obligation discharged suspend
obligation discharged resume
obligation waived suspend
obligation waived resume
obligation void suspend
obligation void resume
obligation suspended renew
obligation suspended suspend
entry withdrawn withdraw
entry corrected correct
remediation accepted void
remediation rejected void
remediation void void
inspection issued issue
inspection concluded conclude
inspection cancelled cancel
finding signed sign
finding superseded supersede
remediation accepted accept
remediation rejected reject
sample revealed reveal
sample superseded reveal
sample superseded supersede
urging done do
urging done lapse
urging skipped skip
urging skipped lapse
urging replaced replace
urging replaced lapse
urging lapsed lapse
upload fine pass
upload warned warn
upload confirmed confirm
upload cleared clear
upload superseded supersede
opinion published publish
opinion dismissed dismiss
adjustment filed file
adjustment returned return
adjustment withdrawn withdraw
draft consulted consult
draft submitted submit
draft submitted submit_unconsulted
draft approved approve
draft issued issue
draft returned return
draft withdrawn withdraw
assignment cancelled cancel
issued_paper void void
received_mail waiting wait
received_mail taken take
received_mail partly take_part
received_mail returned return
received_mail acknowledged acknowledge
received_mail bounced bounce
received_mail automatic set_aside
received_mail dismissed dismiss
received_mail answered answer
result_delivery told tell
result_delivery received receive
result_delivery used receive
result_delivery used use
result_delivery replaced replace
ungraded withdrawn withdraw
"""


def lines(text: str) -> set[tuple[str, ...]]:
    return {tuple(line.split()) for line in text.strip().splitlines()}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_pair_of_state_and_event_is_written_out(table: Table) -> None:
    moves, states, events = table
    assert [(state, event) for state in moves for event in moves[state]] == list(product(states, events))
    assert {type(outcome) for row in moves.values() for outcome in row.values()} <= {To, Ignored, No}


def test_these_moves_are_allowed_and_no_others() -> None:
    result = {
        (name, state, event, outcome.state)
        for name, (moves, _, _) in TABLES.items()
        for state in moves
        for event, outcome in moves[state].items()
        if isinstance(outcome, To)
    }
    assert result == lines(ALLOWED)


def test_these_events_are_ignored_and_no_others() -> None:
    result = {
        (name, state, event)
        for name, (moves, _, _) in TABLES.items()
        for state in moves
        for event, outcome in moves[state].items()
        if isinstance(outcome, Ignored)
    }
    assert result == lines(IGNORED)


@pytest.mark.parametrize(("moves", "state", "event"), [pair for pair in PAIRS if pair not in REFUSED])
def test_following_an_event_returns_the_next_state_or_none_if_ignored(moves: Moves, state: State, event: Event) -> None:
    outcome = moves[state][event]
    assert follow(moves, state, event) == (outcome.state if isinstance(outcome, To) else None)


@pytest.mark.parametrize(("moves", "state", "event"), REFUSED)
def test_a_refused_event_raises_a_chinese_sentence_with_state_and_event(
    moves: Moves, state: State, event: Event
) -> None:
    with pytest.raises(MoveRefused) as refused:
        follow(moves, state, event)
    assert (refused.value.state, refused.value.event) == (state, event)
    assert moves[state][event] == No(refused.value.message)
    assert re.fullmatch(r"[\u4e00-\u9fff，；。：（）a-z_ ]+。", refused.value.message)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_state_can_be_reached_from_the_first(table: Table) -> None:
    moves, states, _ = table
    reached = {next(iter(moves))}
    for _ in states:
        reached |= {outcome.state for state in reached for outcome in moves[state].values() if isinstance(outcome, To)}
    assert reached == set(states)
    assert all(isinstance(state, states) for state in reached)


def test_no_event_leads_out_of_a_final_state_and_every_other_state_has_a_way_out() -> None:
    left = {repr(state) for moves, state, event in PAIRS if isinstance(moves[state][event], To)}
    assert {repr(state) for _, state, _ in PAIRS} - left == set(map(repr, FINAL))


def test_an_approved_draft_changes_only_by_returning_it() -> None:
    out = {event for event, outcome in DRAFT[DraftState.APPROVED].items() if isinstance(outcome, To)}
    assert out == {DraftEvent.ISSUE, DraftEvent.RETURN}


@pytest.mark.parametrize("state", [DraftState.CONSULTED, DraftState.RETURNED])
def test_a_draft_that_changed_after_consultation_is_consulted_again(state: DraftState) -> None:
    changed = follow(DRAFT, state, DraftEvent.REVISE)
    assert changed is DraftState.DRAFTED
    with pytest.raises(MoveRefused, match="请先沟通再报审"):
        follow(DRAFT, changed, DraftEvent.SUBMIT)


S, E = ProjectState, ProjectEvent
JUDGED = (S.AWARDED, S.UNAWARDED)
walks = st.lists(st.sampled_from(list(E)), max_size=12)


def walk(events: list[ProjectEvent]) -> list[ProjectState]:
    """The states that a project goes through; an event that is refused changes nothing."""
    states = [S.APPLIED]
    for event in events:
        move = PROJECT[states[-1]][event]
        states.append(S(move.state) if isinstance(move, To) else states[-1])
    return states


@given(walks)
def test_a_project_has_a_prize_or_none_only_after_it_was_shortlisted(events: list[ProjectEvent]) -> None:
    states = walk(events)
    first = next((place for place, state in enumerate(states) if state in JUDGED), None)
    assert first is None or S.SHORTLISTED in states[:first]


@given(walks)
def test_a_withdrawn_project_stays_withdrawn(events: list[ProjectEvent]) -> None:
    states = walk(events)
    gone = states.index(S.WITHDRAWN) if S.WITHDRAWN in states else len(states)
    assert set(states[gone:]) <= {S.WITHDRAWN}


@given(walks)
def test_a_project_that_was_judged_is_never_withdrawn(events: list[ProjectEvent]) -> None:
    states = walk(events)
    assert S.WITHDRAWN not in states or set(states) <= {S.APPLIED, S.WITHDRAWN}


@given(walks)
def test_after_the_on_site_round_only_its_own_result_changes(events: list[ProjectEvent]) -> None:
    states = walk(events)
    first = next((place for place, state in enumerate(states) if state in JUDGED), len(states))
    assert set(states[first:]) <= set(JUDGED)


@given(walks, st.sampled_from(list(E)))
def test_the_same_event_twice_is_as_once(events: list[ProjectEvent], event: ProjectEvent) -> None:
    assert walk([*events, event])[-1] is walk([*events, event, event])[-1]


@pytest.mark.parametrize(
    ("state", "event", "told"),
    [
        (S.APPLIED, E.AWARD, "该项目没有经过专家初评，不能现场评审。"),
        (S.APPLIED, E.GO_WITHOUT, "该项目没有经过专家初评，不能现场评审。"),
        (S.DECLINED, E.AWARD, "该项目专家初评未入围，不能现场评审。"),
        (S.DECLINED, E.GO_WITHOUT, "该项目专家初评未入围，不能现场评审。"),
        (S.SHORTLISTED, E.WITHDRAW, "该项目已经专家初评，不能撤回。"),
        (S.DECLINED, E.WITHDRAW, "该项目已经专家初评，不能撤回。"),
        (S.AWARDED, E.SHORTLIST, "该项目已经现场评审，初评结果不能再改。"),
        (S.UNAWARDED, E.DECLINE, "该项目已经现场评审，初评结果不能再改。"),
        (S.WITHDRAWN, E.AWARD, "该项目已撤回，不再评审。"),
        (S.WITHDRAWN, E.SHORTLIST, "该项目已撤回，不再评审。"),
    ],
)
def test_2_16_a_round_out_of_turn_is_refused_with_its_reason(
    state: ProjectState, event: ProjectEvent, told: str
) -> None:
    with pytest.raises(MoveRefused) as refusal:
        follow(PROJECT, state, event)
    assert refusal.value.message == told


def test_each_state_answers_each_event_and_ignores_only_its_repetition() -> None:
    assert set(PROJECT) == set(S)
    assert all(set(answers) == set(E) for answers in PROJECT.values())
    ignored = {state: [event for event, move in PROJECT[state].items() if isinstance(move, Ignored)] for state in S}
    assert ignored == {
        S.APPLIED: [],
        S.SHORTLISTED: [E.SHORTLIST],
        S.DECLINED: [E.DECLINE],
        S.AWARDED: [E.AWARD],
        S.UNAWARDED: [E.GO_WITHOUT],
        S.WITHDRAWN: [E.WITHDRAW],
    }


def test_the_states_are_read_by_people_in_distinct_words() -> None:
    labels = [state.label for state in S]
    assert labels == ["已申报", "入围", "未入围", "获奖", "未获奖", "已撤回"]
    assert [S.from_label(label) for label in labels] == list(S)


S_OF_RESULTS_USE, E_OF_RESULTS_USE = ResultDeliveryState, ResultDeliveryEvent
EXPECTED = {
    (S_OF_RESULTS_USE.DELIVERED, E_OF_RESULTS_USE.TELL): S_OF_RESULTS_USE.TOLD,
    (S_OF_RESULTS_USE.DELIVERED, E_OF_RESULTS_USE.RECEIVE): S_OF_RESULTS_USE.RECEIVED,
    (S_OF_RESULTS_USE.DELIVERED, E_OF_RESULTS_USE.USE): "考评结果尚未签收，请先登记签收，再登记结果运用。",
    (S_OF_RESULTS_USE.DELIVERED, E_OF_RESULTS_USE.REPLACE): S_OF_RESULTS_USE.REPLACED,
    (S_OF_RESULTS_USE.TOLD, E_OF_RESULTS_USE.TELL): None,
    (S_OF_RESULTS_USE.TOLD, E_OF_RESULTS_USE.RECEIVE): S_OF_RESULTS_USE.RECEIVED,
    (S_OF_RESULTS_USE.TOLD, E_OF_RESULTS_USE.USE): "考评结果尚未签收，请先登记签收，再登记结果运用。",
    (S_OF_RESULTS_USE.TOLD, E_OF_RESULTS_USE.REPLACE): S_OF_RESULTS_USE.REPLACED,
    (S_OF_RESULTS_USE.RECEIVED, E_OF_RESULTS_USE.TELL): "考评结果已经签收，不用电话告知。",
    (S_OF_RESULTS_USE.RECEIVED, E_OF_RESULTS_USE.RECEIVE): None,
    (S_OF_RESULTS_USE.RECEIVED, E_OF_RESULTS_USE.USE): S_OF_RESULTS_USE.USED,
    (S_OF_RESULTS_USE.RECEIVED, E_OF_RESULTS_USE.REPLACE): S_OF_RESULTS_USE.REPLACED,
    (S_OF_RESULTS_USE.USED, E_OF_RESULTS_USE.TELL): "考评结果已经签收，不用电话告知。",
    (S_OF_RESULTS_USE.USED, E_OF_RESULTS_USE.RECEIVE): None,
    (S_OF_RESULTS_USE.USED, E_OF_RESULTS_USE.USE): None,
    (S_OF_RESULTS_USE.USED, E_OF_RESULTS_USE.REPLACE): S_OF_RESULTS_USE.REPLACED,
    (S_OF_RESULTS_USE.REPLACED, E_OF_RESULTS_USE.TELL): "所反馈的考评结果已经更正，请按更正后反馈的办理。",
    (S_OF_RESULTS_USE.REPLACED, E_OF_RESULTS_USE.RECEIVE): "所反馈的考评结果已经更正，请按更正后反馈的办理。",
    (S_OF_RESULTS_USE.REPLACED, E_OF_RESULTS_USE.USE): "所反馈的考评结果已经更正，请按更正后反馈的办理。",
    (S_OF_RESULTS_USE.REPLACED, E_OF_RESULTS_USE.REPLACE): None,
}


def test_every_pair_is_written_out() -> None:
    assert {(state, event) for state in S_OF_RESULTS_USE for event in E_OF_RESULTS_USE} == EXPECTED.keys()


@pytest.mark.parametrize(("pair", "then"), EXPECTED.items())
def test_each_event_leads_where_it_should(
    pair: tuple[ResultDeliveryState, ResultDeliveryEvent], then: ResultDeliveryState | str | None
) -> None:
    if isinstance(then, S_OF_RESULTS_USE) or then is None:
        assert follow(RESULT_DELIVERY, *pair) == then
        return
    with pytest.raises(Refused) as refusal:
        follow(RESULT_DELIVERY, *pair)
    assert refusal.value.message == then
