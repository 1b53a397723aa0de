"""The deliveries of a year's results to bodies and departments, their receipts and uses."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0119'
down_revision = '0118'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'result_delivery',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
        sa.Column('year', sa.Integer(), nullable=False),
        sa.Column('kind', _one_of('recipient', 'members', 'personnel', 'department'), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('body_id', sa.Integer(), nullable=True),
        sa.Column('department_id', sa.Integer(), nullable=True),
        sa.Column('paper_number', sa.String(), nullable=False),
        sa.Column('paper_date', sa.Date(), nullable=True),
        sa.Column('delivered_on', sa.Date(), nullable=False),
        sa.Column('due', sa.Date(), nullable=False),
        sa.Column('obligation_id', sa.Integer(), nullable=True),
        sa.Column(
            'state',
            _one_of('resultdeliverystate', 'delivered', 'told', 'received', 'used', 'replaced'),
            nullable=False,
        ),
        sa.Column('receiver', sa.String(), nullable=False),
        sa.Column('received_on', sa.Date(), nullable=True),
        sa.Column('told_person', sa.String(), nullable=False),
        sa.Column('told_on', sa.Date(), nullable=True),
        sa.Column('told_by', sa.String(), nullable=False),
        sa.Column('uses', JSONB(), nullable=False),
        sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id']),
        sa.ForeignKeyConstraint(['body_id'], ['body.id']),
        sa.ForeignKeyConstraint(['department_id'], ['department.id']),
        sa.ForeignKeyConstraint(['obligation_id'], ['obligation.id']),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index(
        'result_to_body',
        'result_delivery',
        ['jurisdiction_id', 'year', 'kind', 'body_id', 'version'],
        unique=True,
        postgresql_where=sa.text('body_id IS NOT NULL'),
    )
    op.create_index(
        'result_to_department',
        'result_delivery',
        ['jurisdiction_id', 'year', 'department_id', 'version'],
        unique=True,
        postgresql_where=sa.text('department_id IS NOT NULL'),
    )


def downgrade() -> None:
    op.drop_table('result_delivery')


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=f'is_{name}', native_enum=False, create_constraint=True, length=24)
