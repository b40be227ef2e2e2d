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

-- Where a picture of ours was fetched from: it is fetched once, and stays the same when its old host is gone.
CREATE TABLE imported_picture (
    url   text PRIMARY KEY,
    media text NOT NULL REFERENCES media ON DELETE CASCADE
);

-- Where an article or a topic stood in the system that it came from. Asked only when nothing of ours stands there; a place of
-- what is not public answers as if it were nobody's.
CREATE TABLE redirect (
    -- the path, decoded, in lower case, without a slash at its end; or <path>?p=<id>
    place    text PRIMARY KEY CHECK (place <> ''),
    language text NOT NULL,
    article  uuid,
    topic    text REFERENCES topic,
    FOREIGN KEY (article, language) REFERENCES translation ON DELETE CASCADE,
    CHECK ((article IS NULL) <> (topic IS NULL))
);
CREATE INDEX redirect_article ON redirect (article, language) WHERE article IS NOT NULL;
