"""台账月报、台账日报: sent by the month and by the day; they reveal a truncated chain whose head was set back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.block import block_hash, header_of
from models.database import begin
from models.ledger.chain.reported_head import compare_head
from models.rules.chain import Head, shortened
from models.statements import run

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

HEAD = "SELECT height, hash FROM chain_head"
TOLD = "SELECT subject, audience, payload FROM notice WHERE kind = 'ledger_head' ORDER BY id"
# Delete everything of the newest block, and set the head back to the previous one.
CUT = (
    "SET LOCAL session_replication_role = replica",
    "CREATE TEMPORARY TABLE gone ON COMMIT DROP AS SELECT * FROM block ORDER BY height DESC LIMIT 1",
    "DELETE FROM contact c USING transition t JOIN gone USING (act_id) WHERE c.id = t.record_id",
    *(f"DELETE FROM {each} t USING gone WHERE t.act_id = gone.act_id" for each in ("transition", "notice", "seal")),  # noqa: S608 - constants only
    "DELETE FROM block b USING gone WHERE b.act_id = gone.act_id",
    """UPDATE chain_head h SET height = b.height, hash = b.hash, sealed_at = b.sealed_at FROM gone, block b
    WHERE b.hash = gone.previous_hash""",
)


def appoint(agency: Acting, department: str) -> None:
    agency.do("appoint_liaison", department=department, name="王五")


def compared(head: Head) -> str:
    with begin() as session:
        return compare_head(session, head)


def reported_head(sql: Sql) -> Head:
    """Return the full head named in the newest monthly report."""
    _, _, payload = sql.rows(TOLD)[-1]
    return Head(payload["height"], payload["hash"])


def tamper(*statements: str) -> None:
    """Truncate the chain as a database superuser can."""
    with begin() as session:
        for statement in statements:
            run(session, statement)


def test_the_agency_is_notified_of_the_height_and_hash(march: Acting, sql: Sql) -> None:
    [(height, code)] = sql.rows(HEAD)
    summary = march.system.do("report_head")
    moves = sql.value("SELECT count(*) FROM transition")
    payload = {
        "period": "2026-03",
        "daily": False,
        "as_of": "2026-03-05",
        "height": height,
        "hash": code,
        "moves": moves,
    }
    assert sql.rows(TOLD) == [("2026-03", "agency", payload)]
    assert summary.words == f"2026-03台账月报：第{height}块，校验码{shortened(code)}。"
    assert summary.counts == {"notices": 1}


def test_it_is_sent_once_a_month_and_on_each_other_working_day(march: Acting, sql: Sql) -> None:
    for day, new in (("2026-03-05", 1), ("2026-03-06", 1), ("2026-03-07", 0), ("2026-04-02", 1), ("2026-04-03", 1)):
        assert march.on(day).system.do("report_head").counts == {"notices": new}
        assert march.on(day).system.do("report_head").counts == {"notices": 0}
    daily = "SELECT subject, payload ->> 'daily' FROM notice WHERE kind = 'ledger_head' ORDER BY id"
    assert sql.rows(daily) == [
        ("2026-03", "false"),
        ("2026-03-06", "true"),
        ("2026-04", "false"),
        ("2026-04-03", "true"),
    ]


def test_no_message_of_its_own_on_a_day_with_another_to_the_agency(march: Acting, sql: Sql) -> None:
    march.system.do("report_head")
    friday = march.on("2026-03-06")
    sql("UPDATE notice SET created_on = '2026-03-06'")
    assert friday.system.do("report_head").counts == {"notices": 0}


def test_a_report_that_repeats_says_nothing_and_leaves_the_chain_as_it_is(march: Acting, sql: Sql) -> None:
    march.system.do("report_head")
    before = sql.rows(HEAD)
    assert march.system.do("report_head").words == ""
    assert sql.rows(HEAD) == before


def test_a_reported_block_still_matches_after_more_blocks(march: Acting, sql: Sql) -> None:
    march.system.do("report_head")
    head = reported_head(sql)
    appoint(march, "D001")
    assert compared(head) == ""
    assert compared(Head(head.height, head.code[:16])) == ""


def test_a_truncated_chain_is_detected_by_the_reported_head_alone(
    march: Acting, sql: Sql, violations: Violations
) -> None:
    appoint(march, "D001")
    march.system.do("report_head")
    head = reported_head(sql)
    tamper(*CUT)  # the report itself
    tamper(*CUT)
    assert violations() == []
    assert compared(head) == (
        f"台账没有第{head.height}块，现只到第{head.height - 1}块：末尾的记录被截去，或由较早的备份恢复。"
    )


def test_a_replaced_reported_block_is_detected(march: Acting, sql: Sql, violations: Violations) -> None:
    appoint(march, "D001")
    march.system.do("report_head")
    head = reported_head(sql)
    tamper(*CUT)  # the report itself
    tamper(*CUT)
    appoint(march, "D002")
    assert violations() == []
    now = shortened(sql.value("SELECT hash FROM chain_head"))
    assert compared(head) == f"台账第{head.height}块的校验码是{now}，与所给的不同：该块或之前的记录被改写。"


def test_a_chain_rewritten_from_its_beginning_is_seen(march: Acting, sql: Sql, violations: Violations) -> None:
    march.system.do("report_head")
    head = reported_head(sql)
    with begin() as session:
        run(session, "SET LOCAL session_replication_role = replica")
        previous = ""
        for block in map(dict, run(session, "SELECT * FROM block ORDER BY height").mappings().all()):
            block |= {"actor": "别人", "previous_hash": previous or block["previous_hash"]}
            previous = block_hash(block["previous_hash"], block["content"], header_of(block))
            fields = {"key": block["act_id"], "before": block["previous_hash"], "hash": previous}
            run(
                session,
                "UPDATE block SET actor = '别人', previous_hash = :before, hash = :hash WHERE act_id = :key",
                **fields,
            )
        run(session, "UPDATE chain_head SET hash = :hash", hash=previous)
    assert violations() == []
    assert "该块或之前的记录被改写" in compared(head)
