"""账号 of the page, their slips, passwords and sessions, and how a person is known who signed in himself (3-4.6)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0215"
down_revision = "0214"
branch_labels = None
depends_on = None
TABLES = ("block", "received_mail", "answer", "entry_receipt")
KNOWN = ("system", "operator", "claimed", "known", "coded", "own_mail")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables and allow the value."""
    _allow(*KNOWN, "signed")
    op.create_table(
        "account",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("opened_on", sa.Date, nullable=False),
        sa.Column("ended_on", sa.Date, nullable=True),
        sa.Column("ended_why", sa.String, nullable=False),
        sa.UniqueConstraint("jurisdiction_id", "serial"),
    )
    op.create_table(
        "account_place",
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), primary_key=True),
    )
    op.create_table(
        "slip",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("code_digest", sa.String, nullable=False),
        sa.Column("made_on", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("used_on", sa.Date, nullable=True),
        sa.Column("confirmed_on", sa.Date, nullable=True),
        sa.UniqueConstraint("account_id", "number"),
        sa.UniqueConstraint("code_digest"),
    )
    op.create_table(
        "password",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("hash", sa.String, nullable=False),
        sa.Column("set_at", INSTANT, nullable=False),
        sa.UniqueConstraint("account_id"),
    )
    op.create_table(
        "page_session",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("token_digest", sa.String, nullable=False),
        sa.Column("form_token", sa.String, nullable=False),
        sa.Column("begun_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.UniqueConstraint("token_digest"),
    )
    op.create_index("ix_page_session_account_id", "page_session", ["account_id"])
    op.create_table(
        "page_draft",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("obligation_id", sa.Integer, sa.ForeignKey("obligation.id"), nullable=False),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("saved_by", sa.String, nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.Column("content", JSONB, nullable=False),
        sa.Column("faults", JSONB, nullable=False),
        sa.UniqueConstraint("obligation_id", "department_id"),
    )
    op.create_table(
        "page_draft_file",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("draft_id", sa.Integer, sa.ForeignKey("page_draft.id", ondelete="CASCADE"), nullable=False),
        sa.Column("field", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
    )
    op.create_index("ix_page_draft_file_draft_id", "page_draft_file", ["draft_id"])


def downgrade() -> None:
    """Drop them, and allow it no more."""
    for table in ("page_draft_file", "page_draft", "page_session", "password", "slip", "account_place", "account"):
        op.drop_table(table)
    _allow(*KNOWN)


def _allow(*values: str) -> None:
    for table in TABLES:
        op.drop_constraint("is_known", table, type_="check")
        op.create_check_constraint("is_known", table, sa.column("known", sa.String).in_(values))
