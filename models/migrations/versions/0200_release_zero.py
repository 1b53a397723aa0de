"""Release zero: all tables with their checks, keys and indexes, the guards of the chain, 全国 and the head.

Frozen: nothing of `models` is imported, a later change of the tables is a migration of its own.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0200"
down_revision = None
branch_labels = None
depends_on = None

# Every table after those that it refers to.
TABLES = """
    attachment chain_head evidence evidence_store jurisdiction seal send_turn transition answer_key appraisal_day
    assignment block body calendar_day cycle_run cycle_start deadline department exhibit innovation_call
    innovation_round inspection issued_paper juror leader_sheet negative_list pause policy recipient
    rehearsal sample secrecy stand_in submission target target_draft third_party tie_decision year_end_notice
    adjustment
    appraisal cloud_delegation cloud_upload contact covert_list department_rank discipline division draft_indicator
    evaluation exemption field_visit finding gap_waiver indicator individuals innovation innovation_project
    inspector juror_tie meeting message negative_entry obligation office opinion quality_report received_mail reform
    regulation representation review_task sealed_answer_key sealed_rating sealed_secret second_level secrecy_access
    secrecy_reader submission_line suggestion survey target_department target_draft_department ungraded unit_class
    acknowledgement answer appeal attempt bounce cloud_medium confirmation covert_item draft_line entry_origin
    entry_receipt evidence_use negative_list_line notice remediation report report_line result_delivery
    reverification review score_sheet stranger_mail survey_item survey_return target_version team_member tie urging
    covert_result delivery report_leaf score_objection survey_cell telling
"""
# Whoever may write to the ledger at all, the application, can only add to its end; looked at when the transaction ends,
# in which order it wrote does not matter. 42501 is "insufficient privilege".
GUARDS = (
    "CREATE FUNCTION refuse_final() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'a message that was sent or dropped is not changed'; END $$",
    """
    CREATE TRIGGER message_is_final BEFORE UPDATE ON message
        FOR EACH ROW WHEN (OLD.state IN ('sent', 'dropped')) EXECUTE FUNCTION refuse_final()
    """,
    """
CREATE FUNCTION refuse_other_head() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.id = OLD.id AND NEW.height = OLD.height + 1 AND EXISTS (SELECT FROM public.block
        WHERE height = NEW.height AND hash = NEW.hash AND previous_hash = OLD.hash AND sealed_at = NEW.sealed_at) THEN RETURN NULL; END IF;
    RAISE EXCEPTION 'the head of the chain only advances to the block after it' USING ERRCODE = '42501';
END $$
    """,
    """
    CREATE CONSTRAINT TRIGGER head_only_advances AFTER UPDATE ON chain_head DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION refuse_other_head()
    """,
    """
    CREATE FUNCTION refuse_loose_block() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF EXISTS (SELECT FROM public.chain_head WHERE height >= NEW.height) THEN RETURN NULL; END IF;
        RAISE EXCEPTION 'a block without the head of the chain at it' USING ERRCODE = '42501';
    END $$
    """,
    """
    CREATE CONSTRAINT TRIGGER block_is_sealed AFTER INSERT ON block DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION refuse_loose_block()
    """,
)
# The application does not own the tables, and only their owner may renew the statistics. Small tables need none.
STATISTICS = """
CREATE FUNCTION renew_statistics() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ DECLARE name text; BEGIN
    FOR name IN SELECT format('public.%I', relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace
        AND relkind = 'r' AND pg_relation_size(oid) > 100000 ORDER BY relname
    LOOP EXECUTE 'ANALYZE ' || name; END LOOP;
END $$
"""


def one_of(check: str, *values: str) -> sa.Enum:
    """Return a text of 24 characters with a named check that allows these values only."""
    return sa.Enum(*values, name=check, native_enum=False, create_constraint=True, length=24)


def upgrade() -> None:
    make_tables()
    # Room on the page for the next version of a row: a reminder or a moved date then touches no index.
    op.execute("ALTER TABLE obligation SET (fillfactor = 50)")
    op.execute("CREATE SEQUENCE act_number")
    for statement in (*GUARDS, STATISTICS):
        op.execute(statement)
    op.execute("INSERT INTO jurisdiction (name) VALUES ('全国')")
    op.execute("INSERT INTO chain_head (id, height, hash) VALUES (1, 0, repeat('0', 64))")


def downgrade() -> None:
    for name in reversed(TABLES.split()):
        op.drop_table(name)
    op.execute("DROP SEQUENCE act_number")
    for name in ("refuse_final", "refuse_other_head", "refuse_loose_block", "renew_statistics"):
        op.execute(f"DROP FUNCTION {name}()")


def make_tables() -> None:
    op.create_table(
        "attachment",
        sa.Column("digest", sa.String, primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("attachment_kept", "attachment", ["kept_at"], postgresql_where=sa.text("content IS NOT NULL"))
    op.create_table(
        "chain_head",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("hash", sa.String, nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.UniqueConstraint("sha256"),
    )
    op.create_table(
        "evidence_store",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String, nullable=False),
        sa.CheckConstraint("id = 1", name="one_store"),
    )
    op.create_table(
        "jurisdiction",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("parent_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=True),
        sa.Column("go_live", sa.Date, nullable=True),
        sa.Column("organ_word", sa.String, nullable=True),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "seal",
        sa.Column("id", sa.BigInteger, primary_key=True),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("act_id", sa.BigInteger, nullable=False),
        sa.Column("record", sa.String, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ids", sa.ARRAY(sa.Integer), nullable=False),
        sa.Column("digests", sa.ARRAY(sa.String), nullable=False),
    )
    op.create_index("ix_seal_act_id", "seal", ["act_id"])
    op.create_table(
        "send_turn",
        sa.Column("receiver", sa.String, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message_id", sa.Integer, nullable=True),
    )
    op.create_table(
        "transition",
        sa.Column("id", sa.BigInteger, primary_key=True),
        sa.Column("act_id", sa.BigInteger, nullable=False),
        sa.Column("record", sa.String, nullable=False),
        sa.Column("record_id", sa.Integer, nullable=False),
        sa.Column("record_key", sa.String, nullable=False),
        sa.Column("event", sa.String, nullable=False),
        sa.Column("from_state", sa.String, nullable=False),
        sa.Column("to_state", sa.String, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("detail", JSONB, nullable=False),
    )
    op.create_index("transition_of_act", "transition", ["act_id"])
    op.create_index("transition_of_record", "transition", ["record", "record_key"])
    op.create_table(
        "answer_key",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("installation", sa.String, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("made_on", sa.Date, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.UniqueConstraint("number"),
    )
    op.create_table(
        "appraisal_day",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("departments", JSONB, nullable=False),
        sa.Column("matters", JSONB, nullable=False),
        sa.Column("lacking", sa.Integer, nullable=False),
        sa.Column("done", sa.Boolean, nullable=False),
        sa.UniqueConstraint("jurisdiction_id", "year", "day"),
    )
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("giver", one_of("is_giver", "party_committee", "government", "leading_group"), nullable=False),
        sa.Column("content", sa.String, nullable=False),
        sa.Column("paper_number", sa.String, nullable=False),
        sa.Column("paper_date", sa.Date, nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("recorded_on", sa.Date, nullable=False),
        sa.Column("limit", sa.Date, nullable=True),
        sa.Column("state", one_of("is_assignmentstate", "open", "done", "cancelled"), nullable=False),
        sa.Column("done_on", sa.Date, nullable=True),
        sa.Column("result", sa.String, nullable=False),
        sa.UniqueConstraint("jurisdiction_id", "year", "number"),
    )
    op.create_table(
        "block",
        sa.Column("act_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("act", sa.String, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("business_date", sa.Date, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_id", sa.String, nullable=True),
        sa.Column("result", JSONB, nullable=False),
        sa.Column("source", JSONB, nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("input_digest", sa.String, nullable=False),
        sa.Column("known", one_of("is_known", "system", "operator", "claimed", "known", "coded"), nullable=False),
        sa.Column("entered_by", sa.String, nullable=False),
        sa.Column("content", sa.String, nullable=False),
        sa.Column("previous_hash", sa.String, nullable=False),
        sa.Column("hash", sa.String, nullable=False),
        sa.UniqueConstraint("hash"),
        sa.UniqueConstraint("height"),
        sa.UniqueConstraint("previous_hash"),
        sa.UniqueConstraint("request_id"),
    )
    op.create_index(
        "block_by_page",
        "block",
        [sa.text("(source ->> 'page')")],
        postgresql_where=sa.text("(source ->> 'page') IS NOT NULL"),
    )
    op.create_index(
        "block_by_paper",
        "block",
        [sa.text("(source ->> 'paper')")],
        postgresql_where=sa.text("(source ->> 'paper') IS NOT NULL"),
    )
    op.create_table(
        "body",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column(
            "kind",
            one_of(
                "is_bodykind",
                "leading_group",
                "leading_group_office",
                "target_section",
                "work_committee",
                "organization",
                "publicity",
                "party_supervision",
                "government_supervision",
                "civil_service",
                "other",
            ),
            nullable=False,
        ),
        sa.Column("member", sa.Boolean, nullable=False),
        sa.Column("basis", sa.String, nullable=False),
        sa.Column("email", sa.String, nullable=False),
        sa.Column("contact", sa.String, nullable=False),
        sa.Column("mobile", sa.String, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=True),
        sa.Column("valid_to", sa.Date, nullable=True),
        sa.UniqueConstraint("jurisdiction_id", "name"),
    )
    op.create_table(
        "calendar_day",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("kind", one_of("is_daykind", "holiday", "makeup_workday", "normal"), nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("notice_title", sa.String, nullable=False),
        sa.Column("notice_number", sa.String, nullable=False),
        sa.Column("notice_date", sa.Date, nullable=False),
        sa.UniqueConstraint("jurisdiction_id", "date"),
    )
    op.create_table(
        "cycle_run",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("cycle", sa.String, nullable=False),
        sa.Column("period", sa.String, nullable=False),
        sa.Column("opens_on", sa.Date, nullable=False),
        sa.Column("opened_on", sa.Date, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_late", sa.Boolean, nullable=False),
        sa.UniqueConstraint("jurisdiction_id", "cycle", "period"),
    )
    op.create_table(
        "cycle_start",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("cycle", sa.String, nullable=False),
        sa.Column("first_run", sa.Date, nullable=False),
        sa.UniqueConstraint("jurisdiction_id", "cycle"),
    )
    op.create_table(
        "deadline",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("rule", sa.String, nullable=False),
        sa.Column("anchor", sa.Date, nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("calendar", sa.String, nullable=False),
        sa.Column("suspensions", JSONB, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("due", sa.Date, nullable=False),
        sa.Column("target", sa.Date, nullable=False),
        sa.Column("earliest", sa.Date, nullable=False),
        sa.Column("provisional", sa.Boolean, nullable=False),
        sa.Column("proof", JSONB, nullable=False),
        sa.UniqueConstraint(
            "jurisdiction_id", "rule", "anchor", "n", "calendar", "suspensions", "source", name="deadline_identity"
        ),
    )
    op.create_table(
        "department",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("code", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("short_name", sa.String, nullable=False),
        sa.Column("management", one_of("is_management", "direct", "delegated"), nullable=True),
        sa.Column("is_agency", sa.Boolean, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=True),
        sa.Column("valid_to", sa.Date, nullable=True),
        sa.UniqueConstraint("jurisdiction_id", "code"),
        sa.UniqueConstraint("jurisdiction_id", "name"),
    )
    op.create_table(
        "exhibit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("record", sa.String, nullable=False),
        sa.Column("record_id", sa.Integer, nullable=False),
        sa.Column("record_key", sa.String, nullable=False),
        sa.Column("evidence_id", sa.Integer, sa.ForeignKey("evidence.id"), nullable=False),
        sa.Column("file_name", sa.String, nullable=False),
        sa.Column("about", sa.Date, nullable=True),
        sa.Column("made_on", sa.Date, nullable=True),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.UniqueConstraint("record", "record_id", "evidence_id"),
    )
    op.create_table(
        "innovation_call",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("opens_on", sa.Date, nullable=False),
        sa.Column("closes_on", sa.Date, nullable=False),
        sa.Column("most", sa.Integer, nullable=True),
        sa.Column("paper_number", sa.String, nullable=False),
        sa.Column("paper_date", sa.Date, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("recorded_on", sa.Date, nullable=False),
        sa.UniqueConstraint("jurisdiction_id", "year", "serial"),
    )
    op.create_table(
        "innovation_round",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("stage", one_of("is_stage", "expert", "on_site"), nullable=False),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("held_on", sa.Date, nullable=False),
        sa.Column("place", sa.String, nullable=False),
        sa.Column("jurors", JSONB, nullable=False),
        sa.Column("votes", JSONB, nullable=False),
        sa.Column("results", JSONB, nullable=False),
        sa.Column("paper_number", sa.String, nullable=False),
        sa.Column("paper_date", sa.Date, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("recorded_on", sa.Date, nullable=False),
        sa.UniqueConstraint("jurisdiction_id", "year", "stage", "serial"),
    )
    op.create_table(
        "inspection",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column(
            "kind", one_of("is_inspectionkind", "quarterly", "mid_term", "annual", "special", "urgent"), nullable=False
        ),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("period", sa.String, nullable=False),
        sa.Column("departments", JSONB, nullable=False),
        sa.Column("purpose", sa.String, nullable=False),
        sa.Column("content", sa.String, nullable=False),
        sa.Column("scopes", JSONB, nullable=False),
        sa.Column("forms", JSONB, nullable=False),
        sa.Column("methods", JSONB, nullable=False),
        sa.Column("standard", sa.String, nullable=False),
        sa.Column("begins_on", sa.Date, nullable=True),
        sa.Column("ends_on", sa.Date, nullable=True),
        sa.Column("requirements", sa.String, nullable=False),
        sa.Column("major", sa.Boolean, nullable=False),
        sa.Column("whole_picture", sa.Boolean, nullable=False),
        sa.Column("document_number", sa.String, nullable=False),
        sa.Column("marks", JSONB, nullable=False),
        sa.Column("state", one_of("is_inspectionstate", "drafted", "issued", "concluded", "cancelled"), nullable=False),
        sa.Column("drafted_on", sa.Date, nullable=False),
        sa.Column("issued_on", sa.Date, nullable=True),
        sa.Column("ended_on", sa.Date, nullable=True),
        sa.Column("ended_why", sa.String, nullable=False),
        sa.UniqueConstraint("jurisdiction_id", "year", "number"),
    )
    op.create_index(
        "inspection_document_number",
        "inspection",
        ["jurisdiction_id", "year", "document_number"],
        unique=True,
        postgresql_where=sa.text("document_number <> ''"),
    )
    op.create_table(
        "issued_paper",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column(
            "kind",
            one_of(
                "is_paperkind",
                "remediation",
                "urging",
                "negative_list",
                "quality_report",
                "submission",
                "adjustment",
                "sample_commitment",
                "sample_result",
                "appraisal",
                "appraisal_to_members",
                "appraisal_to_personnel",
                "appraisal_to_department",
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("code", sa.String, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("dated", sa.Date, nullable=False),
        sa.Column("signer", sa.String, nullable=False),
        sa.Column("copy_number", sa.String, nullable=False),
        sa.Column("secrecy", sa.String, nullable=False),
        sa.Column("urgency", one_of("is_urgency", "none", "extreme", "urgent"), nullable=False),
        sa.Column("issued_on", sa.Date, nullable=False),
        sa.Column("state", one_of("is_issuedstate", "issued", "void"), nullable=False),
        sa.Column("void_on", sa.Date, nullable=True),
        sa.Column("void_reason", sa.String, nullable=False),
        sa.CheckConstraint("secrecy = '' OR copy_number <> ''", name="copies_of_a_secret"),
        sa.UniqueConstraint("jurisdiction_id", "code", "year", "serial"),
    )
    op.create_index(
        "one_number",
        "issued_paper",
        ["jurisdiction_id", "kind", "subject", "dated"],
        unique=True,
        postgresql_where=sa.text("state = 'issued'"),
    )
    op.create_table(
        "juror",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("unit", sa.String, nullable=False),
        sa.Column("position", sa.String, nullable=False),
        sa.Column("registered_on", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date, nullable=True),
        sa.UniqueConstraint("jurisdiction_id", "name"),
    )
    op.create_table(
        "leader_sheet",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("leader", sa.String, nullable=False),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("rated_on", sa.Date, nullable=False),
        sa.Column("rated", sa.Integer, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("state", one_of("is_leadersheetstate", "entered", "confirmed", "withdrawn"), nullable=False),
        sa.Column("entered_by", sa.String, nullable=False),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("entered_on", sa.Date, nullable=False),
        sa.Column("confirmed_by", sa.String, nullable=False),
        sa.Column("confirmed_on", sa.Date, nullable=True),
        sa.Column("withdrawn_on", sa.Date, nullable=True),
        sa.Column("reason", sa.String, nullable=False),
        sa.UniqueConstraint("jurisdiction_id", "year", "leader", "serial"),
    )
    op.create_index(
        "leader_rates_once",
        "leader_sheet",
        ["jurisdiction_id", "year", "leader"],
        unique=True,
        postgresql_where=sa.text("state <> 'withdrawn'"),
    )
    op.create_table(
        "negative_list",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("period", sa.String, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("frozen_on", sa.Date, nullable=False),
        sa.UniqueConstraint("jurisdiction_id", "number"),
        sa.UniqueConstraint("jurisdiction_id", "period"),
    )
    op.create_table(
        "pause",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("cycle", sa.String, nullable=False),
        sa.Column("paused_from", sa.Date, nullable=False),
        sa.Column("resumed_on", sa.Date, nullable=True),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("resume_reason", sa.String, nullable=False),
        sa.UniqueConstraint("jurisdiction_id", "cycle", "paused_from"),
    )
    op.create_table(
        "policy",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("value", JSONB, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("source", one_of("is_policysource", "clause", "choice", "local"), nullable=False),
        sa.Column("basis", sa.String, nullable=False),
        sa.Column("recorded_on", sa.Date, nullable=False),
        sa.UniqueConstraint("jurisdiction_id", "key", "version"),
    )
    op.create_table(
        "recipient",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("address", sa.String, nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint("jurisdiction_id", "channel", "address"),
    )
    op.create_table(
        "rehearsal",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("begun_on", sa.Date, nullable=False),
        sa.Column("send_to", JSONB, nullable=False),
        sa.UniqueConstraint("jurisdiction_id"),
    )
    op.create_table(
        "sample",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("purpose", one_of("is_purpose", "targets", "team"), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("rule", JSONB, nullable=False),
        sa.Column("source", JSONB, nullable=False),
        sa.Column("population", JSONB, nullable=False),
        sa.Column("contents", JSONB, nullable=False),
        sa.Column("population_hash", sa.String, nullable=False),
        sa.Column("secret_hash", sa.String, nullable=False),
        sa.Column("number_name", sa.String, nullable=False),
        sa.Column("known_on", sa.Date, nullable=True),
        sa.Column("state", one_of("is_samplestate", "committed", "drawn", "revealed", "superseded"), nullable=False),
        sa.Column("committed_on", sa.Date, nullable=False),
        sa.Column("number", sa.String, nullable=False),
        sa.Column("drawn", JSONB, nullable=False),
        sa.Column("drawn_on", sa.Date, nullable=True),
        sa.Column("secret", sa.String, nullable=False),
        sa.Column("revealed_on", sa.Date, nullable=True),
        sa.Column("number_kind", sa.String, nullable=False),
        sa.Column("plan_hash", sa.String, nullable=False),
        sa.Column("commitment_hash", sa.String, nullable=False),
        sa.Column("mistyped", JSONB, nullable=False),
        sa.UniqueConstraint("jurisdiction_id", "subject", "purpose", "attempt"),
    )
    op.create_table(
        "secrecy",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("record", one_of("is_matter", "target", "finding", "evidence", "target_draft"), nullable=False),
        sa.Column("record_id", sa.Integer, nullable=False),
        sa.Column("record_key", sa.String, nullable=False),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("marking", one_of("is_marking", "internal", "work_secret", "secret", "confidential"), nullable=True),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("marked_on", sa.Date, nullable=False),
        sa.UniqueConstraint("record", "record_id", "serial"),
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("category", one_of("is_category", "building", "functional"), nullable=False),
        sa.Column("body", sa.String, nullable=False),
        sa.Column("submitted_on", sa.Date, nullable=False),
        sa.Column("short", sa.String, nullable=False),
        sa.Column("short_why", sa.String, nullable=False),
        sa.Column("approval_number", sa.String, nullable=False),
        sa.Column("approval_date", sa.Date, nullable=True),
        sa.Column("approved_on", sa.Date, nullable=True),
        sa.Column("issue_number", sa.String, nullable=False),
        sa.Column("issue_date", sa.Date, nullable=True),
        sa.Column("issued_on", sa.Date, nullable=True),
        sa.Column("marks", JSONB, nullable=False),
        sa.UniqueConstraint("jurisdiction_id", "year", "number"),
    )
    op.create_table(
        "target",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("code", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("requirement", sa.String, nullable=False),
        sa.Column("category", one_of("is_category", "building", "functional"), nullable=True),
        sa.Column("handling", one_of("is_handling", "daily", "spot_check"), nullable=True),
        sa.Column("item", one_of("is_item", "ideology", "organization", "integrity", "team", "village"), nullable=True),
        sa.Column("origin", one_of("is_origin", "poverty_relief", "own", "superior"), nullable=True),
        sa.Column("management", one_of("is_managementmode", "initial", "dynamic"), nullable=True),
        sa.Column("source_document", sa.String, nullable=False),
        sa.Column("key_project", sa.Boolean, nullable=False),
        sa.Column("quantity", sa.Numeric, nullable=True),
        sa.Column("unit", sa.String, nullable=False),
        sa.Column("deadline", sa.Date, nullable=True),
        sa.Column("parent_code", sa.String, nullable=False),
        sa.Column("parent_name", sa.String, nullable=False),
        sa.Column("parent_unit", sa.String, nullable=False),
        sa.Column("division", sa.String, nullable=False),
        sa.Column("addable", sa.Boolean, nullable=True),
        sa.Column("weight", sa.Numeric, nullable=True),
        sa.Column("issued_on", sa.Date, nullable=False),
        sa.Column("paper_number", sa.String, nullable=False),
        sa.Column("paper_date", sa.Date, nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("withdrawn_on", sa.Date, nullable=True),
        sa.Column("withdrawn_why", sa.String, nullable=True),
        sa.UniqueConstraint("jurisdiction_id", "year", "code"),
    )
    op.create_index("target_dated", "target", ["deadline"], postgresql_where=sa.text("deadline IS NOT NULL"))
    op.create_index(
        "target_key_project", "target", ["jurisdiction_id", "year"], postgresql_where=sa.text("key_project")
    )
    op.create_table(
        "target_draft",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("code", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("requirement", sa.String, nullable=False),
        sa.Column("category", one_of("is_category", "building", "functional"), nullable=True),
        sa.Column("handling", one_of("is_handling", "daily", "spot_check"), nullable=True),
        sa.Column("item", one_of("is_item", "ideology", "organization", "integrity", "team", "village"), nullable=True),
        sa.Column("origin", one_of("is_origin", "poverty_relief", "own", "superior"), nullable=True),
        sa.Column("management", one_of("is_managementmode", "initial", "dynamic"), nullable=True),
        sa.Column("source_document", sa.String, nullable=False),
        sa.Column("key_project", sa.Boolean, nullable=False),
        sa.Column("quantity", sa.Numeric, nullable=True),
        sa.Column("unit", sa.String, nullable=False),
        sa.Column("deadline", sa.Date, nullable=True),
        sa.Column("parent_code", sa.String, nullable=False),
        sa.Column("parent_name", sa.String, nullable=False),
        sa.Column("parent_unit", sa.String, nullable=False),
        sa.Column("division", sa.String, nullable=False),
        sa.Column("addable", sa.Boolean, nullable=True),
        sa.Column("weight", sa.Numeric, nullable=True),
        sa.Column("note", sa.String, nullable=False),
        sa.Column(
            "state",
            one_of("is_draftstate", "drafted", "consulted", "submitted", "approved", "issued", "returned", "withdrawn"),
            nullable=False,
        ),
        sa.Column("drafted_on", sa.Date, nullable=False),
        sa.Column("source_date", sa.Date, nullable=True),
        sa.Column(
            "ground", one_of("is_ground", "decision", "superior", "work_points", "urgent", "other"), nullable=True
        ),
        sa.UniqueConstraint("jurisdiction_id", "year", "code"),
    )
    op.create_table(
        "third_party",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("credit_code", sa.String, nullable=False),
        sa.Column("qualification", sa.String, nullable=False),
        sa.Column("independence", sa.String, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=True),
        sa.Column("valid_to", sa.Date, nullable=True),
        sa.UniqueConstraint("jurisdiction_id", "name"),
    )
    op.create_table(
        "stand_in",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("first", sa.String, nullable=False),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("paper_number", sa.String, nullable=False),
        sa.Column("paper_date", sa.Date, nullable=False),
        sa.Column("recorded_on", sa.Date, nullable=False),
        sa.UniqueConstraint("jurisdiction_id", "serial"),
    )
    op.create_table(
        "tie_decision",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("unit_class", sa.String, nullable=False),
        sa.Column("value", sa.String, nullable=False),
        sa.Column("grades", JSONB, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("paper_number", sa.String, nullable=False),
        sa.Column("paper_date", sa.Date, nullable=False),
        sa.Column("recorded_on", sa.Date, nullable=False),
        sa.UniqueConstraint("jurisdiction_id", "year", "serial"),
    )
    op.create_table(
        "year_end_notice",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("number", sa.String, nullable=False),
        sa.Column("requirements", sa.String, nullable=False),
        sa.Column("due", sa.Date, nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.UniqueConstraint("jurisdiction_id", "year", "number"),
    )
    op.create_table(
        "adjustment",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("target_id", sa.Integer, sa.ForeignKey("target.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column("ground", one_of("is_adjustmentground", "major_policy", "force_majeure"), nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("indicator", sa.String, nullable=False),
        sa.Column("changes", JSONB, nullable=False),
        sa.Column(
            "state",
            one_of(
                "is_adjustmentstate",
                "requested",
                "head_consented",
                "leader_consented",
                "filed",
                "returned",
                "withdrawn",
            ),
            nullable=False,
        ),
        sa.Column("requested_on", sa.Date, nullable=False),
        sa.Column("head_on", sa.Date, nullable=True),
        sa.Column("head_by", sa.String, nullable=False),
        sa.Column("head_number", sa.String, nullable=False),
        sa.Column("leader_on", sa.Date, nullable=True),
        sa.Column("leader_by", sa.String, nullable=False),
        sa.Column("leader_number", sa.String, nullable=False),
        sa.Column("filed_on", sa.Date, nullable=True),
        sa.Column("returned_on", sa.Date, nullable=True),
        sa.Column("returned_why", sa.String, nullable=False),
        sa.UniqueConstraint("target_id", "number"),
    )
    op.create_index(
        "adjustment_under_way",
        "adjustment",
        ["target_id"],
        unique=True,
        postgresql_where=sa.text("state NOT IN ('filed', 'withdrawn')"),
    )
    op.create_table(
        "appraisal",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("body", sa.String, nullable=False),
        sa.Column("paper_number", sa.String, nullable=False),
        sa.Column("paper_date", sa.Date, nullable=False),
        sa.Column("approved_on", sa.Date, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=True),
        sa.Column("left_out", JSONB, nullable=False),
        sa.UniqueConstraint("jurisdiction_id", "year", "serial"),
    )
    op.create_table(
        "cloud_delegation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("target_id", sa.Integer, sa.ForeignKey("target.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("ended_on", sa.Date, nullable=True),
        sa.Column("reason", sa.String, nullable=False),
        sa.UniqueConstraint("target_id", "number"),
    )
    op.create_table(
        "cloud_upload",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("target_id", sa.Integer, sa.ForeignKey("target.id"), nullable=False),
        sa.Column("period", sa.String, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column(
            "state",
            one_of("is_uploadstate", "received", "fine", "warned", "confirmed", "cleared", "superseded"),
            nullable=False,
        ),
        sa.Column("progress", sa.Numeric, nullable=True),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("recorded_on", sa.Date, nullable=False),
        sa.Column("uploaded_by", sa.String, nullable=False),
        sa.Column("warnings", JSONB, nullable=False),
        sa.Column("decided_on", sa.Date, nullable=True),
        sa.Column("reason", sa.String, nullable=False),
        sa.UniqueConstraint("target_id", "period", "number"),
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column(
            "role",
            one_of("is_contactrole", "liaison", "office_director", "head", "leader_in_charge", "provincial_leader"),
            nullable=False,
        ),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("email", sa.String, nullable=False),
        sa.Column("mobile", sa.String, nullable=False),
        sa.Column("wecom_id", sa.String, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=True),
        sa.Column("valid_to", sa.Date, nullable=True),
        sa.UniqueConstraint("department_id", "role", "name", "valid_from", postgresql_nulls_not_distinct=True),
    )
    op.create_index("contact_by_address", "contact", [sa.text("lower(email)")])
    op.create_table(
        "covert_list",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("period", sa.String, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("third_party_id", sa.Integer, sa.ForeignKey("third_party.id"), nullable=False),
        sa.Column("sample_id", sa.Integer, sa.ForeignKey("sample.id"), nullable=True),
        sa.Column("handed_out_on", sa.Date, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.UniqueConstraint("jurisdiction_id", "period", "number"),
        sa.UniqueConstraint("jurisdiction_id", "period", "third_party_id"),
    )
    op.create_table(
        "department_rank",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("rank", one_of("is_rank", "full", "deputy", "below"), nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("paper_number", sa.String, nullable=False),
        sa.Column("paper_date", sa.Date, nullable=False),
        sa.Column("recorded_on", sa.Date, nullable=False),
        sa.UniqueConstraint("department_id", "serial"),
    )
    op.create_table(
        "discipline",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("fact", sa.String, nullable=False),
        sa.Column("reduces", sa.String, nullable=False),
        sa.Column("paper_number", sa.String, nullable=False),
        sa.Column("paper_date", sa.Date, nullable=False),
        sa.Column("state", one_of("is_disciplinestate", "recorded", "withdrawn"), nullable=False),
        sa.Column("recorded_on", sa.Date, nullable=False),
        sa.Column("withdrawn_on", sa.Date, nullable=True),
        sa.Column("reason", sa.String, nullable=False),
        sa.UniqueConstraint("department_id", "year", "serial"),
    )
    op.create_table(
        "division",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=True),
        sa.Column("valid_to", sa.Date, nullable=True),
        sa.UniqueConstraint("department_id", "name"),
    )
    op.create_table(
        "draft_indicator",
        sa.Column("code", sa.String, nullable=False),
        sa.Column("parent", sa.String, nullable=False),
        sa.Column("words", sa.String, nullable=False),
        sa.Column("quantity", sa.Numeric, nullable=True),
        sa.Column("unit", sa.String, nullable=False),
        sa.Column("direction", one_of("is_direction", "not_less", "not_more", "equal"), nullable=True),
        sa.Column("standard", sa.String, nullable=False),
        sa.Column("deadline", sa.Date, nullable=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("draft_id", sa.Integer, sa.ForeignKey("target_draft.id"), nullable=False),
        sa.UniqueConstraint("draft_id", "code"),
    )
    op.create_table(
        "evaluation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("inspection_id", sa.Integer, sa.ForeignKey("inspection.id"), nullable=False),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("overall", sa.String, nullable=False),
        sa.Column("made_good", sa.String, nullable=False),
        sa.Column("evaluated_on", sa.Date, nullable=False),
        sa.UniqueConstraint("inspection_id", "department_id", "serial"),
    )
    op.create_table(
        "exemption",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("target_id", sa.Integer, sa.ForeignKey("target.id"), nullable=False),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("exempted", sa.Boolean, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("body_id", sa.Integer, sa.ForeignKey("body.id"), nullable=True),
        sa.Column("paper_number", sa.String, nullable=False),
        sa.Column("paper_date", sa.Date, nullable=True),
        sa.Column("recorded_on", sa.Date, nullable=False),
        sa.CheckConstraint(
            "exempted = (body_id IS NOT NULL AND paper_number <> '' AND paper_date IS NOT NULL)", name="exemption_paper"
        ),
        sa.UniqueConstraint("target_id", "serial"),
    )
    op.create_table(
        "field_visit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("target_id", sa.Integer, sa.ForeignKey("target.id"), nullable=False),
        sa.Column("period", sa.String, nullable=False),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("visited_on", sa.Date, nullable=False),
        sa.Column("recorded_on", sa.Date, nullable=False),
        sa.Column("place", sa.String, nullable=False),
        sa.Column("visitors", JSONB, nullable=False),
        sa.Column("problems", sa.String, nullable=False),
        sa.Column("help", sa.String, nullable=False),
        sa.Column("pressed", JSONB, nullable=False),
        sa.UniqueConstraint("target_id", "period", "serial"),
    )
    op.create_table(
        "finding",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("inspection_id", sa.Integer, sa.ForeignKey("inspection.id"), nullable=False),
        sa.Column("team", sa.Integer, nullable=False),
        sa.Column("target_id", sa.Integer, sa.ForeignKey("target.id"), nullable=False),
        sa.Column("target_version", sa.Integer, nullable=False),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("declared_complete", sa.Boolean, nullable=False),
        sa.Column("declared_reason", sa.String, nullable=False),
        sa.Column("declared", sa.String, nullable=False),
        sa.Column("conclusion", one_of("is_conclusion", "conforms", "fails", "unverified"), nullable=False),
        sa.Column("found", sa.String, nullable=False),
        sa.Column("way", one_of("is_way", "on_site", "online", "covert", "cloud", "own_date"), nullable=False),
        sa.Column("methods", JSONB, nullable=False),
        sa.Column("place", sa.String, nullable=False),
        sa.Column("found_on", sa.Date, nullable=False),
        sa.Column("found_by", JSONB, nullable=False),
        sa.Column("limit", sa.Date, nullable=True),
        sa.Column("state", one_of("is_findingstate", "recorded", "signed", "superseded"), nullable=False),
        sa.Column("recorded_on", sa.Date, nullable=False),
        sa.Column("signed_on", sa.Date, nullable=True),
        sa.Column("signed_by", sa.String, nullable=False),
        sa.Column("content_hash", sa.String, nullable=False),
        sa.UniqueConstraint("inspection_id", "target_id", "serial"),
    )
    op.create_table(
        "gap_waiver",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column("gap", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("waived_on", sa.Date, nullable=False),
        sa.Column("paper_number", sa.String, nullable=False),
        sa.Column("paper_date", sa.Date, nullable=True),
        sa.UniqueConstraint("department_id", "year", "gap"),
    )
    op.create_table(
        "indicator",
        sa.Column("code", sa.String, nullable=False),
        sa.Column("parent", sa.String, nullable=False),
        sa.Column("words", sa.String, nullable=False),
        sa.Column("quantity", sa.Numeric, nullable=True),
        sa.Column("unit", sa.String, nullable=False),
        sa.Column("direction", one_of("is_direction", "not_less", "not_more", "equal"), nullable=True),
        sa.Column("standard", sa.String, nullable=False),
        sa.Column("deadline", sa.Date, nullable=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("target_id", sa.Integer, sa.ForeignKey("target.id"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("correction", sa.Integer, nullable=False),
        sa.UniqueConstraint("target_id", "code", "version", "correction"),
    )
    op.create_table(
        "individuals",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("people", sa.Integer, nullable=False),
        sa.Column("excellent", sa.Integer, nullable=False),
        sa.Column("reached", sa.Integer, nullable=False),
        sa.Column("not_reached", sa.Integer, nullable=False),
        sa.Column("reason", one_of("is_correction", "wrong", "grade", "people"), nullable=True),
        sa.Column("recorded_on", sa.Date, nullable=False),
        sa.UniqueConstraint("department_id", "year", "serial"),
    )
    op.create_table(
        "innovation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column(
            "prize", one_of("is_prize", "first", "second", "third", "encouragement", "none", "absent"), nullable=False
        ),
        sa.Column("project", sa.String, nullable=False),
        sa.Column("rank", one_of("is_rank", "full", "deputy", "below"), nullable=True),
        sa.Column("paper_number", sa.String, nullable=False),
        sa.Column("paper_date", sa.Date, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("recorded_on", sa.Date, nullable=False),
        sa.UniqueConstraint("department_id", "year", "serial"),
    )
    op.create_table(
        "innovation_project",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("content", sa.String, nullable=False),
        sa.Column("management", one_of("is_management", "direct", "delegated"), nullable=False),
        sa.Column("rank", one_of("is_rank", "full", "deputy", "below"), nullable=True),
        sa.Column("paper_number", sa.String, nullable=False),
        sa.Column("paper_date", sa.Date, nullable=False),
        sa.Column("applied_on", sa.Date, nullable=False),
        sa.Column(
            "state",
            one_of("is_projectstate", "applied", "shortlisted", "declined", "awarded", "unawarded", "withdrawn"),
            nullable=False,
        ),
        sa.Column("withdrawn_on", sa.Date, nullable=True),
        sa.Column("reason", sa.String, nullable=False),
        sa.UniqueConstraint("jurisdiction_id", "year", "number"),
    )
    op.create_index(
        "innovation_project_once",
        "innovation_project",
        ["department_id", "year", "name"],
        unique=True,
        postgresql_where=sa.text("state <> 'withdrawn'"),
    )
    op.create_table(
        "inspector",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("third_party_id", sa.Integer, sa.ForeignKey("third_party.id"), nullable=True),
        sa.Column("position", sa.String, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=True),
        sa.Column("valid_to", sa.Date, nullable=True),
        sa.UniqueConstraint("jurisdiction_id", "name", "third_party_id", postgresql_nulls_not_distinct=True),
    )
    op.create_table(
        "juror_tie",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("juror_id", sa.Integer, sa.ForeignKey("juror.id"), nullable=False),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("declared_on", sa.Date, nullable=False),
        sa.UniqueConstraint("juror_id", "department_id"),
    )
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("period", sa.String, nullable=False),
        sa.Column("held_on", sa.Date, nullable=False),
        sa.Column("attendees", sa.String, nullable=False),
        sa.Column("completion", sa.String, nullable=False),
        sa.Column("problems", sa.String, nullable=False),
        sa.Column("coordination", sa.String, nullable=False),
        sa.Column("measures", sa.String, nullable=False),
        sa.Column("recorded_on", sa.Date, nullable=False),
        sa.UniqueConstraint("department_id", "kind", "period"),
    )
    op.create_table(
        "message",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("recipient_id", sa.Integer, sa.ForeignKey("recipient.id"), nullable=False),
        sa.Column("business_date", sa.Date, nullable=False),
        sa.Column("wave", sa.Integer, nullable=False),
        sa.Column("reference", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("html", sa.String, nullable=False),
        sa.Column("markdown", sa.String, nullable=False),
        sa.Column(
            "state", one_of("is_messagestate", "sending", "waiting", "sent", "parked", "dropped"), nullable=False
        ),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("claimed_by", sa.String, nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_try", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("maybe_duplicate", sa.Boolean, nullable=False),
        sa.Column("in_handover", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("attachments", JSONB, nullable=True),
        sa.UniqueConstraint("recipient_id", "business_date", "wave"),
        sa.UniqueConstraint("reference"),
    )
    op.create_index("message_failed", "message", ["id"], postgresql_where=sa.text("state IN ('parked', 'dropped')"))
    op.create_index(
        "message_unfinished", "message", ["state"], postgresql_where=sa.text("state IN ('sending', 'waiting')")
    )
    op.create_table(
        "negative_entry",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("target_id", sa.Integer, sa.ForeignKey("target.id"), nullable=False),
        sa.Column("occurrence", sa.Integer, nullable=False),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column("finding", sa.String, nullable=False),
        sa.Column("found_on", sa.Date, nullable=False),
        sa.Column("listed_on", sa.Date, nullable=False),
        sa.Column(
            "state",
            one_of(
                "is_entrystate", "proposed", "listed", "remedying", "made_good", "dismissed", "withdrawn", "corrected"
            ),
            nullable=False,
        ),
        sa.UniqueConstraint("target_id", "occurrence"),
    )
    op.create_table(
        "obligation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("period", sa.String, nullable=False),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("cycle_run_id", sa.Integer, sa.ForeignKey("cycle_run.id"), nullable=True),
        sa.Column("owed_by", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column("clause", sa.String, nullable=False),
        sa.Column("deadline_id", sa.Integer, sa.ForeignKey("deadline.id"), nullable=False),
        sa.Column("due_version", sa.Integer, nullable=False),
        sa.Column("reminded", sa.Integer, nullable=True),
        sa.Column(
            "state", one_of("is_obligationstate", "open", "discharged", "waived", "void", "suspended"), nullable=False
        ),
        sa.Column("opened_on", sa.Date, nullable=False),
        sa.Column("opened_late", sa.Boolean, nullable=False),
        sa.Column("counted_on", sa.Date, nullable=True),
        sa.Column("late", sa.Boolean, nullable=True),
        sa.UniqueConstraint(
            "jurisdiction_id", "kind", "period", "department_id", "subject", "round", postgresql_nulls_not_distinct=True
        ),
    )
    op.create_index("obligation_by_run", "obligation", ["cycle_run_id"])
    op.create_index("obligation_open", "obligation", ["id"], postgresql_where=sa.text("state = 'open'"))
    op.create_table(
        "office",
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), primary_key=True),
        sa.Column("email", sa.String, nullable=False),
        sa.Column("wecom_robot", sa.String, nullable=False),
    )
    op.create_index("office_by_address", "office", [sa.text("lower(email)")])
    op.create_table(
        "opinion",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("content", sa.String, nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("recorded_on", sa.Date, nullable=False),
        sa.Column(
            "state",
            one_of("is_opinionstate", "received", "remedying", "fed_back", "published", "dismissed"),
            nullable=False,
        ),
        sa.Column("limit", sa.Date, nullable=True),
        sa.Column("assigned_on", sa.Date, nullable=True),
        sa.Column("fed_back_on", sa.Date, nullable=True),
        sa.Column("feedback", sa.String, nullable=False),
        sa.Column("published_on", sa.Date, nullable=True),
        sa.Column("published_in", sa.String, nullable=False),
        sa.Column("dismissed_on", sa.Date, nullable=True),
        sa.Column("reason", sa.String, nullable=False),
        sa.UniqueConstraint("jurisdiction_id", "year", "number"),
    )
    op.create_table(
        "quality_report",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("period", sa.String, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("list_id", sa.Integer, sa.ForeignKey("negative_list.id"), nullable=False),
        sa.Column("compiled_on", sa.Date, nullable=False),
        sa.Column("completion", sa.String, nullable=False),
        sa.Column("running", sa.String, nullable=False),
        sa.Column("problems", sa.String, nullable=False),
        sa.Column("plans", sa.String, nullable=False),
        sa.Column("figures", JSONB, nullable=False),
        sa.UniqueConstraint("jurisdiction_id", "number"),
        sa.UniqueConstraint("jurisdiction_id", "period"),
    )
    op.create_table(
        "received_mail",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("message_id", sa.String, nullable=False),
        sa.Column("sender", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("office_id", sa.Integer, sa.ForeignKey("department.id"), nullable=True),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("audience", sa.String, nullable=False),
        sa.Column("known", one_of("is_known", "system", "operator", "claimed", "known", "coded"), nullable=True),
        sa.Column("answers", sa.String, nullable=False),
        sa.Column("automatic", sa.Boolean, nullable=False),
        sa.Column("files", JSONB, nullable=False),
        sa.Column("missing", JSONB, nullable=False),
        sa.Column(
            "state",
            one_of(
                "is_mailstate",
                "received",
                "taken",
                "partly",
                "returned",
                "waiting",
                "acknowledged",
                "bounced",
                "automatic",
                "dismissed",
            ),
            nullable=False,
        ),
        sa.Column("sentence", sa.String, nullable=False),
        sa.Column("confirmed", JSONB, nullable=False),
        sa.Column("receipted_at", sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint("digest"),
    )
    op.create_index("received_mail_of_sender", "received_mail", ["sender", "seen_at"])
    op.create_index(
        "received_mail_waiting", "received_mail", ["id"], postgresql_where=sa.text("state IN ('received', 'waiting')")
    )
    op.create_table(
        "reform",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column(
            "kind",
            one_of("is_reformkind", "rename", "merge", "transfer", "withdrawn_rename", "withdrawn_merge"),
            nullable=False,
        ),
        sa.Column("successor_id", sa.Integer, sa.ForeignKey("department.id"), nullable=True),
        sa.Column("old_name", sa.String, nullable=False),
        sa.Column("old_short_name", sa.String, nullable=False),
        sa.Column("new_name", sa.String, nullable=False),
        sa.Column("new_short_name", sa.String, nullable=False),
        sa.Column("effective_on", sa.Date, nullable=False),
        sa.Column("basis", sa.String, nullable=False),
        sa.Column("before", JSONB, nullable=False),
        sa.Column("withdrawn_on", sa.Date, nullable=True),
        sa.Column("withdrawn_why", sa.String, nullable=True),
        sa.UniqueConstraint(
            "department_id", "kind", "successor_id", "effective_on", "basis", postgresql_nulls_not_distinct=True
        ),
    )
    op.create_index(
        "reform_merged_once", "reform", ["department_id"], unique=True, postgresql_where=sa.text("kind = 'merge'")
    )
    op.create_table(
        "regulation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("kind", one_of("is_regulationkind", "rules", "use_of_results"), nullable=False),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=True),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("paper_number", sa.String, nullable=False),
        sa.Column("paper_date", sa.Date, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("state", one_of("is_regulationstate", "issued", "repealed"), nullable=False),
        sa.Column("repealed_on", sa.Date, nullable=True),
        sa.Column("repealed_by", sa.String, nullable=False),
        sa.Column("repealed_dated", sa.Date, nullable=True),
        sa.UniqueConstraint("jurisdiction_id", "year", "number"),
    )
    op.create_table(
        "representation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("representative", sa.String, nullable=False),
        sa.Column("email", sa.String, nullable=False),
        sa.Column("mobile", sa.String, nullable=False),
        sa.Column("wecom_id", sa.String, nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("withdrawn_on", sa.Date, nullable=True),
        sa.Column("reason", sa.String, nullable=False),
        sa.UniqueConstraint("department_id", "number"),
    )
    op.create_index("representation_of_person", "representation", ["department_id", "person"])
    op.create_table(
        "review_task",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("period", sa.String, nullable=False),
        sa.Column("target_id", sa.Integer, sa.ForeignKey("target.id"), nullable=False),
        sa.Column("reviewer", sa.String, nullable=False),
        sa.Column("assigned_on", sa.Date, nullable=False),
        sa.UniqueConstraint("target_id", "period"),
    )
    op.create_table(
        "sealed_answer_key",
        sa.Column("answer_key_id", sa.Integer, sa.ForeignKey("answer_key.id"), primary_key=True, autoincrement=False),
        sa.Column("secret", sa.String, nullable=False),
    )
    op.create_table(
        "sealed_rating",
        sa.Column(
            "leader_sheet_id", sa.Integer, sa.ForeignKey("leader_sheet.id"), primary_key=True, autoincrement=False
        ),
        sa.Column("salt", sa.String, nullable=False),
        sa.Column("marks", JSONB, nullable=False),
    )
    op.create_table(
        "sealed_secret",
        sa.Column("sample_id", sa.Integer, sa.ForeignKey("sample.id"), primary_key=True, autoincrement=False),
        sa.Column("secret", sa.String, nullable=False),
    )
    op.create_table(
        "second_level",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("value", sa.Numeric, nullable=False),
        sa.Column("paper_number", sa.String, nullable=False),
        sa.Column("paper_date", sa.Date, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("recorded_on", sa.Date, nullable=False),
        sa.UniqueConstraint("department_id", "year", "serial"),
    )
    op.create_table(
        "secrecy_access",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("secrecy_id", sa.Integer, sa.ForeignKey("secrecy.id"), nullable=False),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("purpose", sa.String, nullable=False),
        sa.Column("opened_on", sa.Date, nullable=False),
        sa.UniqueConstraint("secrecy_id", "serial"),
    )
    op.create_table(
        "secrecy_reader",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("secrecy_id", sa.Integer, sa.ForeignKey("secrecy.id"), nullable=False),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("admitted", sa.Boolean, nullable=False),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("decided_on", sa.Date, nullable=False),
        sa.UniqueConstraint("secrecy_id", "department_id", "name", "serial"),
    )
    op.create_table(
        "submission_line",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("submission_id", sa.Integer, sa.ForeignKey("submission.id"), nullable=False),
        sa.Column("draft_id", sa.Integer, sa.ForeignKey("target_draft.id"), nullable=False),
        sa.Column("consulted", one_of("is_consulted", "agreed", "settled", "silent", "skipped"), nullable=False),
        sa.Column("why", sa.String, nullable=False),
        sa.Column("decided", one_of("is_decided", "waiting", "approved", "returned"), nullable=False),
        sa.Column("returned_why", sa.String, nullable=False),
        sa.UniqueConstraint("submission_id", "draft_id"),
    )
    op.create_table(
        "suggestion",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("inspection_id", sa.Integer, sa.ForeignKey("inspection.id"), nullable=False),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column("kind", one_of("is_suggested", "reward", "penalty"), nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("made_on", sa.Date, nullable=False),
        sa.Column("answer", sa.String, nullable=False),
        sa.Column("answered_on", sa.Date, nullable=True),
        sa.UniqueConstraint("inspection_id", "department_id", "kind", "text"),
    )
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("third_party_id", sa.Integer, sa.ForeignKey("third_party.id"), nullable=True),
        sa.Column("paper_number", sa.String, nullable=False),
        sa.Column("paper_date", sa.Date, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("handed_out_on", sa.Date, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.UniqueConstraint("jurisdiction_id", "year", "number"),
    )
    op.create_table(
        "target_department",
        sa.Column("target_id", sa.Integer, sa.ForeignKey("target.id"), primary_key=True),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("since", sa.Date, nullable=True),
    )
    op.create_index("target_department_by_department", "target_department", ["department_id", "position"])
    op.create_table(
        "target_draft_department",
        sa.Column("draft_id", sa.Integer, sa.ForeignKey("target_draft.id"), primary_key=True),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
    )
    op.create_index("draft_department_by_department", "target_draft_department", ["department_id", "position"])
    op.create_table(
        "ungraded",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("kind", one_of("is_ungraded", "not_eligible", "excluded"), nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("basis", sa.String, nullable=False),
        sa.Column("paper_number", sa.String, nullable=False),
        sa.Column("paper_date", sa.Date, nullable=False),
        sa.Column("state", one_of("is_ungradedstate", "recorded", "withdrawn"), nullable=False),
        sa.Column("recorded_on", sa.Date, nullable=False),
        sa.Column("withdrawn_on", sa.Date, nullable=True),
        sa.Column("withdrawn_because", sa.String, nullable=False),
        sa.UniqueConstraint("department_id", "year", "serial"),
    )
    op.create_index(
        "ungraded_once",
        "ungraded",
        ["department_id", "year"],
        unique=True,
        postgresql_where=sa.text("state <> 'withdrawn'"),
    )
    op.create_table(
        "unit_class",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("paper_number", sa.String, nullable=False),
        sa.Column("paper_date", sa.Date, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("recorded_on", sa.Date, nullable=False),
        sa.UniqueConstraint("department_id", "year", "serial"),
    )
    op.create_table(
        "acknowledgement",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("obligation_id", sa.Integer, sa.ForeignKey("obligation.id"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("read_on", sa.Date, nullable=False),
        sa.Column("read_by", sa.String, nullable=False),
        sa.UniqueConstraint("obligation_id", "version"),
    )
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("mail_id", sa.Integer, sa.ForeignKey("received_mail.id"), nullable=True),
        sa.Column("obligation_id", sa.Integer, sa.ForeignKey("obligation.id"), nullable=True),
        sa.Column("matter", sa.String, nullable=False),
        sa.Column("due_version", sa.Integer, nullable=False),
        sa.Column("file", sa.String, nullable=False),
        sa.Column("file_digest", sa.String, nullable=False),
        sa.Column("sheet", sa.String, nullable=False),
        sa.Column("known", one_of("is_known", "system", "operator", "claimed", "known", "coded"), nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "outcome", one_of("is_answeroutcome", "taken", "returned", "outdated", "waiting", "unknown"), nullable=False
        ),
        sa.Column("sentence", sa.String, nullable=False),
        sa.Column("complaints", JSONB, nullable=False),
        sa.Column("replaced_id", sa.Integer, sa.ForeignKey("answer.id"), nullable=True),
        sa.UniqueConstraint(
            "file_digest",
            "sheet",
            "mail_id",
            "obligation_id",
            "matter",
            "due_version",
            "outcome",
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index("answer_by_mail", "answer", ["mail_id"])
    op.create_index("answer_by_matter", "answer", ["matter"], postgresql_where=sa.text("matter <> ''"))
    op.create_index("answer_by_obligation", "answer", ["obligation_id"])
    op.create_table(
        "appeal",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("entry_id", sa.Integer, sa.ForeignKey("negative_entry.id"), nullable=True),
        sa.Column(
            "subject_kind", one_of("is_subjectkind", "entry", "finding", "lacking", "evaluation", "gap"), nullable=False
        ),
        sa.Column("subject_key", sa.String, nullable=False),
        sa.Column("target_id", sa.Integer, sa.ForeignKey("target.id"), nullable=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column("ground", sa.String, nullable=False),
        sa.Column(
            "state", one_of("is_appealstate", "lodged", "accepted", "refused", "ruled", "withdrawn"), nullable=False
        ),
        sa.Column("lodged_on", sa.Date, nullable=False),
        sa.Column("accepted_on", sa.Date, nullable=True),
        sa.Column("inspection_id", sa.Integer, sa.ForeignKey("inspection.id"), nullable=True),
        sa.Column("ended_on", sa.Date, nullable=True),
        sa.Column("ruling", one_of("is_ruling", "upheld", "changed", "withdrawn"), nullable=True),
        sa.Column("reason", sa.String, nullable=False),
        sa.CheckConstraint(
            "CASE subject_kind WHEN 'entry' THEN entry_id IS NOT NULL AND subject_key = '' AND target_id IS NULL ELSE subject_key <> '' END",
            name="appeal_subject",
        ),
        sa.UniqueConstraint("entry_id", "number"),
    )
    op.create_index(
        "appeal_by_subject",
        "appeal",
        ["subject_kind", "subject_key", "number"],
        unique=True,
        postgresql_where=sa.text("entry_id IS NULL"),
    )
    op.create_index(
        "appeal_running",
        "appeal",
        ["entry_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('lodged', 'accepted')"),
    )
    op.create_index(
        "appeal_running_by_subject",
        "appeal",
        ["subject_kind", "subject_key"],
        unique=True,
        postgresql_where=sa.text("entry_id IS NULL AND state IN ('lodged', 'accepted')"),
    )
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("message_id", sa.Integer, sa.ForeignKey("message.id"), nullable=False),
        sa.Column("act_id", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("code", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
    )
    op.create_index("ix_attempt_act_id", "attempt", ["act_id"])
    op.create_index("ix_attempt_message_id", "attempt", ["message_id"])
    op.create_table(
        "bounce",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("mail_id", sa.Integer, sa.ForeignKey("received_mail.id"), nullable=False),
        sa.Column("message_id", sa.Integer, sa.ForeignKey("message.id"), nullable=False),
        sa.Column("words", sa.String, nullable=False),
        sa.Column("returned_on", sa.Date, nullable=False),
        sa.UniqueConstraint("mail_id", "message_id"),
    )
    op.create_index("ix_bounce_message_id", "bounce", ["message_id"])
    op.create_table(
        "cloud_medium",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("upload_id", sa.Integer, sa.ForeignKey("cloud_upload.id"), nullable=False),
        sa.Column("evidence_id", sa.Integer, sa.ForeignKey("evidence.id"), nullable=False),
        sa.Column("file_name", sa.String, nullable=False),
        sa.Column("kind", one_of("is_medium", "picture", "video"), nullable=False),
        sa.Column("width", sa.Integer, nullable=True),
        sa.Column("height", sa.Integer, nullable=True),
        sa.Column("bits", sa.BigInteger, nullable=True),
        sa.Column("cuts", sa.ARRAY(sa.BigInteger), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("latitude", sa.Numeric, nullable=True),
        sa.Column("longitude", sa.Numeric, nullable=True),
        sa.UniqueConstraint("upload_id", "evidence_id"),
    )
    op.create_table(
        "confirmation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("entry_id", sa.Integer, sa.ForeignKey("negative_entry.id"), nullable=False),
        sa.Column("inspection_id", sa.Integer, sa.ForeignKey("inspection.id"), nullable=False),
        sa.Column("assigned_on", sa.Date, nullable=False),
        sa.UniqueConstraint("entry_id"),
    )
    op.create_table(
        "covert_item",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("list_id", sa.Integer, sa.ForeignKey("covert_list.id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("target_id", sa.Integer, sa.ForeignKey("target.id"), nullable=False),
        sa.Column("target_version", sa.Integer, nullable=False),
        sa.Column("code", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("requirement", sa.String, nullable=False),
        sa.Column("quantity", sa.Numeric, nullable=True),
        sa.Column("unit", sa.String, nullable=False),
        sa.Column("deadline", sa.Date, nullable=True),
        sa.Column("place", sa.String, nullable=False),
        sa.UniqueConstraint("list_id", "position"),
        sa.UniqueConstraint("list_id", "target_id"),
    )
    op.create_table(
        "draft_line",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("obligation_id", sa.Integer, sa.ForeignKey("obligation.id"), nullable=False),
        sa.Column("draft_id", sa.Integer, sa.ForeignKey("target_draft.id"), nullable=False),
        sa.Column("opinion", one_of("is_opinion", "agreed", "objected"), nullable=True),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("proposal", sa.String, nullable=False),
        sa.Column("answered_on", sa.Date, nullable=True),
        sa.Column("accepted", sa.Boolean, nullable=True),
        sa.Column("answer", sa.String, nullable=False),
        sa.Column("decided_on", sa.Date, nullable=True),
        sa.UniqueConstraint("obligation_id", "draft_id"),
    )
    op.create_index("draft_line_by_draft", "draft_line", ["draft_id"])
    op.create_table(
        "entry_origin",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("entry_id", sa.Integer, sa.ForeignKey("negative_entry.id"), nullable=False),
        sa.Column("way", one_of("is_way", "on_site", "online", "covert", "cloud", "own_date"), nullable=False),
        sa.Column("finding_id", sa.Integer, sa.ForeignKey("finding.id"), nullable=True),
        sa.Column("proposed_on", sa.Date, nullable=True),
        sa.Column("detail", JSONB, nullable=False),
        sa.UniqueConstraint("entry_id"),
    )
    op.create_table(
        "entry_receipt",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("entry_id", sa.Integer, sa.ForeignKey("negative_entry.id"), nullable=False),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("received_by", sa.String, nullable=False),
        sa.Column("known", one_of("is_known", "system", "operator", "claimed", "known", "coded"), nullable=False),
        sa.UniqueConstraint("entry_id", "department_id"),
    )
    op.create_table(
        "evidence_use",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("evidence_id", sa.Integer, sa.ForeignKey("evidence.id"), nullable=False),
        sa.Column("obligation_id", sa.Integer, sa.ForeignKey("obligation.id"), nullable=False),
        sa.Column("target_id", sa.Integer, sa.ForeignKey("target.id"), nullable=True),
        sa.Column("indicator", sa.String, nullable=False),
        sa.Column("file_name", sa.String, nullable=False),
        sa.Column("about", sa.Date, nullable=True),
        sa.Column("made_on", sa.Date, nullable=True),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.CheckConstraint("indicator = '' OR target_id IS NOT NULL", name="leaf_of_a_target"),
        sa.UniqueConstraint(
            "evidence_id", "obligation_id", "target_id", "indicator", postgresql_nulls_not_distinct=True
        ),
    )
    op.create_index("ix_evidence_use_obligation_id", "evidence_use", ["obligation_id"])
    op.create_table(
        "negative_list_line",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("list_id", sa.Integer, sa.ForeignKey("negative_list.id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("entry_id", sa.Integer, sa.ForeignKey("negative_entry.id"), nullable=False),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column("department", sa.String, nullable=False),
        sa.Column("target_code", sa.String, nullable=False),
        sa.Column("target", sa.String, nullable=False),
        sa.Column("occurrence", sa.Integer, nullable=False),
        sa.Column("finding", sa.String, nullable=False),
        sa.Column("found_on", sa.Date, nullable=False),
        sa.Column("listed_on", sa.Date, nullable=False),
        sa.Column(
            "state",
            one_of(
                "is_entrystate", "proposed", "listed", "remedying", "made_good", "dismissed", "withdrawn", "corrected"
            ),
            nullable=False,
        ),
        sa.Column("round", sa.Integer, nullable=True),
        sa.Column("limit", sa.Date, nullable=True),
        sa.Column(
            "standing",
            one_of(
                "is_standing", "overdue", "awaiting_feedback", "feedback_overdue", "declared", "fed_back", "suspended"
            ),
            nullable=True,
        ),
        sa.Column("points", sa.Numeric, nullable=True),
        sa.UniqueConstraint("list_id", "position"),
    )
    op.create_index("ix_negative_list_line_entry_id", "negative_list_line", ["entry_id"])
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("occasion", sa.String, nullable=False),
        sa.Column("audience", one_of("is_audience", "office", "liaison", "head", "agency"), nullable=False),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column("obligation_id", sa.Integer, sa.ForeignKey("obligation.id"), nullable=True),
        sa.Column("payload", JSONB, nullable=False),
        sa.Column("act_id", sa.Integer, nullable=False),
        sa.Column("created_on", sa.Date, nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled", sa.String, nullable=True),
        sa.UniqueConstraint("jurisdiction_id", "kind", "subject", "occasion", "audience"),
    )
    op.create_index("ix_notice_obligation_id", "notice", ["obligation_id"])
    op.create_index(
        "notice_unresolved", "notice", ["id"], postgresql_where=sa.text("resolved_at IS NULL AND cancelled IS NULL")
    )
    op.create_index(
        "notice_without_address", "notice", ["id"], postgresql_where=sa.text("cancelled = '没有可用的收件地址'")
    )
    op.create_table(
        "remediation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("entry_id", sa.Integer, sa.ForeignKey("negative_entry.id"), nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("limit", sa.Date, nullable=False),
        sa.Column(
            "state",
            one_of("is_remediationstate", "remedying", "completed", "fed_back", "accepted", "rejected", "void"),
            nullable=False,
        ),
        sa.Column("measures", sa.String, nullable=False),
        sa.Column("completed_on", sa.Date, nullable=True),
        sa.Column("fed_back_on", sa.Date, nullable=True),
        sa.Column("feedback", sa.String, nullable=False),
        sa.Column("rechecked_on", sa.Date, nullable=True),
        sa.Column("recheck", sa.String, nullable=False),
        sa.Column("rechecked_by", JSONB, nullable=False),
        sa.Column("recheck_signed_by", sa.String, nullable=False),
        sa.Column("recheck_finding_id", sa.Integer, sa.ForeignKey("finding.id"), nullable=True),
        sa.UniqueConstraint("entry_id", "round"),
    )
    op.create_table(
        "report",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("obligation_id", sa.Integer, sa.ForeignKey("obligation.id"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("reported_by", sa.String, nullable=False),
        sa.Column("note", sa.String, nullable=False),
        sa.UniqueConstraint("obligation_id", "version"),
    )
    op.create_table(
        "report_line",
        sa.Column("obligation_id", sa.Integer, sa.ForeignKey("obligation.id"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("target_id", sa.Integer, sa.ForeignKey("target.id"), primary_key=True),
        sa.Column("target_version", sa.Integer, nullable=False),
        sa.Column("progress", sa.Numeric, nullable=True),
        sa.Column("status", one_of("is_linestatus", "done", "in_progress", "not_started", "blocked"), nullable=True),
        sa.Column("remark", sa.String, nullable=False),
        sa.Column("quantity", sa.Numeric, nullable=True),
    )
    op.create_index("report_line_reported", "report_line", ["target_id"], postgresql_where=sa.text("version > 0"))
    op.create_table(
        "result_delivery",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("kind", one_of("is_recipient", "members", "personnel", "department"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("body_id", sa.Integer, sa.ForeignKey("body.id"), nullable=True),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=True),
        sa.Column("paper_number", sa.String, nullable=False),
        sa.Column("paper_date", sa.Date, nullable=True),
        sa.Column("delivered_on", sa.Date, nullable=False),
        sa.Column("due", sa.Date, nullable=False),
        sa.Column("obligation_id", sa.Integer, sa.ForeignKey("obligation.id"), nullable=True),
        sa.Column(
            "state",
            one_of("is_resultdeliverystate", "delivered", "told", "received", "used", "replaced"),
            nullable=False,
        ),
        sa.Column("receiver", sa.String, nullable=False),
        sa.Column("received_on", sa.Date, nullable=True),
        sa.Column("told_person", sa.String, nullable=False),
        sa.Column("told_on", sa.Date, nullable=True),
        sa.Column("told_by", sa.String, nullable=False),
        sa.Column("uses", JSONB, nullable=False),
    )
    op.create_index(
        "result_to_body",
        "result_delivery",
        ["jurisdiction_id", "year", "kind", "body_id", "version"],
        unique=True,
        postgresql_where=sa.text("body_id IS NOT NULL"),
    )
    op.create_index(
        "result_to_department",
        "result_delivery",
        ["jurisdiction_id", "year", "department_id", "version"],
        unique=True,
        postgresql_where=sa.text("department_id IS NOT NULL"),
    )
    op.create_table(
        "reverification",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("obligation_id", sa.Integer, sa.ForeignKey("obligation.id"), nullable=False),
        sa.Column("complete", sa.Boolean, nullable=False),
        sa.Column("missing", sa.String, nullable=False),
        sa.Column("recorded_on", sa.Date, nullable=False),
        sa.Column("evaluation_id", sa.Integer, sa.ForeignKey("evaluation.id"), nullable=True),
        sa.Column("uninspected", sa.String, nullable=False),
        sa.Column("beyond", sa.String, nullable=False),
        sa.UniqueConstraint("obligation_id"),
    )
    op.create_table(
        "review",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("period", sa.String, nullable=False),
        sa.Column("target_id", sa.Integer, sa.ForeignKey("target.id"), nullable=False),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("reviewer", sa.String, nullable=False),
        sa.Column("outcome", one_of("is_reviewoutcome", "confirmed", "undone", "lacking"), nullable=False),
        sa.Column("report_version", sa.Integer, nullable=False),
        sa.Column("progress", sa.Numeric, nullable=True),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("evidence", JSONB, nullable=False),
        sa.Column("note", sa.String, nullable=False),
        sa.Column("reviewed_on", sa.Date, nullable=False),
        sa.Column("recorded_on", sa.Date, nullable=False),
        sa.Column("entry_id", sa.Integer, sa.ForeignKey("negative_entry.id"), nullable=True),
        sa.UniqueConstraint("target_id", "period", "serial"),
    )
    op.create_table(
        "score_sheet",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("content", sa.String, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("total", sa.Numeric, nullable=False),
        sa.Column("unit_class", sa.String, nullable=True),
        sa.Column("place", sa.Integer, nullable=True),
        sa.Column("grade", sa.String, nullable=True),
        sa.Column(
            "state",
            one_of(
                "is_scoresheetstate",
                "drafted",
                "agreed",
                "silent",
                "objected",
                "granted",
                "settled",
                "frozen",
                "superseded",
            ),
            nullable=False,
        ),
        sa.Column("drafted_on", sa.Date, nullable=False),
        sa.Column("answered_on", sa.Date, nullable=True),
        sa.Column("obligation_id", sa.Integer, sa.ForeignKey("obligation.id"), nullable=True),
        sa.Column("appraisal_id", sa.Integer, sa.ForeignKey("appraisal.id"), nullable=True),
        sa.UniqueConstraint("department_id", "year", "version"),
    )
    op.create_index(
        "score_sheet_current",
        "score_sheet",
        ["department_id", "year"],
        unique=True,
        postgresql_where=sa.text("state <> 'superseded'"),
    )
    op.create_table(
        "stranger_mail",
        sa.Column("mail_id", sa.Integer, sa.ForeignKey("received_mail.id"), primary_key=True),
        sa.Column("seen_on", sa.Date, nullable=False),
        sa.Column("message_id", sa.String, nullable=False),
        sa.Column("sender", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("files", JSONB, nullable=False),
        sa.Column("missing", JSONB, nullable=False),
        sa.Column("sheets", JSONB, nullable=False),
    )
    op.create_index("stranger_mail_of_sender", "stranger_mail", ["sender"])
    op.create_table(
        "survey_item",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("survey_id", sa.Integer, sa.ForeignKey("survey.id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column("code", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("respondents", sa.String, nullable=False),
        sa.UniqueConstraint("survey_id", "department_id", "respondents"),
        sa.UniqueConstraint("survey_id", "position"),
    )
    op.create_table(
        "survey_return",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("survey_id", sa.Integer, sa.ForeignKey("survey.id"), nullable=False),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("returned_on", sa.Date, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.UniqueConstraint("survey_id", "serial"),
    )
    op.create_table(
        "target_version",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("target_id", sa.Integer, sa.ForeignKey("target.id"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("correction", sa.Integer, nullable=False),
        sa.Column("requirement", sa.String, nullable=False),
        sa.Column("quantity", sa.Numeric, nullable=True),
        sa.Column("unit", sa.String, nullable=False),
        sa.Column("deadline", sa.Date, nullable=True),
        sa.Column("effective_on", sa.Date, nullable=False),
        sa.Column("cause", one_of("is_versioncause", "issued", "adjusted", "restored", "corrected"), nullable=False),
        sa.Column("adjustment_id", sa.Integer, sa.ForeignKey("adjustment.id"), nullable=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("category", one_of("is_category", "building", "functional"), nullable=True),
        sa.Column("handling", one_of("is_handling", "daily", "spot_check"), nullable=True),
        sa.Column("item", one_of("is_item", "ideology", "organization", "integrity", "team", "village"), nullable=True),
        sa.Column("origin", one_of("is_origin", "poverty_relief", "own", "superior"), nullable=True),
        sa.Column("management", one_of("is_managementmode", "initial", "dynamic"), nullable=True),
        sa.Column("source_document", sa.String, nullable=False),
        sa.Column("key_project", sa.Boolean, nullable=False),
        sa.Column("parent_code", sa.String, nullable=False),
        sa.Column("issued_on", sa.Date, nullable=False),
        sa.Column("paper_number", sa.String, nullable=False),
        sa.Column("paper_date", sa.Date, nullable=True),
        sa.Column("reason", sa.String, nullable=True),
        sa.UniqueConstraint("target_id", "version", "correction"),
    )
    op.create_table(
        "team_member",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("inspection_id", sa.Integer, sa.ForeignKey("inspection.id"), nullable=False),
        sa.Column("team", sa.Integer, nullable=False),
        sa.Column("inspector_id", sa.Integer, sa.ForeignKey("inspector.id"), nullable=False),
        sa.Column("leader", sa.Boolean, nullable=False),
        sa.Column("joined_on", sa.Date, nullable=False),
        sa.Column("left_on", sa.Date, nullable=True),
        sa.Column("left_why", sa.String, nullable=False),
        sa.Column("seat", sa.String, nullable=False),
        sa.UniqueConstraint("inspection_id", "team", "inspector_id", "joined_on"),
    )
    op.create_table(
        "tie",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("inspector_id", sa.Integer, sa.ForeignKey("inspector.id"), nullable=False),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("declared_on", sa.Date, nullable=False),
        sa.UniqueConstraint("inspector_id", "department_id"),
    )
    op.create_table(
        "urging",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("obligation_id", sa.Integer, sa.ForeignKey("obligation.id"), nullable=False),
        sa.Column("due_version", sa.Integer, nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("method", one_of("is_urgingmethod", "phone", "letter", "visit"), nullable=False),
        sa.Column(
            "state", one_of("is_urgingstate", "proposed", "done", "skipped", "replaced", "lapsed"), nullable=False
        ),
        sa.Column("proposed_on", sa.Date, nullable=False),
        sa.Column("done_on", sa.Date, nullable=True),
        sa.Column("outcome", sa.String, nullable=False),
        sa.UniqueConstraint("obligation_id", "due_version", "step"),
    )
    op.create_index("urging_waiting", "urging", ["obligation_id"], postgresql_where=sa.text("state = 'proposed'"))
    op.create_table(
        "covert_result",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("item_id", sa.Integer, sa.ForeignKey("covert_item.id"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("visited_on", sa.Date, nullable=False),
        sa.Column("met", sa.Boolean, nullable=False),
        sa.Column("found", sa.String, nullable=False),
        sa.Column("seen", sa.String, nullable=False),
        sa.Column("inspector", sa.String, nullable=False),
        sa.Column("returned_on", sa.Date, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.UniqueConstraint("item_id", "version"),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("notice_id", sa.Integer, sa.ForeignKey("notice.id"), nullable=False),
        sa.Column("recipient_id", sa.Integer, sa.ForeignKey("recipient.id"), nullable=False),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("message_id", sa.Integer, sa.ForeignKey("message.id"), nullable=True),
        sa.Column("cancelled", sa.String, nullable=True),
        sa.UniqueConstraint("notice_id", "recipient_id"),
    )
    op.create_index(
        "delivery_pending",
        "delivery",
        ["recipient_id"],
        postgresql_where=sa.text("message_id IS NULL AND cancelled IS NULL"),
    )
    op.create_index(
        "delivery_undone",
        "delivery",
        ["notice_id"],
        postgresql_where=sa.text("cancelled IN ('收件地址已更换', '通知内容无法生成，请报告管理员')"),
    )
    op.create_index("ix_delivery_message_id", "delivery", ["message_id"])
    op.create_table(
        "report_leaf",
        sa.Column("obligation_id", sa.Integer, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("target_id", sa.Integer, primary_key=True),
        sa.Column("indicator", sa.String, primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("progress", sa.Numeric, nullable=True),
        sa.Column("status", one_of("is_linestatus", "done", "in_progress", "not_started", "blocked"), nullable=True),
        sa.Column("remark", sa.String, nullable=False),
        sa.Column("quantity", sa.Numeric, nullable=True),
        sa.ForeignKeyConstraint(
            ["obligation_id", "version", "target_id"],
            ["report_line.obligation_id", "report_line.version", "report_line.target_id"],
            onupdate="CASCADE",
        ),
    )
    op.create_table(
        "score_objection",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("score_sheet_id", sa.Integer, sa.ForeignKey("score_sheet.id"), nullable=False),
        sa.Column(
            "component",
            one_of(
                "is_component",
                "functional",
                "ideology",
                "organization",
                "integrity",
                "team",
                "village",
                "leaders",
                "innovation",
                "second_level",
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("raised_on", sa.Date, nullable=False),
        sa.Column(
            "state",
            one_of("is_scoreobjectionstate", "raised", "taken_back", "accepted", "dismissed", "confirmed"),
            nullable=False,
        ),
        sa.Column("answer", sa.String, nullable=False),
        sa.Column("answered_on", sa.Date, nullable=True),
        sa.Column("answered_by", sa.String, nullable=False),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("left_out", JSONB, nullable=False),
        sa.Column("confirmed_on", sa.Date, nullable=True),
        sa.Column("confirmed_by", sa.String, nullable=False),
        sa.UniqueConstraint("score_sheet_id", "component"),
    )
    op.create_table(
        "survey_cell",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("return_id", sa.Integer, sa.ForeignKey("survey_return.id"), nullable=False),
        sa.Column("item_id", sa.Integer, sa.ForeignKey("survey_item.id"), nullable=False),
        sa.Column(
            "dimension",
            one_of("is_dimension", "execution", "efficiency", "attitude", "lawfulness", "probity"),
            nullable=False,
        ),
        sa.Column("asked", sa.Integer, nullable=False),
        sa.Column("answered", sa.Integer, nullable=False),
        sa.Column("dissatisfied", sa.Integer, nullable=False),
        sa.CheckConstraint("0 <= dissatisfied AND dissatisfied <= answered AND answered <= asked", name="survey_count"),
        sa.UniqueConstraint("return_id", "item_id", "dimension"),
    )
    op.create_table(
        "telling",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("notice_id", sa.Integer, sa.ForeignKey("notice.id"), nullable=False),
        sa.Column("told_on", sa.Date, nullable=False),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("told_by", sa.String, nullable=False),
        sa.UniqueConstraint("notice_id"),
    )
