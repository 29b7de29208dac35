-- What the bridges' role may do: nothing may update or delete an entry, a receipt, a mark or a checkpoint. Old checkpoints of the
-- log go by a function that decides itself which.
REVOKE ALL ON ALL TABLES IN SCHEMA :schema FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA :schema FROM :bridge;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA :schema FROM PUBLIC;
GRANT USAGE ON SCHEMA :schema TO :bridge;
GRANT SELECT ON ALL TABLES IN SCHEMA :schema TO :bridge;
GRANT INSERT ON entry, receipt, mark, module_state, node, checkpoint, log_checkpoint, log_cosignature TO :bridge;
GRANT UPDATE (signature) ON log_cosignature TO :bridge;
GRANT UPDATE ON head, module_state, node TO :bridge;
GRANT EXECUTE ON FUNCTION database_time(), make_partitions(bigint, date, date), drop_marks(date),
    thin_log_checkpoints(text, bigint) TO :bridge;
GRANT INSERT, UPDATE (bytes, resolution) ON incident TO :bridge;
GRANT INSERT, UPDATE, DELETE ON slot, progress, runner, figure, presence, alert TO :bridge;
