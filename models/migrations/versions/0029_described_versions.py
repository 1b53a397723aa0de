"""A version of a target keeps its name, category, origin, source, parent, issue day and the reason of a correction.

A target that was imported by mistake is withdrawn on record, and so is a merger or a renaming.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None

ADDED = ('name', 'category', 'origin', 'source_document', 'key_project', 'parent_code', 'issued_on', 'reason')


REFORMS = ('rename', 'merge', 'transfer')
WITHDRAWN = ('withdrawn_rename', 'withdrawn_merge')


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
    op.add_column('target', sa.Column('withdrawn_why', sa.String(), nullable=True))
    op.add_column('reform', sa.Column('before', JSONB(), nullable=True))
    op.add_column('reform', sa.Column('withdrawn_on', sa.Date(), nullable=True))
    op.add_column('reform', sa.Column('withdrawn_why', sa.String(), nullable=True))
    _allow_kinds(*REFORMS, *WITHDRAWN)


def downgrade() -> None:
    op.execute("DELETE FROM reform WHERE kind IN ('withdrawn_rename', 'withdrawn_merge')")
    _allow_kinds(*REFORMS)
    op.drop_column('reform', 'withdrawn_why')
    op.drop_column('reform', 'withdrawn_on')
    op.drop_column('reform', 'before')
    op.drop_column('target', 'withdrawn_why')
    op.drop_column('target', 'withdrawn_on')
    for column in reversed(ADDED):
        op.drop_column('target_version', column)


def _allow_kinds(*kinds: str) -> None:
    op.drop_constraint('is_reformkind', 'reform', type_='check')
    op.create_check_constraint('is_reformkind', 'reform', sa.column('kind').in_(kinds))
