"""目标草案: targets that are written before they are issued."""

import sqlalchemy as sa
from alembic import op

revision = '0055'
down_revision = '0053'
branch_labels = None
depends_on = None

KINDS = {
    'category': ('is_category', 'building', 'functional'),
    'handling': ('is_handling', 'daily', 'spot_check'),
    'item': ('is_item', 'ideology', 'organization', 'integrity', 'team', 'village'),
    'origin': ('is_origin', 'poverty_relief', 'own', 'superior'),
    'management': ('is_managementmode', 'initial', 'dynamic'),
}
STATES = ('drafted', 'consulted', 'submitted', 'approved', 'issued', 'returned', 'withdrawn')


def _kind(name: str, *keys: str) -> sa.Enum:
    return sa.Enum(*keys, name=name, native_enum=False, create_constraint=True, length=24)


def upgrade() -> None:
    op.create_table(
        'target_draft',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
        sa.Column('year', sa.Integer(), nullable=False),
        sa.Column('code', sa.String(), nullable=False),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('requirement', sa.String(), nullable=False),
        *(sa.Column(column, _kind(*kind), nullable=True) for column, kind in KINDS.items()),
        sa.Column('source_document', sa.String(), nullable=False),
        sa.Column('key_project', sa.Boolean(), nullable=False),
        sa.Column('quantity', sa.Numeric(), nullable=True),
        sa.Column('unit', sa.String(), nullable=False),
        sa.Column('deadline', sa.Date(), nullable=True),
        sa.Column('parent_code', sa.String(), nullable=False),
        sa.Column('note', sa.String(), nullable=False),
        sa.Column('state', _kind('is_draftstate', *STATES), nullable=False),
        sa.Column('drafted_on', sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('jurisdiction_id', 'year', 'code'),
    )
    op.create_table(
        'target_draft_department',
        sa.Column('draft_id', sa.Integer(), nullable=False),
        sa.Column('department_id', sa.Integer(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['department_id'], ['department.id']),
        sa.ForeignKeyConstraint(['draft_id'], ['target_draft.id']),
        sa.PrimaryKeyConstraint('draft_id', 'department_id'),
    )
    op.create_index('draft_department_by_department', 'target_draft_department', ['department_id', 'position'])


def downgrade() -> None:
    op.drop_table('target_draft_department')
    op.drop_table('target_draft')
