-- The journal lies outside the database; here are the ids of its notes, by which a restored database is known.

ALTER TABLE chunk
    -- The notes of the planning that made it. NULL: nothing was noted.
    ADD COLUMN plan_note uuid,
    -- How often it was claimed, and the note of the newest claim.
    ADD COLUMN claims integer NOT NULL DEFAULT 0,
    ADD COLUMN claim_note uuid,
    -- The newest claim of which everything is written here.
    ADD COLUMN done_note uuid;

-- Notes for which no other row stands: who left, and what an operator answered.
CREATE TABLE journal_note (
    id        uuid PRIMARY KEY,
    at        timestamptz NOT NULL,
    -- The note itself while the journal could not be written; it is written as soon as it can be.
    unwritten jsonb
);
CREATE INDEX journal_note_unwritten ON journal_note (at) WHERE unwritten IS NOT NULL;

-- What was found in the journal and not here, as operators are asked about it.
ALTER TABLE sending_hold ADD COLUMN found jsonb;

-- Articles mailed before a restore: of these each reader's deliveries are looked up, since her position may say too little.
CREATE TABLE carried_article (
    article uuid PRIMARY KEY,
    at      timestamptz NOT NULL
);
