"""Statements that the role of the application must not be able to execute, in any kind of installation."""

APP, READER = "mubiao_app", "mubiao_read"  # every embedded cluster has them
FORGED = """
INSERT INTO block (act_id, height, jurisdiction_id, act, actor, role, business_date, at, result, source, content,
    input_digest, known, entered_by, sealed_at, previous_hash, hash)
SELECT act_id + 1000, height + {step}, jurisdiction_id, act, actor, role, business_date, at, result, source, content,
    input_digest, known, entered_by, sealed_at, {previous}, repeat('f', 64) FROM block ORDER BY height DESC LIMIT 1
"""
FORGED_HEAD = f"""
WITH forged AS ({FORGED.format(step=1, previous="hash").strip()} RETURNING height, hash)
UPDATE chain_head SET height = forged.height, hash = forged.hash, sealed_at = '2026-01-01' FROM forged
"""  # noqa: S608 - constants only
FORBIDDEN = {
    "UPDATE": "UPDATE block SET actor = '别人'",
    "UPDATE of one column": "UPDATE transition SET digest = '' WHERE false",
    "UPDATE of evidence": "UPDATE evidence SET sha256 = ''",
    "DELETE": "DELETE FROM transition",
    "DELETE of a message": "DELETE FROM message",
    "DELETE of an obligation": "DELETE FROM obligation",
    "TRUNCATE": "TRUNCATE block",
    "TRUNCATE of all": "TRUNCATE jurisdiction CASCADE",
    "MERGE": "MERGE INTO block b USING (SELECT 1) x ON true WHEN MATCHED THEN UPDATE SET actor = '别人'",
    "upsert": "INSERT INTO attempt SELECT * FROM attempt ON CONFLICT (id) DO UPDATE SET outcome = 'sent'",
    "LOCK TABLE": "LOCK TABLE block IN ACCESS EXCLUSIVE MODE",
    "DROP TABLE": "DROP TABLE block",
    "ALTER TABLE": "ALTER TABLE block ADD COLUMN x int",
    "ALTER TABLE OWNER": f"ALTER TABLE block OWNER TO {APP}",
    "DISABLE TRIGGER": "ALTER TABLE chain_head DISABLE TRIGGER ALL",
    "DROP TRIGGER": "DROP TRIGGER head_only_advances ON chain_head",
    "CREATE TRIGGER": "CREATE TRIGGER x BEFORE INSERT ON block FOR EACH ROW EXECUTE FUNCTION refuse_final()",
    "CREATE RULE": "CREATE RULE x AS ON INSERT TO block DO INSTEAD NOTHING",
    "CREATE OR REPLACE FUNCTION": "CREATE OR REPLACE FUNCTION refuse_other_head() RETURNS trigger LANGUAGE plpgsql"
    " AS $$ BEGIN RETURN NEW; END $$",
    "CREATE TABLE": "CREATE TABLE x (id int)",
    "CREATE VIEW": "CREATE VIEW block_x AS SELECT * FROM block",
    "CREATE SCHEMA": "CREATE SCHEMA x",
    "SET ROLE": "SET ROLE mubiao_owner",
    "SET ROLE to the superuser": "SET ROLE postgres",
    "SET SESSION AUTHORIZATION": "SET SESSION AUTHORIZATION postgres",
    "ALTER ROLE": f"ALTER ROLE {APP} SUPERUSER",
    "GRANT of a role": f"GRANT mubiao_owner TO {APP}",
    "session_replication_role": "SET session_replication_role = replica",
    "pg_reload_conf": "SELECT pg_reload_conf()",
    "COPY TO PROGRAM": "COPY block TO PROGRAM 'cat'",
    "COPY to a file": "COPY block TO '/tmp/x'",
    "COPY from a file": "COPY block FROM '/tmp/x'",
    "lo_import": "SELECT lo_import('/etc/passwd')",
    "setval": "SELECT setval('act_number', 1)",
    "setval of a key": "SELECT setval('transition_id_seq', 1)",
    "the schema's version": "UPDATE alembic_version SET version_num = '0001'",
    "another head": "UPDATE chain_head SET hash = repeat('0', 64)",
    "a head one lower": "UPDATE chain_head h SET height = b.height, hash = b.hash FROM block b"
    " WHERE b.height = h.height - 1",
    "an instant of the head": "UPDATE chain_head SET sealed_at = '2026-01-01'",
    "a head without its block's instant": FORGED_HEAD,
    "a head one higher": "UPDATE chain_head SET height = height + 1",
    "a second head": "INSERT INTO chain_head SELECT 2, height, hash FROM chain_head",
    "no head": "DELETE FROM chain_head",
    "a block beside the chain": FORGED.format(step=1, previous="repeat('e', 64)"),
    "a block that the head does not follow": FORGED.format(step=1, previous="hash"),
    "a block further on": FORGED.format(step=7, previous="repeat('e', 64)"),
}
