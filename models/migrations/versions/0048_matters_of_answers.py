"""An answer about a matter that is no duty names the matter; those of before name none."""

import sqlalchemy as sa
from alembic import op

revision = '0048'
down_revision = '0047'
branch_labels = None
depends_on = None

BEFORE = ('file_digest', 'sheet', 'mail_id', 'obligation_id', 'due_version', 'outcome')
ONCE = (*BEFORE[:4], 'matter', *BEFORE[4:])


def upgrade() -> None:
    op.add_column('answer', sa.Column('matter', sa.String(), nullable=False, server_default=''))
    op.alter_column('answer', 'matter', server_default=None)
    _replace_constraint(ONCE)
    op.create_index('answer_by_matter', 'answer', ['matter'], postgresql_where=sa.text("matter <> ''"))


def downgrade() -> None:
    op.drop_index('answer_by_matter', table_name='answer')
    _replace_constraint(BEFORE)
    op.drop_column('answer', 'matter')


def _replace_constraint(columns: tuple[str, ...]) -> None:
    found = sa.inspect(op.get_bind()).get_unique_constraints('answer')
    op.drop_constraint(str(found[0]['name']), 'answer')
    op.create_unique_constraint(None, 'answer', [*columns], postgresql_nulls_not_distinct=True)
