-- Imports of other systems: a list of the runs, and what kinds of entries each had.

-- the newest first
CREATE INDEX import_newest ON import (started_at DESC, id DESC);

-- How many entries of each kind ended how; kept beside the report so that its progress is read without counting.
CREATE TABLE import_count (
    import  uuid NOT NULL REFERENCES import ON DELETE CASCADE,
    -- entry, post, page, attachment, …, as the file calls it
    kind    text NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('taken', 'changed', 'skipped')),
    entries integer NOT NULL,
    PRIMARY KEY (import, kind, outcome)
);

ALTER TABLE import_report ADD COLUMN kind text NOT NULL DEFAULT 'entry';
ALTER TABLE import_report ALTER COLUMN kind DROP DEFAULT;
