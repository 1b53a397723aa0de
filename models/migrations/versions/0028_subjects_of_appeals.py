"""An appeal is about an entry of the negative list, or about another result that its kind and key name."""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('appeal', sa.Column('subject_kind', sa.Enum('entry', 'finding', 'lacking', 'evaluation', 'gap',
        name='is_subjectkind', native_enum=False, create_constraint=True, length=24), nullable=False,
        server_default='entry'))
    op.add_column('appeal', sa.Column('subject_key', sa.String(), nullable=False, server_default=''))
    op.add_column('appeal', sa.Column('target_id', sa.Integer(), nullable=True))
    op.alter_column('appeal', 'subject_kind', server_default=None)
    op.alter_column('appeal', 'subject_key', server_default=None)
    op.alter_column('appeal', 'entry_id', nullable=True)
    op.create_foreign_key(None, 'appeal', 'target', ['target_id'], ['id'])
    op.create_check_constraint('appeal_subject', 'appeal', "CASE subject_kind WHEN 'entry' THEN entry_id IS NOT NULL"
        " AND subject_key = '' AND target_id IS NULL ELSE subject_key <> '' END")
    op.create_index('appeal_by_subject', 'appeal', ['subject_kind', 'subject_key', 'number'], unique=True,
        postgresql_where=sa.text('entry_id IS NULL'))
    op.create_index('appeal_running_by_subject', 'appeal', ['subject_kind', 'subject_key'], unique=True,
        postgresql_where=sa.text("entry_id IS NULL AND state IN ('lodged', 'accepted')"))


def downgrade() -> None:
    op.drop_index('appeal_running_by_subject', table_name='appeal')
    op.drop_index('appeal_by_subject', table_name='appeal')
    op.drop_constraint('appeal_subject', 'appeal', type_='check')
    op.drop_column('appeal', 'target_id')
    op.drop_column('appeal', 'subject_key')
    op.drop_column('appeal', 'subject_kind')
    op.alter_column('appeal', 'entry_id', nullable=False)
