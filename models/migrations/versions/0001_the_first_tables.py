"""The first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('chain_head',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('hash', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('evidence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('sha256')
    )
    op.create_table('jurisdiction',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('go_live', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['parent_id'], ['jurisdiction.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('name')
    )
    op.create_table('transition',
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('act_id', sa.BigInteger(), nullable=False),
    sa.Column('record', sa.String(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('record_key', sa.String(), nullable=False),
    sa.Column('event', sa.String(), nullable=False),
    sa.Column('from_state', sa.String(), nullable=False),
    sa.Column('to_state', sa.String(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('detail', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('transition_of_act', 'transition', ['act_id'], unique=False)
    op.create_index('transition_of_record', 'transition', ['record', 'record_key'], unique=False)
    op.create_table('block',
    sa.Column('act_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
    sa.Column('act', sa.String(), nullable=False),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('business_date', sa.Date(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('request_id', sa.String(), nullable=True),
    sa.Column('result', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('content', sa.String(), nullable=False),
    sa.Column('previous_hash', sa.String(), nullable=False),
    sa.Column('hash', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id'], ),
    sa.PrimaryKeyConstraint('act_id'),
    sa.UniqueConstraint('hash'),
    sa.UniqueConstraint('height'),
    sa.UniqueConstraint('previous_hash'),
    sa.UniqueConstraint('request_id')
    )
    op.create_table('calendar_day',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
    sa.Column('date', sa.Date(), nullable=False),
    sa.Column('kind', sa.Enum('holiday', 'makeup_workday', name='is_daykind', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('notice_title', sa.String(), nullable=False),
    sa.Column('notice_number', sa.String(), nullable=False),
    sa.Column('notice_date', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('jurisdiction_id', 'date')
    )
    op.create_table('cycle_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
    sa.Column('cycle', sa.String(), nullable=False),
    sa.Column('period', sa.String(), nullable=False),
    sa.Column('opens_on', sa.Date(), nullable=False),
    sa.Column('opened_on', sa.Date(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opened_late', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('jurisdiction_id', 'cycle', 'period')
    )
    op.create_table('deadline',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('anchor', sa.Date(), nullable=False),
    sa.Column('n', sa.Integer(), nullable=False),
    sa.Column('calendar', sa.String(), nullable=False),
    sa.Column('suspensions', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('due', sa.Date(), nullable=False),
    sa.Column('target', sa.Date(), nullable=False),
    sa.Column('earliest', sa.Date(), nullable=False),
    sa.Column('provisional', sa.Boolean(), nullable=False),
    sa.Column('proof', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('jurisdiction_id', 'rule', 'anchor', 'n', 'calendar', 'suspensions')
    )
    op.create_table('department',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('short_name', sa.String(), nullable=False),
    sa.Column('management', sa.Enum('direct', 'delegated', name='is_management', native_enum=False, create_constraint=True, length=24), nullable=True),
    sa.Column('is_agency', sa.Boolean(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('jurisdiction_id', 'code'),
    sa.UniqueConstraint('jurisdiction_id', 'name')
    )
    op.create_table('recipient',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('paused_until', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('jurisdiction_id', 'channel', 'address')
    )
    op.create_table('target',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('requirement', sa.String(), nullable=False),
    sa.Column('category', sa.Enum('building', 'functional', name='is_category', native_enum=False, create_constraint=True, length=24), nullable=True),
    sa.Column('origin', sa.Enum('poverty_relief', 'own', 'superior', 'dynamic', name='is_origin', native_enum=False, create_constraint=True, length=24), nullable=True),
    sa.Column('source_document', sa.String(), nullable=False),
    sa.Column('key_project', sa.Boolean(), nullable=False),
    sa.Column('quantity', sa.Numeric(), nullable=True),
    sa.Column('unit', sa.String(), nullable=False),
    sa.Column('deadline', sa.Date(), nullable=True),
    sa.Column('parent_code', sa.String(), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('jurisdiction_id', 'year', 'code')
    )
    op.create_table('contact',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.Enum('liaison', 'office_director', 'head', 'leader_in_charge', name='is_contactrole', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('mobile', sa.String(), nullable=False),
    sa.Column('wecom_id', sa.String(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('department_id', 'role', 'name', 'valid_from', postgresql_nulls_not_distinct=True)
    )
    op.create_table('meeting',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('period', sa.String(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('attendees', sa.String(), nullable=False),
    sa.Column('completion', sa.String(), nullable=False),
    sa.Column('problems', sa.String(), nullable=False),
    sa.Column('coordination', sa.String(), nullable=False),
    sa.Column('measures', sa.String(), nullable=False),
    sa.Column('recorded_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('department_id', 'kind', 'period')
    )
    op.create_table('message',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('recipient_id', sa.Integer(), nullable=False),
    sa.Column('business_date', sa.Date(), nullable=False),
    sa.Column('wave', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('html', sa.String(), nullable=False),
    sa.Column('markdown', sa.String(), nullable=False),
    sa.Column('state', sa.Enum('sending', 'waiting', 'sent', 'parked', 'dropped', name='is_messagestate', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('claimed_by', sa.String(), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('next_try', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('maybe_duplicate', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['recipient_id'], ['recipient.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('recipient_id', 'business_date', 'wave'),
    sa.UniqueConstraint('reference')
    )
    op.create_index('message_unfinished', 'message', ['state'], unique=False, postgresql_where="state IN ('sending', 'waiting')")
    op.create_table('negative_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('target_id', sa.Integer(), nullable=False),
    sa.Column('occurrence', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('finding', sa.String(), nullable=False),
    sa.Column('found_on', sa.Date(), nullable=False),
    sa.Column('listed_on', sa.Date(), nullable=False),
    sa.Column('state', sa.Enum('listed', 'remedying', 'made_good', name='is_entrystate', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], ),
    sa.ForeignKeyConstraint(['target_id'], ['target.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('target_id', 'occurrence')
    )
    op.create_table('obligation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('period', sa.String(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('cycle_run_id', sa.Integer(), nullable=True),
    sa.Column('owed_by', sa.Integer(), nullable=False),
    sa.Column('clause', sa.String(), nullable=False),
    sa.Column('deadline_id', sa.Integer(), nullable=False),
    sa.Column('due_version', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('open', 'discharged', 'waived', 'void', name='is_obligationstate', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('opened_on', sa.Date(), nullable=False),
    sa.Column('opened_late', sa.Boolean(), nullable=False),
    sa.Column('counted_on', sa.Date(), nullable=True),
    sa.Column('late', sa.Boolean(), nullable=True),
    sa.ForeignKeyConstraint(['cycle_run_id'], ['cycle_run.id'], ),
    sa.ForeignKeyConstraint(['deadline_id'], ['deadline.id'], ),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], ),
    sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id'], ),
    sa.ForeignKeyConstraint(['owed_by'], ['department.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('jurisdiction_id', 'kind', 'period', 'department_id', 'subject', 'round', postgresql_nulls_not_distinct=True)
    )
    op.create_index(op.f('ix_obligation_deadline_id'), 'obligation', ['deadline_id'], unique=False)
    op.create_index('obligation_by_run', 'obligation', ['cycle_run_id'], unique=False)
    op.create_index('obligation_open', 'obligation', ['state', 'deadline_id'], unique=False)
    op.create_table('office',
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('wecom_robot', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], ),
    sa.PrimaryKeyConstraint('department_id')
    )
    op.create_table('target_department',
    sa.Column('target_id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], ),
    sa.ForeignKeyConstraint(['target_id'], ['target.id'], ),
    sa.PrimaryKeyConstraint('target_id', 'department_id')
    )
    op.create_index('target_department_by_department', 'target_department', ['department_id', 'position'], unique=False)
    op.create_table('acknowledgement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('obligation_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('read_on', sa.Date(), nullable=False),
    sa.Column('read_by', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['obligation_id'], ['obligation.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('obligation_id', 'version')
    )
    op.create_table('attempt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('message_id', sa.Integer(), nullable=False),
    sa.Column('act_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_attempt_act_id'), 'attempt', ['act_id'], unique=False)
    op.create_index(op.f('ix_attempt_message_id'), 'attempt', ['message_id'], unique=False)
    op.create_table('evidence_use',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('evidence_id', sa.Integer(), nullable=False),
    sa.Column('obligation_id', sa.Integer(), nullable=False),
    sa.Column('target_id', sa.Integer(), nullable=True),
    sa.Column('file_name', sa.String(), nullable=False),
    sa.Column('about', sa.Date(), nullable=True),
    sa.Column('made_on', sa.Date(), nullable=True),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['evidence_id'], ['evidence.id'], ),
    sa.ForeignKeyConstraint(['obligation_id'], ['obligation.id'], ),
    sa.ForeignKeyConstraint(['target_id'], ['target.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('evidence_id', 'obligation_id', 'target_id', postgresql_nulls_not_distinct=True)
    )
    op.create_index(op.f('ix_evidence_use_obligation_id'), 'evidence_use', ['obligation_id'], unique=False)
    op.create_table('notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('occasion', sa.String(), nullable=False),
    sa.Column('audience', sa.Enum('office', 'liaison', 'head', 'agency', name='is_audience', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('obligation_id', sa.Integer(), nullable=True),
    sa.Column('payload', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('act_id', sa.Integer(), nullable=False),
    sa.Column('created_on', sa.Date(), nullable=False),
    sa.Column('resolved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], ),
    sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id'], ),
    sa.ForeignKeyConstraint(['obligation_id'], ['obligation.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('jurisdiction_id', 'kind', 'subject', 'occasion', 'audience')
    )
    op.create_index(op.f('ix_notice_obligation_id'), 'notice', ['obligation_id'], unique=False)
    op.create_index('notice_unresolved', 'notice', ['id'], unique=False, postgresql_where='resolved_at IS NULL AND cancelled IS NULL')
    op.create_table('remediation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('limit', sa.Date(), nullable=False),
    sa.Column('state', sa.Enum('remedying', 'completed', 'fed_back', 'accepted', 'rejected', name='is_remediationstate', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('measures', sa.String(), nullable=False),
    sa.Column('completed_on', sa.Date(), nullable=True),
    sa.Column('fed_back_on', sa.Date(), nullable=True),
    sa.Column('feedback', sa.String(), nullable=False),
    sa.Column('rechecked_on', sa.Date(), nullable=True),
    sa.Column('recheck', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['negative_entry.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('entry_id', 'round')
    )
    op.create_table('report',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('obligation_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('reported_by', sa.String(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['obligation_id'], ['obligation.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('obligation_id', 'version')
    )
    op.create_table('report_line',
    sa.Column('obligation_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('target_id', sa.Integer(), nullable=False),
    sa.Column('target_version', sa.Integer(), nullable=False),
    sa.Column('progress', sa.Numeric(), nullable=True),
    sa.Column('status', sa.Enum('done', 'in_progress', 'not_started', 'blocked', name='is_linestatus', native_enum=False, create_constraint=True, length=24), nullable=True),
    sa.Column('remark', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['obligation_id'], ['obligation.id'], ),
    sa.ForeignKeyConstraint(['target_id'], ['target.id'], ),
    sa.PrimaryKeyConstraint('obligation_id', 'version', 'target_id')
    )
    op.create_table('reverification',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('obligation_id', sa.Integer(), nullable=False),
    sa.Column('complete', sa.Boolean(), nullable=False),
    sa.Column('missing', sa.String(), nullable=False),
    sa.Column('recorded_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['obligation_id'], ['obligation.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('obligation_id')
    )
    op.create_table('urging',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('obligation_id', sa.Integer(), nullable=False),
    sa.Column('due_version', sa.Integer(), nullable=False),
    sa.Column('step', sa.Integer(), nullable=False),
    sa.Column('method', sa.Enum('phone', 'letter', 'visit', name='is_urgingmethod', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('state', sa.Enum('proposed', 'done', 'skipped', 'replaced', 'lapsed', name='is_urgingstate', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('proposed_on', sa.Date(), nullable=False),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['obligation_id'], ['obligation.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('obligation_id', 'due_version', 'step')
    )
    op.create_table('delivery',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('notice_id', sa.Integer(), nullable=False),
    sa.Column('recipient_id', sa.Integer(), nullable=False),
    sa.Column('person', sa.String(), nullable=False),
    sa.Column('message_id', sa.Integer(), nullable=True),
    sa.Column('cancelled', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], ),
    sa.ForeignKeyConstraint(['notice_id'], ['notice.id'], ),
    sa.ForeignKeyConstraint(['recipient_id'], ['recipient.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('notice_id', 'recipient_id')
    )
    op.create_index('delivery_pending', 'delivery', ['recipient_id'], unique=False, postgresql_where='message_id IS NULL AND cancelled IS NULL')
    op.create_index(op.f('ix_delivery_message_id'), 'delivery', ['message_id'], unique=False)
    op.execute("CREATE SEQUENCE act_number")
    op.execute(
        "CREATE FUNCTION refuse_final() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'a message that was sent or dropped is not changed'; END $$"
    )
    op.execute(
        "CREATE TRIGGER message_is_final BEFORE UPDATE ON message FOR EACH ROW "
        "WHEN (OLD.state IN ('sent', 'dropped')) EXECUTE FUNCTION refuse_final()"
    )
    op.execute("INSERT INTO jurisdiction (name) VALUES ('全国')")
    op.execute("INSERT INTO chain_head (id, height, hash) VALUES (1, 0, repeat('0', 64))")


def downgrade() -> None:
    op.execute("DROP TRIGGER message_is_final ON message")
    op.execute("DROP FUNCTION refuse_final()")
    op.execute("DROP SEQUENCE act_number")
    op.drop_index(op.f('ix_delivery_message_id'), table_name='delivery')
    op.drop_index('delivery_pending', table_name='delivery', postgresql_where='message_id IS NULL AND cancelled IS NULL')
    op.drop_table('delivery')
    op.drop_table('urging')
    op.drop_table('reverification')
    op.drop_table('report_line')
    op.drop_table('report')
    op.drop_table('remediation')
    op.drop_index('notice_unresolved', table_name='notice', postgresql_where='resolved_at IS NULL AND cancelled IS NULL')
    op.drop_index(op.f('ix_notice_obligation_id'), table_name='notice')
    op.drop_table('notice')
    op.drop_index(op.f('ix_evidence_use_obligation_id'), table_name='evidence_use')
    op.drop_table('evidence_use')
    op.drop_index(op.f('ix_attempt_message_id'), table_name='attempt')
    op.drop_index(op.f('ix_attempt_act_id'), table_name='attempt')
    op.drop_table('attempt')
    op.drop_table('acknowledgement')
    op.drop_index('target_department_by_department', table_name='target_department')
    op.drop_table('target_department')
    op.drop_table('office')
    op.drop_index('obligation_open', table_name='obligation')
    op.drop_index('obligation_by_run', table_name='obligation')
    op.drop_index(op.f('ix_obligation_deadline_id'), table_name='obligation')
    op.drop_table('obligation')
    op.drop_table('negative_entry')
    op.drop_index('message_unfinished', table_name='message', postgresql_where="state IN ('sending', 'waiting')")
    op.drop_table('message')
    op.drop_table('meeting')
    op.drop_table('contact')
    op.drop_table('target')
    op.drop_table('recipient')
    op.drop_table('department')
    op.drop_table('deadline')
    op.drop_table('cycle_run')
    op.drop_table('calendar_day')
    op.drop_table('block')
    op.drop_index('transition_of_record', table_name='transition')
    op.drop_index('transition_of_act', table_name='transition')
    op.drop_table('transition')
    op.drop_table('jurisdiction')
    op.drop_table('evidence')
    op.drop_table('chain_head')
