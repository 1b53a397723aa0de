"""A notice that could not be sent is told by phone; what is untold is found without reading all notices."""

import sqlalchemy as sa
from alembic import op

revision = '0038'
down_revision = '0037'
branch_labels = None
depends_on = None

FOUND = {
    'notice_without_address': ('notice', 'id', "cancelled = '没有可用的收件地址'"),
    'delivery_undone': ('delivery', 'notice_id',
        "cancelled IN ('收件地址已更换', '通知内容无法生成，请报告管理员')"),
    'message_failed': ('message', 'id', "state IN ('parked', 'dropped')"),
}


def upgrade() -> None:
    op.create_table('telling',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('notice_id', sa.Integer(), nullable=False),
        sa.Column('told_on', sa.Date(), nullable=False),
        sa.Column('person', sa.String(), nullable=False),
        sa.Column('told_by', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['notice_id'], ['notice.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('notice_id'))
    for name, (table, column, which) in FOUND.items():
        op.create_index(name, table, [column], postgresql_where=sa.text(which))


def downgrade() -> None:
    for name, (table, _, _) in FOUND.items():
        op.drop_index(name, table)
    op.drop_table('telling')
