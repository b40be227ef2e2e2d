-- The context of the write that made a story or a correction news (W3C Trace Context): its mails belong to the same trace.
ALTER TABLE story ADD COLUMN traceparent text;
ALTER TABLE correction ADD COLUMN traceparent text;
