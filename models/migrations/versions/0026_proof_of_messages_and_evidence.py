"""The evidence folder has an identity; a hand-over of a message is on record before it begins.

A picture is known again when its edges were cut. A large import renews the statistics of the planner.
"""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None

# The application does not own the tables, and only their owner may renew the statistics. Small tables need none.
STATISTICS = """
CREATE FUNCTION renew_statistics() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ DECLARE name text; BEGIN
    FOR name IN SELECT format('public.%I', relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace
        AND relkind = 'r' AND pg_relation_size(oid) > 100000 ORDER BY relname
    LOOP EXECUTE 'ANALYZE ' || name; END LOOP;
END $$
"""


def upgrade() -> None:
    op.execute(STATISTICS)
    op.create_table('evidence_store',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('key', sa.String(), nullable=False),
        sa.CheckConstraint('id = 1', name='one_store'),
        sa.PrimaryKeyConstraint('id'))
    op.add_column('message', sa.Column('in_handover', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('cloud_medium', sa.Column('cuts', sa.ARRAY(sa.BigInteger()), nullable=True))
    # What an older version was sending may have been handed over.
    op.execute("UPDATE message SET in_handover = true WHERE state = 'sending'")


def downgrade() -> None:
    op.execute('DROP FUNCTION renew_statistics()')
    op.drop_column('cloud_medium', 'cuts')
    op.drop_column('message', 'in_handover')
    op.drop_table('evidence_store')
