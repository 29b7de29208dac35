-- Version 2: old checkpoints of the log are thinned out.

-- What the log signed is never changed, and deleted by thin_log_checkpoints alone, which says so while it deletes.
CREATE FUNCTION refuse_change_of_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('bridgectl.thins_log', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'a checkpoint of the log is never changed, and none is deleted that is not thinned out'
        USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER log_checkpoint_is_never_changed ON log_checkpoint;
CREATE TRIGGER log_checkpoint_is_never_changed BEFORE UPDATE OR DELETE ON log_checkpoint
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_log();

-- Deletes every second one of the older half of a log's checkpoints if there are more than 4096, but neither the first nor the one
-- that witnesses cosigned last. The bridges' role may call it, and can't delete any other way: which ones go is decided here.
CREATE FUNCTION thin_log_checkpoints(log_origin text, cosigned bigint) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    leaving bigint[];
BEGIN
    -- Whoever adds one has this lock, too.
    PERFORM pg_advisory_xact_lock(hashtext('bridgectl log ' || log_origin));
    SELECT array_agg(size) INTO leaving
        FROM (SELECT size, row_number() OVER (ORDER BY size) AS number, count(*) OVER () AS kept
            FROM log_checkpoint WHERE origin = log_origin) AS numbered
        WHERE kept > 4096 AND number <= kept / 2 AND number % 2 = 0 AND size <> cosigned;
    PERFORM set_config('bridgectl.thins_log', 'on', true);
    DELETE FROM log_cosignature WHERE origin = log_origin AND size = ANY (leaving);
    DELETE FROM log_checkpoint WHERE origin = log_origin AND size = ANY (leaving);
    PERFORM set_config('bridgectl.thins_log', 'off', true);
    RETURN coalesce(cardinality(leaving), 0);
END $$;
