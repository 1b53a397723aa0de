"""Of an upload that was handed over: the rung its present debtor was told of, not the one told to whoever owed it."""

from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

# Occasions are 1|T-3, 1|T, 1|T+1; what the agency hears of it goes to the audience `agency` alone.
REMINDED = """
UPDATE obligation o SET reminded = (
    SELECT max(coalesce(CAST(substring(n.occasion FROM '[+-][0-9]{1,3}$') AS int), 0)) FROM notice n
    WHERE n.obligation_id = o.id AND n.kind IN ('reminder', 'overdue')
        AND split_part(n.occasion, '|', 1) = CAST(o.due_version AS text) AND %s)
WHERE o.kind = 'cloud_monitoring'
"""


def upgrade() -> None:
    op.execute(REMINDED % "(n.audience = 'agency') = (o.owed_by = o.department_id)")


def downgrade() -> None:
    op.execute(REMINDED % 'true')
