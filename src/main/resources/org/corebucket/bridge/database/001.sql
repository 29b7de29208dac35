-- Version 1: the ledger, what is derived from it in the same transaction, and the nodes.
-- Within a release tables and columns are only added: a bridge of the version before goes on working.

-- The one time of all nodes.
CREATE FUNCTION database_time() RETURNS timestamptz LANGUAGE sql AS 'SELECT clock_timestamp()';

-- The version of everything: whoever appends must have seen this row as it is, or hold its lock.
CREATE TABLE head (
    id smallint PRIMARY KEY CHECK (id = 1),
    size bigint NOT NULL,
    bytes bigint NOT NULL,
    hash text NOT NULL,
    untimed bigint NOT NULL,
    stops integer NOT NULL CHECK (stops >= 0)
) WITH (fillfactor = 10);
INSERT INTO head VALUES (1, 0, 0, '', 0, 0);

-- The lines, without their line feeds. They follow each other as in one file, in which a line begins at byte "begins".
CREATE TABLE entry (
    seq bigint NOT NULL,
    begins bigint NOT NULL,
    line bytea NOT NULL,
    PRIMARY KEY (seq)
) PARTITION BY RANGE (seq);
ALTER TABLE entry ALTER COLUMN line SET STORAGE EXTERNAL;
CREATE INDEX entry_begins ON entry (begins);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an entry of the ledger is never changed and never deleted' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER entry_is_never_changed BEFORE UPDATE OR DELETE ON entry
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Of every session of a module for ever: the first 128 bits of a digest of both names.
CREATE TABLE receipt (
    session uuid PRIMARY KEY,
    seq bigint NOT NULL,
    hash bytea NOT NULL
);

-- What must not come twice, nonces and signed bytes, up to the day after which it would be refused as stale; 'infinity' for
-- what never grows stale.
CREATE TABLE mark (
    mark uuid NOT NULL,
    day date NOT NULL,
    PRIMARY KEY (mark, day)
) PARTITION BY LIST (day);
CREATE TABLE mark_untimed PARTITION OF mark FOR VALUES IN ('infinity');

-- Of each module and endpoint how many entries there are, and which is the last; and its line, once that is archived.
CREATE TABLE module_state (
    module text NOT NULL,
    endpoint text NOT NULL,
    entries bigint NOT NULL,
    last_seq bigint NOT NULL,
    last_line bytea,
    PRIMARY KEY (module, endpoint)
) WITH (fillfactor = 50);

-- Of each node its last append, and the last entry of which it knows that its commit returned.
CREATE TABLE node (
    id text PRIMARY KEY,
    batch uuid,
    first bigint,
    acked bigint NOT NULL,
    acked_hash text NOT NULL,
    seen_at timestamptz NOT NULL
) WITH (fillfactor = 10);

CREATE TABLE checkpoint (
    size bigint PRIMARY KEY,
    line bytea NOT NULL
);
CREATE TRIGGER checkpoint_is_never_changed BEFORE UPDATE OR DELETE ON checkpoint
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The checkpoints of the ledger's log, as the log's keys signed them, and what witnesses signed of each. A log is known by its name.
CREATE TABLE log_checkpoint (
    origin text NOT NULL,
    size bigint NOT NULL,
    note bytea NOT NULL,
    PRIMARY KEY (origin, size)
);
CREATE TRIGGER log_checkpoint_is_never_changed BEFORE UPDATE OR DELETE ON log_checkpoint
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE log_cosignature (
    origin text NOT NULL,
    size bigint NOT NULL,
    name text NOT NULL,
    key_id integer NOT NULL,
    signature bytea NOT NULL,
    PRIMARY KEY (origin, size, name, key_id),
    FOREIGN KEY (origin, size) REFERENCES log_checkpoint (origin, size)
);

-- Up to which entry the entries were moved to an archive, at which byte the next one begins, and the line by which the bridge's key
-- says so. The one of the most entries counts.
CREATE TABLE archive (
    size bigint PRIMARY KEY,
    begins bigint NOT NULL,
    line bytea NOT NULL
);
CREATE TRIGGER archive_is_never_changed BEFORE UPDATE OR DELETE ON archive
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Makes the partitions that are needed soon: entries by millions, marks by days. The bridges' role may call it, and nothing
-- else that makes or drops a table. Each is made by itself and attached when it is ready: to make it as a partition would keep
-- everybody from appending until the commit, which waits for the standby.
CREATE FUNCTION make_partitions(entries bigint, first_day date, last_day date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    million constant bigint := 1000000;
    part bigint;
    day date;
BEGIN
    IF entries > (SELECT size FROM head) + 10 * million OR last_day > (database_time() AT TIME ZONE 'UTC')::date + 400 THEN
        RAISE EXCEPTION 'partitions are made ahead, but not that far';
    END IF;
    -- Two that find the same one missing would both make it, and one of them would fail.
    PERFORM 1 FROM schema_version FOR UPDATE;
    FOR part IN (entries / million) .. (entries / million + 1) LOOP
        IF to_regclass('entry_' || part) IS NULL THEN
            EXECUTE format('CREATE TABLE %I (LIKE entry INCLUDING STORAGE INCLUDING INDEXES)', 'entry_' || part);
            EXECUTE format('ALTER TABLE entry ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)',
                'entry_' || part, part * million, (part + 1) * million);
            EXECUTE format('CREATE TRIGGER is_never_emptied BEFORE TRUNCATE ON %I'
                ' FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', 'entry_' || part);
        END IF;
    END LOOP;
    day := first_day;
    WHILE day <= last_day LOOP
        IF to_regclass('mark_' || to_char(day, 'YYYYMMDD')) IS NULL THEN
            EXECUTE format('CREATE TABLE %I (LIKE mark INCLUDING INDEXES)', 'mark_' || to_char(day, 'YYYYMMDD'));
            EXECUTE format('ALTER TABLE mark ATTACH PARTITION %I FOR VALUES IN (%L)',
                'mark_' || to_char(day, 'YYYYMMDD'), day);
        END IF;
        day := day + 1;
    END LOOP;
END $$;

-- Drops the marks of days that are over by both clocks, the database's and that of the bridge that asks.
CREATE FUNCTION drop_marks(before date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    part regclass;
BEGIN
    FOR part IN SELECT inhrelid::regclass FROM pg_inherits
        WHERE inhparent = 'mark'::regclass AND inhrelid::regclass::text ~ 'mark_[0-9]{8}$'
        AND to_date(right(inhrelid::regclass::text, 8), 'YYYYMMDD') < least(before, (database_time() AT TIME ZONE 'UTC')::date - 1)
    LOOP
        EXECUTE 'DROP TABLE ' || part;
    END LOOP;
END $$;

-- The critical incidents, as their files are. As long as one has no resolution, an emergency stop is in force: whoever changes
-- the table changes the head in the same transaction. The count is a statement after the lock, or it would miss what another
-- transaction did before.
CREATE TABLE incident (
    id text PRIMARY KEY CHECK (id ~ '^INC-[0-9]{8}T[0-9]{6}Z-[0-9a-f]{6}$'),
    bytes bytea NOT NULL,
    resolution bytea
);

CREATE FUNCTION count_stops() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM 1 FROM head WHERE id = 1 FOR UPDATE;
    UPDATE head SET stops = (SELECT count(*) FROM incident WHERE resolution IS NULL) WHERE id = 1;
    RETURN NULL;
END $$;
CREATE TRIGGER incident_is_counted AFTER INSERT OR UPDATE OR DELETE ON incident
    FOR EACH STATEMENT EXECUTE FUNCTION count_stops();

-- The automation's due times of each of its nodes: whose a run is and until when, and the one state in which each due time ends.
-- Whoever inserts the row begins the run; "fence" is the runner that did, and "again" whether one more may, once that is dead.
CREATE TABLE slot (
    node text NOT NULL,
    job text NOT NULL,
    due timestamptz NOT NULL,
    once boolean NOT NULL,
    state text,
    fence uuid,
    host text,
    until timestamptz,
    again boolean NOT NULL,
    started timestamptz,
    ended timestamptz,
    PRIMARY KEY (node, job, due, once),
    CHECK (state IS NOT NULL OR (fence IS NOT NULL AND until IS NOT NULL))
);
-- A job runs once at a time, except by hand.
CREATE UNIQUE INDEX slot_runs ON slot (node, job) WHERE state IS NULL AND NOT once;

-- Up to when a job's due times are settled, and from when its interval is counted. The job without a name is the start of all
-- runners of the node.
CREATE TABLE progress (
    node text NOT NULL,
    job text NOT NULL,
    trigger text NOT NULL,
    anchor timestamptz NOT NULL,
    settled timestamptz NOT NULL,
    PRIMARY KEY (node, job)
) WITH (fillfactor = 50);

-- The automation's runners, and when each was last there.
CREATE TABLE runner (
    node text NOT NULL,
    fence uuid NOT NULL,
    host text NOT NULL,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (node, fence)
) WITH (fillfactor = 50);

-- What each node's bridge counted in each minute of the last day. No decision depends on it.
CREATE TABLE figure (
    node text NOT NULL,
    minute timestamptz NOT NULL,
    failures bigint NOT NULL,
    overloads bigint NOT NULL,
    signatures bigint NOT NULL,
    replays bigint NOT NULL,
    others bigint NOT NULL,
    accepted bigint NOT NULL,
    millis double precision NOT NULL,
    longest double precision NOT NULL,
    classes text NOT NULL,
    PRIMARY KEY (node, minute)
) WITH (fillfactor = 70);

-- What each node's bridge said last of itself: that it is there or ended in order, and by how much its clock is ahead of the
-- database's.
CREATE TABLE presence (
    node text PRIMARY KEY,
    ended boolean NOT NULL,
    said_at timestamptz NOT NULL,
    ahead_millis bigint
) WITH (fillfactor = 50);

-- What all nodes see and one tells: who does, since when, and whether it has. When nobody has seen it for a while, it is new again.
CREATE TABLE alert (
    key text PRIMARY KEY,
    node text NOT NULL,
    since timestamptz NOT NULL,
    told boolean NOT NULL,
    seen_at timestamptz NOT NULL
) WITH (fillfactor = 70);
