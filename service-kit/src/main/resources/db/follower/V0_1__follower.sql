-- The follower's place in the change feed, beside the copy that it keeps; one row.
CREATE TABLE follower (
    singleton     boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    cursor        text,
    -- after a 410 everything is read into the same rows, and what was not seen is withdrawn at the head
    rebuilding    boolean NOT NULL DEFAULT false,
    head_reached  boolean NOT NULL DEFAULT false,
    tag_authority text,
    moved_at      timestamptz
);
INSERT INTO follower DEFAULT VALUES;

-- The keys met since the rebuild began; empty at any other time.
CREATE TABLE change_seen (
    key text PRIMARY KEY
);
