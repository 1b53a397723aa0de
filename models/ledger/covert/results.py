"""暗访结果: validate the sheet of a third party against its list, store it and propose what failed (7.4, A20).

A sheet with added, removed or changed rows is refused as a whole. A correction inserts a new version of the result.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

from sqlmodel import Session, col, select

from models.intake.agency_sheet import texts_of
from models.intake.complaints import Checked, Complaint, Located
from models.intake.covert import COVERT_TITLES, SEAL, CovertRow
from models.intake.evidence import Piece
from models.intake.values import Cell, shown
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.covert.lists import find_list, items_of
from models.ledger.duties import discharge_duty
from models.ledger.evidence.exhibits import attach_exhibits, exhibits_of
from models.ledger.lookup import newest_entry
from models.ledger.negative_list.confirmation import discharge_confirmation
from models.ledger.negative_list.proposals import propose
from models.ledger.secrets import secrets_of
from models.ledger.sheets import refuse_if
from models.ledger.transitions import lock, move, record_rows
from models.records import CovertItem, CovertList, CovertResult, NegativeEntry, Target, id_of
from models.rules.concealment import conceal
from models.rules.covert import COVERT_RETURN, check_visit_date
from models.rules.errors import Refused
from models.rules.inspection import Way
from models.rules.periods import parse_period
from models.rules.secrecy import WITHHELD, Secrets
from models.rules.sheet_check import unmarked_words
from models.rules.states import EntryEvent
from models.rules.states.negative_list import ENDED
from models.statements import run

SEEN = ("visited_on", "met", "found", "seen", "inspector")
SEEN_TITLES = {name: str(CovertRow.model_fields[name].validation_alias) for name in SEEN}
# Entries proposed only because of results about these projects, without a review or confirmation on site.
STILL_PROPOSED = """
SELECT e.id FROM negative_entry e JOIN entry_origin g ON g.entry_id = e.id
WHERE e.state = 'proposed' AND g.detail ->> 'covert_item' = ANY(:items)
    AND NOT EXISTS (SELECT FROM review v WHERE v.entry_id = e.id)
    AND NOT EXISTS (SELECT FROM confirmation c WHERE c.entry_id = e.id)
ORDER BY e.id
"""


@dataclass(frozen=True, slots=True)
class StoredResults:
    """A list, its projects by position, and the newest result by project id."""

    listed: CovertList
    items: Mapping[int, CovertItem]
    results: Mapping[int, CovertResult]

    def item(self, located: Located[CovertRow]) -> CovertItem:
        """Return the project of a validated row."""
        return self.items[located.row.position]

    def name(self, item: CovertItem) -> str:
        """Return the key of a project in the origin of an entry: 2026Q3-1|4."""
        return f"{self.listed.key}|{item.position}"


@act("return_covert_results", "收回暗访结果", clause="3-7.4", roles={Role.AGENCY})
def return_covert_results(session: Session, data: Checked[CovertRow], ctx: Context) -> Summary:
    """7.4: import the result of every project of a list; failed ones are proposed for the negative list.

    An identical sheet changes nothing. Raises Refused with all complaints if a row is invalid, if results differ from
    the stored ones without the reason of a correction, and once for the result of a row without the seal of its list.
    """
    lock(session, "covert")
    before = _stored_results(session, ctx, data)
    asked = [] if data.match_rows else _unmarked_rows(session, data, before)
    refuse_if([*data.complaints, *_faults(session, data, before, ctx), *asked])
    changed = [located for located in data.rows if _differs(before, located)]
    if changed and before.results and not data.reason:
        on = next(iter(before.results.values())).returned_on
        raise Refused(f"暗访清单{before.listed.key}的结果已于{on}收回；确需更正的，用 --correction 写明原因。")
    results = [_new_result(before, located, ctx, data.reason if before.results else "") for located in changed]
    record_rows(session, ctx, results, "returned")
    files = _attach_evidence(session, ctx, data, _stored_results(session, ctx, data))
    proposed = _propose_failed(session, ctx, before, changed)
    dismissed = _dismiss_corrected(session, ctx, before, changed, data.reason)
    late = discharge_duty(session, ctx, COVERT_RETURN, ctx.date, subject=before.listed.key)
    failing = sum(not located.row.met for located in data.rows)
    counts = {
        "rows": len(data.rows),
        "new": 0 if before.results else len(results),
        "changed": len(results) if before.results else 0,
        "same": len(data.rows) - len(results),
        "failing": failing,
        "proposed": proposed,
        "dismissed": dismissed,
        "evidence": files,
        "late": int(late),
    }
    return Summary(_summary_words(before.listed, counts), counts, {"list": before.listed.key})


def _summary_words(listed: CovertList, counts: Mapping[str, int]) -> str:
    """Return the summary in figures only: it is stored in the chain, which must not name a project under a visit."""
    if not counts["new"] + counts["changed"] + counts["evidence"]:
        return f"暗访清单{listed.key}的结果此前已收回，未作改动。"
    words = f"暗访清单{listed.key}的结果已收回{'，逾期' if counts['late'] else ''}：共{counts['rows']}项"
    words += f"，更正{counts['changed']}项" if counts["changed"] else ""
    words += f"，未达要求{counts['failing']}项，新拟列入负面清单{counts['proposed']}项"
    words += f"，撤下拟列入{counts['dismissed']}项" if counts["dismissed"] else ""
    return words + f"，印证材料{counts['evidence']}份。拟列入的待现场认定。"


def _stored_results(session: Session, ctx: Context, data: Checked[CovertRow]) -> StoredResults:
    """Return the list that a sheet names and its stored results; raises Refused if there is no such list."""
    refuse_if(data.complaints if not data.rows else ())
    first = data.rows[0]
    listed = find_list(session, ctx.jurisdiction, first.row.key)
    if listed is None:
        unknown = first.complain("清单编号", f"“{first.row.key}”不是已提供的暗访清单，请用原表填写")
        refuse_if([*data.complaints, unknown])
    assert listed is not None  # noqa: S101 - refused before
    items = items_of(session, listed)
    results = select(CovertResult).where(col(CovertResult.item_id).in_([item.id for item in items]))
    rows = session.exec(results.order_by(col(CovertResult.version))).all()
    return StoredResults(listed, {item.position: item for item in items}, {result.item_id: result for result in rows})


def _faults(session: Session, data: Checked[CovertRow], before: StoredResults, ctx: Context) -> Iterator[Complaint]:
    """Complain about each difference between the sheet and the list, and about each impossible date of a visit."""
    for located in data.rows:
        if located.row.key != before.listed.key:
            words = f"“{located.row.key}”与前面的{before.listed.key}不同，一次只导入一份清单"
            yield located.complain("清单编号", words)
        elif located.row.digest not in {"", before.listed.digest}:
            yield located.complain("校验码", "与提供清单时的不符，请用原表填写")
        elif (item := before.items.get(located.row.position)) is None:
            yield located.complain("序号", f"“{located.row.position}”不在清单中（共{len(before.items)}项），请删去此行")
        else:
            yield from _changed_cells(located, item, secrets_of(session))
            if why := check_visit_date(located.row.visited_on, before.listed.handed_out_on, ctx.date):
                yield located.complain("暗访日期", why)
    if not data.unsound:
        yield from _removed_rows(data.rows, before)


def _unmarked_rows(session: Session, data: Checked[CovertRow], before: StoredResults) -> Iterator[Complaint]:
    """Ask about each row without its seal that has another result than is stored, or files that are not kept yet.

    4.7: of a marked target only what has changed is said.
    """
    secrets = secrets_of(session)
    for located in (each for each in data.rows if not each.row.digest and each.row.position in before.items):
        item = before.item(located)
        if changes := _changes(session, located.row, before.results.get(id_of(item))):
            if secrets.names_any([item.name]):
                changes = [(title, "", WITHHELD) for title, *_ in changes]
            yield located.complain(SEAL.name, unmarked_words(f"第{item.position}项{secrets.hide(item.name)}", changes))


def _changes(session: Session, row: CovertRow, last: CovertResult | None) -> list[tuple[str, object, object]]:
    """Return title, value before and now of what is not stored as it stands, and each file that is not kept."""
    kept = {file["sha256"] for file in exhibits_of(session, "covert_result", id_of(last))} if last else set()
    was, now = (texts_of(each.model_dump(include=set(SEEN))) if each else {} for each in (last, row))
    files = [
        each.name for each in row.evidence if not each.is_file() or sha256(each.read_bytes()).hexdigest() not in kept
    ]
    changes = [(SEEN_TITLES[name], was.get(name), now[name]) for name in SEEN if was.get(name) != now[name]]
    return [*changes, *(("印证材料", "", name) for name in files)]


def _changed_cells(located: Located[CovertRow], item: CovertItem, secrets: Secrets) -> Iterator[Complaint]:
    """Complain about cells that are not as handed out; a list of later shows a marked target by its pointer (4.7)."""
    sent = item.model_dump(include=set(COVERT_TITLES.values()))
    told = conceal(secrets, sent)
    for title, name in COVERT_TITLES.items():
        returned = getattr(located.row, name)
        if _normalized(returned) not in {_normalized(sent[name]), _normalized(told[name])}:
            yield located.complain(title, f"“{shown(returned)}”与提供清单时的“{shown(told[name])}”不同，请改回")


def _normalized(value: Cell) -> str:
    """Normalize a value as Excel stores it: numbers to fifteen digits, text without whitespace."""
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:.15g}" if isinstance(value, Decimal) else "".join(shown(value).split())


def _removed_rows(rows: Sequence[Located[CovertRow]], before: StoredResults) -> Iterator[Complaint]:
    present = {located.row.position for located in rows}
    for position in (position for position in before.items if position not in present):
        of, words = rows[-1].source.origin, f"清单第{position}项的行被删去，请恢复后重新导入"
        yield Complaint(sheet=of.sheet, cell="“序号”列", value=str(position), message=words, file=of.file)


def _differs(before: StoredResults, located: Located[CovertRow]) -> bool:
    """Return whether a row differs from the stored result, or has none yet."""
    existing = before.results.get(id_of(before.item(located)))
    return existing is None or any(getattr(existing, name) != getattr(located.row, name) for name in SEEN)


def _new_result(before: StoredResults, located: Located[CovertRow], ctx: Context, reason: str) -> CovertResult:
    number = id_of(before.item(located))
    last = before.results.get(number)
    return CovertResult(
        item_id=number,
        version=last.version + 1 if last else 1,
        **located.row.model_dump(include=set(SEEN)),
        returned_on=ctx.date,
        reason=reason,
    )


def _attach_evidence(session: Session, ctx: Context, data: Checked[CovertRow], now: StoredResults) -> int:
    """Store the evidence files and attach each to the newest result of its project; returns how many are new."""
    attached = 0
    for located in (located for located in data.rows if located.row.evidence):
        pieces = [Piece(file=file, about=located.row.visited_on) for file in located.row.evidence]
        attached += attach_exhibits(session, ctx, "covert_result", id_of(now.results[id_of(now.item(located))]), pieces)
    return attached


def _propose_failed(
    session: Session, ctx: Context, before: StoredResults, changed: Sequence[Located[CovertRow]]
) -> int:
    """A20: propose each failed project, except when its target is already proposed or listed; returns how many."""
    proposed = 0
    for located in (located for located in changed if not located.row.met):
        item, row = before.item(located), located.row
        target = session.get_one(Target, item.target_id)
        last = newest_entry(session, target)
        if last is None or last.state in ENDED:
            found = Way.COVERT, row.found, row.visited_on
            propose(session, ctx, target, parse_period(before.listed.period), found, covert_item=before.name(item))
            proposed += 1
    return proposed


def _dismiss_corrected(
    session: Session, ctx: Context, before: StoredResults, changed: Sequence[Located[CovertRow]], reason: str
) -> int:
    """Dismiss entries that were proposed only because of a result that this correction revokes; returns how many."""
    corrected = [before.name(before.item(located)) for located in changed if located.row.met]
    ids = list(run(session, STILL_PROPOSED, items=corrected).scalars()) if before.results else []
    for entry in [session.get_one(NegativeEntry, number) for number in ids]:
        discharge_confirmation(session, ctx, session.get_one(Target, entry.target_id), entry)
    return len(move(session, ctx, "negative_entry", ids, EntryEvent.DISMISS, detail={"reason": reason}))
