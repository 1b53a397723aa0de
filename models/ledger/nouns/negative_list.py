"""负面清单: entries, rounds of 整改, where an entry comes from, the list of a quarter."""

from collections.abc import Iterable

from models.ledger.nouns.noun import PLACE, Noun
from models.records.record import TargetTexts
from models.rules.states import ENTRY, REMEDIATION, EntryState


def in_sql(states: Iterable[EntryState]) -> str:
    """Return states of an entry as a list in SQL, such as ('dismissed', 'made_good')."""
    quoted = sorted(f"'{state.value}'" for state in states)
    return f"({', '.join(quoted)})"


_KEY = "i.year || '-' || i.number"
_LIMIT_AND_POINTS = 'l."limit", l.points'
_STANDING = f"{_LIMIT_AND_POINTS}, l.standing"
_RECHECK = f"r.recheck, r.rechecked_by, r.recheck_signed_by, {_KEY}, f.serial"
# Rows `x` about an entry of target `m`.
OF_ENTRY = "x.entry_id IN (SELECT e.id FROM negative_entry e WHERE e.target_id = m.id)"


NEGATIVE_LIST_NOUNS: dict[str, Noun] = {
    "negative_entry": Noun(
        "negative_entry r JOIN target t ON t.id = r.target_id JOIN department d ON d.id = r.department_id",
        "concat_ws('|', t.year, t.code, r.occurrence)",
        "d.code, r.finding, r.found_on, r.listed_on, r.state",
        title="负面清单条目",
        moves=ENTRY,
        of_target=TargetTexts(withheld="finding"),
    ),
    "entry_receipt": Noun(
        "entry_receipt r JOIN negative_entry e ON e.id = r.entry_id JOIN target t ON t.id = e.target_id"
        " JOIN department d ON d.id = r.department_id",
        "concat_ws('|', t.year, t.code, e.occurrence, d.code)",
        "r.received_on, r.received_by, r.known",
        title="签收",
        of_target=TargetTexts(told="received_by", rows=OF_ENTRY),
    ),
    "remediation": Noun(
        "remediation r JOIN negative_entry e ON e.id = r.entry_id JOIN target t ON t.id = e.target_id"
        " LEFT JOIN finding f ON f.id = r.recheck_finding_id LEFT JOIN inspection i ON i.id = f.inspection_id",
        "concat_ws('|', t.year, t.code, e.occurrence, r.round)",
        'r."limit", r.state, r.measures, r.completed_on, r.fed_back_on, r.feedback, r.rechecked_on, ' + _RECHECK,
        title="整改",
        moves=REMEDIATION,
        of_target=TargetTexts(
            withheld="measures, feedback, recheck", told="rechecked_by, recheck_signed_by", rows=OF_ENTRY
        ),
    ),
    "negative_list": Noun(
        "negative_list r",
        "r.period",
        f"""{PLACE}, r.number, r.frozen_on, (SELECT json_agg(json_build_array(l.position, t.year, t.code, l.target_code,
            d.code, l.department, l.target, l.occurrence, e.occurrence, l.finding, l.found_on, l.listed_on, l.state,
            l.round, {_STANDING}) ORDER BY l.position)
        FROM negative_list_line l JOIN department d ON d.id = l.department_id
            JOIN negative_entry e ON e.id = l.entry_id JOIN target t ON t.id = e.target_id WHERE l.list_id = r.id)""",
        title="负面清单",
        of_target=TargetTexts(
            withheld="finding",
            names="target",
            told="department, target_code",
            table="negative_list_line",
            rows=OF_ENTRY,
        ),
    ),
    "entry_origin": Noun(
        "entry_origin r JOIN negative_entry e ON e.id = r.entry_id"
        " JOIN target t ON t.id = e.target_id LEFT JOIN finding f ON f.id = r.finding_id"
        " LEFT JOIN inspection i ON i.id = f.inspection_id",
        "concat_ws('|', t.year, t.code, e.occurrence)",
        f"r.way, {_KEY}, f.serial, r.proposed_on, r.detail",
        title="负面清单条目来源",
        of_target=TargetTexts(told="detail", rows=OF_ENTRY),
    ),
}
