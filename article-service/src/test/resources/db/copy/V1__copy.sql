-- The copy of a follower in tests: the newest change of each translation and topic that stands.
CREATE TABLE copy (
    key text PRIMARY KEY,
    doc jsonb NOT NULL
);
