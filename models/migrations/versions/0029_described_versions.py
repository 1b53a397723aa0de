"""A version of a target keeps its name, category, origin, source, parent, issue day and the reason of a correction.

A target that was imported by mistake is withdrawn on record.
"""

import sqlalchemy as sa
from alembic import op

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None

ADDED = ('name', 'category', 'origin', 'source_document', 'key_project', 'parent_code', 'issued_on', 'reason')


def upgrade() -> None:
    op.add_column('target_version', sa.Column('name', sa.String(), nullable=True))
    op.add_column('target_version', sa.Column('category', sa.Enum('building', 'functional', name='is_category',
        native_enum=False, create_constraint=True, length=24), nullable=True))
    op.add_column('target_version', sa.Column('origin', sa.Enum('poverty_relief', 'own', 'superior', 'dynamic',
        name='is_origin', native_enum=False, create_constraint=True, length=24), nullable=True))
    op.add_column('target_version', sa.Column('source_document', sa.String(), nullable=True))
    op.add_column('target_version', sa.Column('key_project', sa.Boolean(), nullable=True))
    op.add_column('target_version', sa.Column('parent_code', sa.String(), nullable=True))
    op.add_column('target_version', sa.Column('issued_on', sa.Date(), nullable=True))
    op.add_column('target_version', sa.Column('reason', sa.String(), nullable=True))
    op.add_column('target', sa.Column('withdrawn_on', sa.Date(), nullable=True))
    op.add_column('target', sa.Column('withdrawn_why', sa.String(), nullable=False, server_default=''))
    op.alter_column('target', 'withdrawn_why', server_default=None)


def downgrade() -> None:
    op.drop_column('target', 'withdrawn_why')
    op.drop_column('target', 'withdrawn_on')
    for column in reversed(ADDED):
        op.drop_column('target_version', column)
