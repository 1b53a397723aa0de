"""What refers to a target: matters under way, and what was reported or found of it."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from models.rules.states.negative_list import ENDED
from models.statements import run

UNDER_WAY = """
SELECT e.target_id, '第' || e.occurrence || '次列入负面清单，尚未了结' AS words FROM negative_entry e
WHERE e.target_id = ANY(:targets) AND e.state <> ALL(:ended)
UNION ALL SELECT coalesce(e.target_id, a.target_id), '第' || a.number || '次申诉正在办理' FROM appeal a
    LEFT JOIN negative_entry e ON e.id = a.entry_id
WHERE coalesce(e.target_id, a.target_id) = ANY(:targets) AND a.state IN ('lodged', 'accepted')
UNION ALL SELECT a.target_id, '第' || a.number || '次调整正在办理' FROM adjustment a
WHERE a.target_id = ANY(:targets) AND a.state NOT IN ('filed', 'withdrawn')
ORDER BY 1, 2
"""
REPORTED = """
SELECT target_id, words FROM (
    SELECT l.target_id, '填报' AS words FROM report_line l WHERE l.version > 0
    UNION SELECT target_id, '实施进度上传' FROM cloud_upload
    UNION SELECT target_id, '在线复核' FROM review
    UNION SELECT i.target_id, '暗访结果' FROM covert_result r JOIN covert_item i ON i.id = r.item_id
    UNION SELECT target_id, '现场核查' FROM field_visit
    UNION SELECT target_id, '核查结果' FROM finding
    UNION SELECT target_id, '负面清单' FROM negative_entry) q
WHERE target_id = ANY(:targets) ORDER BY 1, 2
"""
REFERRING = """
SELECT t.id AS target_id, words FROM target t CROSS JOIN LATERAL (
    SELECT '在线复核的分派' AS words FROM review_task k WHERE k.target_id = t.id
    UNION SELECT '暗访清单' FROM covert_item i WHERE i.target_id = t.id
    UNION SELECT '目标调整' FROM adjustment a WHERE a.target_id = t.id
    UNION SELECT '印证材料' FROM evidence_use u WHERE u.target_id = t.id
    UNION SELECT '委托上传' FROM cloud_delegation g WHERE g.target_id = t.id
    UNION SELECT '样本总体' FROM sample s WHERE s.jurisdiction_id = t.jurisdiction_id
        AND strpos(CAST(s.population AS text), concat('"', t.year, '/', t.code, '"')) > 0
    UNION SELECT '保密标注' FROM secrecy y WHERE y.record = 'target' AND y.record_id = t.id
    UNION SELECT '下级目标' FROM target p WHERE p.jurisdiction_id = t.jurisdiction_id AND p.parent_unit = ''
        AND p.parent_code IN (CASE WHEN p.year = t.year THEN t.code END, concat(t.year, '/', t.code))
        AND p.withdrawn_on IS NULL) q
WHERE t.id = ANY(:targets) ORDER BY 1, 2
"""
OPENED = """
SELECT DISTINCT l.target_id, '已列入开启的填报' AS words FROM report_line l
WHERE l.version = 0 AND l.target_id = ANY(:targets)
"""
Attached = dict[int, list[str]]


def under_way(session: Session, targets: Sequence[int]) -> Attached:
    """Return the entries, appeals and adjustments of these targets that have not ended, in words."""
    return _by_target(session, UNDER_WAY, targets, ended=[state.value for state in ENDED])


def reported_of(session: Session, targets: Sequence[int]) -> Attached:
    """Return what was reported, uploaded, reviewed or found of these targets, in words."""
    return _by_target(session, REPORTED, targets)


def referring_to(session: Session, targets: Sequence[int]) -> Attached:
    """Return what else refers to these targets, in words: lists, samples, adjustments, evidence, parts."""
    return _by_target(session, REFERRING, targets)


def opened_with(session: Session, targets: Sequence[int]) -> Attached:
    """Return those of these targets that stand in a report that was opened, with words for it."""
    return _by_target(session, OPENED, targets)


def _by_target(session: Session, query: str, targets: Sequence[int], **params: Any) -> Attached:  # noqa: ANN401
    found: Attached = defaultdict(list)
    for row in run(session, query, targets=list(targets), **params):
        found[row.target_id].append(row.words)
    return found
