"""浏览器, 口令试错 and 登录验证码: which browser a session is of, wrong tries, and codes that open one try (3-4.6).

Revision ID: 0230
Revises: 0228
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision, down_revision = "0230", "0228"
branch_labels = depends_on = None
INSTANT = sa.DateTime(timezone=True)
TEXTS = ("browser", "device")


def upgrade() -> None:
    """Add the columns, and make the tables."""
    for name in TEXTS:
        op.add_column("page_session", sa.Column(name, sa.String, nullable=False, server_default=""))
        op.alter_column("page_session", name, server_default=None)
    op.add_column("page_session", sa.Column("known", sa.Boolean, nullable=False, server_default="false"))
    op.alter_column("page_session", "known", server_default=None)
    op.create_index("ix_page_session_browser", "page_session", ["browser"])
    op.create_index("ix_page_session_form_token", "page_session", ["form_token"])
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
    op.drop_table("sign_in_code")
    op.drop_table("sign_in_tries")
    op.drop_index("ix_page_session_form_token", "page_session")
    op.drop_index("ix_page_session_browser", "page_session")
    for name in (*TEXTS, "known"):
        op.drop_column("page_session", name)
