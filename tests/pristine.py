"""The rows of stories, kept in the schema `pristine` of the one database in which they are told.

`pristine.keep(n)` keeps the rows and sequences of the database as story n; `pristine.reset(n)` makes them those of
story n again. Each table of `public` has one of the same name in `pristine` with its copies, each marked with the story
that made it: a story that left a table as the one before it shares that copy. Which tables were written to is seen from
the number of their rows and their newest transaction; only these, and those of which another copy is wanted, are made
again. All stories share one database, so that a connection keeps the plans of its statements; the connection that
resets is another one, because PostgreSQL drops all plans of a session whose replication role is changed.
"""

PRISTINE = """
CREATE SCHEMA pristine;
-- What each table holds now: which copy (none: no row), how many rows, and the newest transaction of these.
CREATE TABLE pristine.now AS SELECT relname::text AS name, NULL::int AS copy, 0::bigint AS rows, 0::bigint AS newest,
    (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
        WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped) AS columns
    FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind = 'r';
CREATE TABLE pristine.held (story int, name text, copy int, PRIMARY KEY (story, name));
CREATE TABLE pristine.sequences (story int, name regclass, last bigint, PRIMARY KEY (story, name));
DO $$ DECLARE t text; looks text; BEGIN
    FOR t IN SELECT name FROM pristine.now LOOP
        EXECUTE format('CREATE TABLE pristine.%1$I AS SELECT 0 AS of_story, x.* FROM public.%1$I x WITH NO DATA', t);
        EXECUTE format('CREATE INDEX ON pristine.%1$I (of_story)', t);
    END LOOP;
    SELECT string_agg(format('SELECT %1$L AS name, count(*) AS rows, coalesce(max(xmin::text::bigint), 0) AS newest
        FROM public.%1$I', name), ' UNION ALL ') INTO looks FROM pristine.now;
    EXECUTE 'CREATE VIEW pristine.looks AS ' || looks;
END $$;
-- The constraints and triggers, which a reset leaves as they are: a test that changes one puts it back.
CREATE VIEW pristine.shape AS
    SELECT conrelid::regclass::text || '.' || conname AS name FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT format('%s.%s %s', tgrelid::regclass, tgname, tgenabled) FROM pg_trigger WHERE NOT tgisinternal;
CREATE TABLE pristine.first_shape AS TABLE pristine.shape;
CREATE FUNCTION pristine.keep(n int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE this record; BEGIN
    FOR this IN SELECT l.* FROM pristine.looks l JOIN pristine.now n USING (name)
        WHERE (l.rows, l.newest) IS DISTINCT FROM (n.rows, n.newest) LOOP
        EXECUTE format('INSERT INTO pristine.%1$I SELECT $1, x.* FROM public.%1$I x', this.name) USING n;
        UPDATE pristine.now SET copy = CASE WHEN this.rows > 0 THEN n END, rows = this.rows, newest = this.newest
            WHERE name = this.name;
    END LOOP;
    INSERT INTO pristine.held SELECT n, name, copy FROM pristine.now WHERE copy IS NOT NULL;
    INSERT INTO pristine.sequences SELECT n, oid, pg_sequence_last_value(oid) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'S';
END $$;
CREATE FUNCTION pristine.reset(n int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE this record; found bigint; BEGIN
    FOR this IN SELECT w.name, w.copy AS stands, h.copy AS wanted, w.rows, w.newest, w.columns
        FROM pristine.looks l JOIN pristine.now w USING (name)
            LEFT JOIN pristine.held h ON h.story = n AND h.name = w.name
        WHERE (w.copy, w.rows, w.newest) IS DISTINCT FROM (h.copy, l.rows, l.newest) LOOP
        IF this.stands IS NOT DISTINCT FROM this.wanted THEN  -- as a rule rows were only added
            EXECUTE format('DELETE FROM public.%I WHERE xmin::text::bigint > $1', this.name) USING this.newest;
            EXECUTE format('SELECT count(*) FROM public.%I', this.name) INTO found;
            CONTINUE WHEN found = this.rows;
        END IF;
        EXECUTE format('DELETE FROM public.%I', this.name);
        EXECUTE format('INSERT INTO public.%1$I SELECT %2$s FROM pristine.%1$I WHERE of_story = $1',
            this.name, this.columns) USING this.wanted;
        GET DIAGNOSTICS found = ROW_COUNT;
        UPDATE pristine.now SET copy = this.wanted, rows = found,
            newest = CASE WHEN found > 0 THEN txid_current() ELSE 0 END WHERE name = this.name;
    END LOOP;
    PERFORM setval(name, coalesce(last, 1), last IS NOT NULL) FROM pristine.sequences
        WHERE story = n AND pg_sequence_last_value(name) IS DISTINCT FROM last;
END $$;
CREATE FUNCTION pristine.forgotten(n int) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE this record; differs boolean; BEGIN
    FOR this IN SELECT w.name, w.columns, h.copy FROM pristine.now w
        LEFT JOIN pristine.held h ON h.story = n AND h.name = w.name LOOP
        EXECUTE format('SELECT (SELECT md5(string_agg(x::text, E''\\n'' ORDER BY x::text)) FROM public.%1$I x)
            IS DISTINCT FROM (SELECT md5(string_agg(x::text, E''\\n'' ORDER BY x::text))
                FROM (SELECT %2$s FROM pristine.%1$I WHERE of_story = $1) x)', this.name, this.columns)
            INTO differs USING this.copy;
        IF differs THEN RETURN NEXT this.name; END IF;
    END LOOP;
    RETURN QUERY SELECT name::text FROM pristine.sequences
        WHERE story = n AND pg_sequence_last_value(name) IS DISTINCT FROM last;
    RETURN QUERY (TABLE pristine.shape EXCEPT TABLE pristine.first_shape)
        UNION ALL (TABLE pristine.first_shape EXCEPT TABLE pristine.shape);
END $$
"""
RESETS = "-c session_replication_role=replica -c plan_cache_mode=force_generic_plan -c lock_timeout=5s"
