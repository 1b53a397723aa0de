"""Notices, deliveries, messages and addresses are sealed; what is there now is sealed under the act number 0."""

import sqlalchemy as sa
from alembic import op

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None

AT_ONCE = 10_000  # rows in one seal
# As models/ledger/seals.py has them at this version.
COLUMNS = {
    'notice': "r.jurisdiction_id, r.kind, r.subject, r.occasion, r.audience, r.department_id, r.obligation_id,"
    " r.payload, r.act_id, r.created_on, extract(epoch FROM r.resolved_at), r.cancelled",
    'recipient': "r.jurisdiction_id, r.channel, r.address, extract(epoch FROM r.paused_until)",
    'delivery': "r.notice_id, r.recipient_id, r.person, r.message_id, r.cancelled",
    'message': "r.recipient_id, r.business_date, r.wave, r.reference, r.subject, r.text, r.html, r.markdown, r.state,"
    " r.tries, extract(epoch FROM r.next_try), extract(epoch FROM r.sent_at), r.reason, r.maybe_duplicate",
}
SEAL = """
INSERT INTO seal (act_id, record, ids, digests)
SELECT 0, '{table}', array_agg(q.id ORDER BY q.id), array_agg(q.digest ORDER BY q.id)
FROM (SELECT r.id, encode(sha256(convert_to(json_build_array({columns})::text, 'UTF8')), 'hex') AS digest
    FROM {table} r) q GROUP BY q.id / {at_once} ORDER BY q.id / {at_once}
"""


def upgrade() -> None:
    op.create_table('seal',
        sa.Column('id', sa.BigInteger(), nullable=False),
        sa.Column('act_id', sa.BigInteger(), nullable=False),
        sa.Column('record', sa.String(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ids', sa.ARRAY(sa.Integer()), nullable=False),
        sa.Column('digests', sa.ARRAY(sa.String()), nullable=False),
        sa.PrimaryKeyConstraint('id'))
    op.create_index(op.f('ix_seal_act_id'), 'seal', ['act_id'])
    for table, columns in COLUMNS.items():
        op.execute(SEAL.format(table=table, columns=columns, at_once=AT_ONCE))


def downgrade() -> None:
    op.drop_table('seal')
