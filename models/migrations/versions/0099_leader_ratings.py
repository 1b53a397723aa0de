"""Leaders of the province are contacts of the agency, and their ratings are sealed (1-2.15)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0099'
down_revision = '0098'
branch_labels = None
depends_on = None

ROLES = ('liaison', 'office_director', 'head', 'leader_in_charge')
STATES = ('entered', 'confirmed', 'withdrawn')


def upgrade() -> None:
    _allow((*ROLES, 'provincial_leader'))
    op.create_table('leader_sheet',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
        sa.Column('year', sa.Integer(), nullable=False),
        sa.Column('leader', sa.String(), nullable=False),
        sa.Column('serial', sa.Integer(), nullable=False),
        sa.Column('rated_on', sa.Date(), nullable=False),
        sa.Column('rated', sa.Integer(), nullable=False),
        sa.Column('digest', sa.String(), nullable=False),
        sa.Column('state', sa.Enum(*STATES, native_enum=False, length=24, create_constraint=True,
            name='is_leadersheetstate'), nullable=False),
        sa.Column('entered_by', sa.String(), nullable=False),
        sa.Column('account', sa.String(), nullable=False),
        sa.Column('entered_on', sa.Date(), nullable=False),
        sa.Column('confirmed_by', sa.String(), nullable=False),
        sa.Column('confirmed_on', sa.Date(), nullable=True),
        sa.Column('withdrawn_on', sa.Date(), nullable=True),
        sa.Column('reason', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('jurisdiction_id', 'year', 'leader', 'serial'))
    op.create_index('leader_rates_once', 'leader_sheet', ['jurisdiction_id', 'year', 'leader'], unique=True,
        postgresql_where=sa.text("state <> 'withdrawn'"))
    op.create_table('sealed_rating',
        sa.Column('leader_sheet_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('salt', sa.String(), nullable=False),
        sa.Column('marks', postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(['leader_sheet_id'], ['leader_sheet.id']),
        sa.PrimaryKeyConstraint('leader_sheet_id'))


def downgrade() -> None:
    op.drop_table('sealed_rating')
    op.drop_table('leader_sheet')
    op.execute("DELETE FROM contact WHERE role = 'provincial_leader'")
    _allow(ROLES)


def _allow(keys: tuple[str, ...]) -> None:
    op.drop_constraint('is_contactrole', 'contact', type_='check')
    op.create_check_constraint('is_contactrole', 'contact', sa.column('role').in_(keys))
