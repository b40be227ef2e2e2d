-- The context of the write that an entry's newest change came from (W3C Trace Context): its render belongs to the same trace.
ALTER TABLE entry ADD COLUMN traceparent text;
