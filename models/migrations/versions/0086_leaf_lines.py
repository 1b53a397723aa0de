"""A report has a line for each leaf of a target; what was opened before has none, and its digest stays."""

import sqlalchemy as sa
from alembic import op

revision = '0086'
down_revision = '0080'
branch_labels = None
depends_on = None

STATUS = sa.Enum('done', 'in_progress', 'not_started', 'blocked', name='is_linestatus', native_enum=False,
    create_constraint=True, length=24)
KEY = ['obligation_id', 'version', 'target_id']


def upgrade() -> None:
    op.create_table(
        'report_leaf',
        *(sa.Column(name, sa.Integer(), nullable=False) for name in KEY),
        sa.Column('indicator', sa.String(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('progress', sa.Numeric(), nullable=True),
        sa.Column('status', STATUS, nullable=True),
        sa.Column('remark', sa.String(), nullable=False),
        sa.Column('quantity', sa.Numeric(), nullable=True),
        sa.PrimaryKeyConstraint(*KEY, 'indicator'),
        sa.ForeignKeyConstraint(KEY, [f'report_line.{name}' for name in KEY], onupdate='CASCADE'),
    )


def downgrade() -> None:
    op.drop_table('report_leaf')
