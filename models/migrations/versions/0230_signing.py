"""签字人变更, terms that a slip signs for, stops of accounts, browsers, 口令试错 and 登录验证码 (3-4.6, A49b).

Who is signed in at the page signs in again.

Revision ID: 0230
Revises: 0226
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision, down_revision = "0230", "0226"
branch_labels = depends_on = None
INSTANT = sa.DateTime(timezone=True)
OF_SESSION = {"browser": sa.String, "known": sa.Boolean}
INDEXES = {"ix_page_session_browser": "browser", "ix_page_session_form_token": "form_token"}


def upgrade() -> None:
    """Make the tables and add the columns."""
    op.create_table(
        "signer_change",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("rows", JSONB, nullable=False),
        sa.Column("account", sa.Integer, nullable=True),
        *(sa.Column(name, sa.String, nullable=False) for name in ("reason", "words", "entered_by", "closed_by")),
        sa.Column("paper", JSONB, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'confirmed', 'returned')", name="is_signerchangestate"),
        sa.UniqueConstraint("jurisdiction_id", "serial"),
    )
    op.add_column("slip", sa.Column("signs_for", JSONB, nullable=False, server_default="[]"))
    op.alter_column("slip", "signs_for", server_default=None)
    op.add_column("account", sa.Column("stopped_until", sa.Date, nullable=True))
    op.execute("DELETE FROM page_session")
    for name, kind in OF_SESSION.items():
        op.add_column("page_session", sa.Column(name, kind, nullable=False))
    for index, name in INDEXES.items():
        op.create_index(index, "page_session", [name])
    op.create_table(
        "sign_in_tries",
        sa.Column("counted", sa.String, primary_key=True),
        sa.Column("tries", ARRAY(INSTANT), nullable=False),
    )
    op.create_table(
        "sign_in_code",
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("code_digest", sa.String, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=False),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("sign_in_code", "sign_in_tries", "signer_change"):
        op.drop_table(table)
    for index in INDEXES:
        op.drop_index(index, "page_session")
    for name in OF_SESSION:
        op.drop_column("page_session", name)
    op.drop_column("account", "stopped_until")
    op.drop_column("slip", "signs_for")
