"""Reforms of departments, pauses of cycles, the year-end notice, days taken back, where a date or an entry comes from."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

KEY = 'deadline_jurisdiction_id_rule_anchor_n_calendar_suspensions_key'
# What was told of the present due date before the column was there: occasions are 1|T-3, 1|T, 1|T+1.
REMINDED = """
UPDATE obligation o SET reminded = t.told FROM (
    SELECT obligation_id, split_part(occasion, '|', 1) AS due_version,
        max(coalesce(CAST(nullif(substr(split_part(occasion, '|', 2), 2), '') AS int), 0)) AS told
    FROM notice WHERE kind IN ('reminder', 'overdue') GROUP BY 1, 2) t
WHERE t.obligation_id = o.id AND t.due_version = CAST(o.due_version AS text)
"""
# Whoever may write to the ledger at all, the application, can only add to its end; looked at when the transaction ends,
# in which order it wrote does not matter. 42501 is "insufficient privilege".
GUARDS = (
    """
    CREATE FUNCTION refuse_other_head() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.id = OLD.id AND NEW.height = OLD.height + 1 AND EXISTS (SELECT FROM public.block
            WHERE height = NEW.height AND hash = NEW.hash AND previous_hash = OLD.hash) THEN RETURN NULL; END IF;
        RAISE EXCEPTION 'the head of the chain only advances to the block after it' USING ERRCODE = '42501';
    END $$
    """,
    """
    CREATE CONSTRAINT TRIGGER head_only_advances AFTER UPDATE ON chain_head DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION refuse_other_head()
    """,
    """
    CREATE FUNCTION refuse_loose_block() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF EXISTS (SELECT FROM public.chain_head WHERE height >= NEW.height) THEN RETURN NULL; END IF;
        RAISE EXCEPTION 'a block without the head of the chain at it' USING ERRCODE = '42501';
    END $$
    """,
    """
    CREATE CONSTRAINT TRIGGER block_is_sealed AFTER INSERT ON block DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION refuse_loose_block()
    """,
)


def upgrade() -> None:
    op.create_table('pause',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
    sa.Column('cycle', sa.String(), nullable=False),
    sa.Column('paused_from', sa.Date(), nullable=False),
    sa.Column('resumed_on', sa.Date(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('resume_reason', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('jurisdiction_id', 'cycle', 'paused_from')
    )
    op.create_table('year_end_notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('requirements', sa.String(), nullable=False),
    sa.Column('due', sa.Date(), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('jurisdiction_id', 'year', 'number')
    )
    op.create_table('reform',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('rename', 'merge', 'transfer', name='is_reformkind', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('successor_id', sa.Integer(), nullable=True),
    sa.Column('old_name', sa.String(), nullable=False),
    sa.Column('old_short_name', sa.String(), nullable=False),
    sa.Column('new_name', sa.String(), nullable=False),
    sa.Column('new_short_name', sa.String(), nullable=False),
    sa.Column('effective_on', sa.Date(), nullable=False),
    sa.Column('basis', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], ),
    sa.ForeignKeyConstraint(['successor_id'], ['department.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('department_id', 'kind', 'successor_id', 'effective_on', 'basis', postgresql_nulls_not_distinct=True)
    )
    op.create_index('reform_merged_once', 'reform', ['department_id'], unique=True, postgresql_where=sa.text("kind = 'merge'"))
    op.add_column('target_department', sa.Column('since', sa.Date(), nullable=True))
    op.add_column('deadline', sa.Column('source', sa.String(), nullable=False, server_default=''))
    op.alter_column('deadline', 'source', server_default=None)
    op.drop_constraint(KEY, 'deadline', type_='unique')
    op.create_unique_constraint('deadline_identity', 'deadline',
        ['jurisdiction_id', 'rule', 'anchor', 'n', 'calendar', 'suspensions', 'source'])
    op.add_column('block', sa.Column('source', postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default='{}'))
    op.alter_column('block', 'source', server_default=None)
    op.add_column('obligation', sa.Column('reminded', sa.Integer(), nullable=True))
    op.execute(REMINDED)
    op.drop_index('ix_obligation_deadline_id', table_name='obligation')
    op.drop_index('obligation_open', table_name='obligation')
    op.create_index('obligation_open', 'obligation', ['id'], postgresql_where=sa.text("state = 'open'"))
    # Room on the page for the next version of a row: a reminder or a moved date then touches no index.
    op.execute("ALTER TABLE obligation SET (fillfactor = 50)")
    op.create_index('urging_waiting', 'urging', ['obligation_id'], postgresql_where=sa.text("state = 'proposed'"))
    op.drop_constraint('is_daykind', 'calendar_day', type_='check')
    op.create_check_constraint('is_daykind', 'calendar_day', "kind IN ('holiday', 'makeup_workday', 'normal')")
    for guard in GUARDS:
        op.execute(guard)


def downgrade() -> None:
    op.drop_index('urging_waiting', table_name='urging')
    op.execute("ALTER TABLE obligation RESET (fillfactor)")
    op.drop_index('obligation_open', table_name='obligation')
    op.create_index('obligation_open', 'obligation', ['state', 'deadline_id'])
    op.create_index('ix_obligation_deadline_id', 'obligation', ['deadline_id'])
    op.drop_column('obligation', 'reminded')
    op.execute("DROP TRIGGER block_is_sealed ON block")
    op.execute("DROP FUNCTION refuse_loose_block()")
    op.execute("DROP TRIGGER head_only_advances ON chain_head")
    op.execute("DROP FUNCTION refuse_other_head()")
    op.execute("DELETE FROM calendar_day WHERE kind = 'normal'")  # without the kind a day taken back is no row
    op.drop_constraint('is_daykind', 'calendar_day', type_='check')
    op.create_check_constraint('is_daykind', 'calendar_day', "kind IN ('holiday', 'makeup_workday')")
    op.drop_column('block', 'source')
    op.drop_constraint('deadline_identity', 'deadline', type_='unique')
    op.create_unique_constraint(KEY, 'deadline',
        ['jurisdiction_id', 'rule', 'anchor', 'n', 'calendar', 'suspensions'])
    op.drop_column('deadline', 'source')
    op.drop_column('target_department', 'since')
    op.drop_index('reform_merged_once', table_name='reform')
    op.drop_table('reform')
    op.drop_table('year_end_notice')
    op.drop_table('pause')
