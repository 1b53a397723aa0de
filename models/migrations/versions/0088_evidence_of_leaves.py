"""Evidence names the leaf that it supports; what was attached before is about the target, and its digest stays."""

import sqlalchemy as sa
from alembic import op

revision = '0088'
down_revision = '0087'
branch_labels = None
depends_on = None

KEY = ['evidence_id', 'obligation_id', 'target_id']
NAME = 'evidence_use_evidence_id_obligation_id_target_id_key'
NEW_NAME = 'evidence_use_evidence_id_obligation_id_target_id_indicator_key'


def upgrade() -> None:
    op.add_column('evidence_use', sa.Column('indicator', sa.String(), nullable=False, server_default=''))
    op.alter_column('evidence_use', 'indicator', server_default=None)
    op.drop_constraint(NAME, 'evidence_use')
    op.create_unique_constraint(NEW_NAME, 'evidence_use', [*KEY, 'indicator'], postgresql_nulls_not_distinct=True)
    op.create_check_constraint('leaf_of_a_target', 'evidence_use', "indicator = '' OR target_id IS NOT NULL")


def downgrade() -> None:
    op.drop_constraint('leaf_of_a_target', 'evidence_use')
    op.drop_constraint(NEW_NAME, 'evidence_use')
    op.create_unique_constraint(NAME, 'evidence_use', KEY, postgresql_nulls_not_distinct=True)
    op.drop_column('evidence_use', 'indicator')
