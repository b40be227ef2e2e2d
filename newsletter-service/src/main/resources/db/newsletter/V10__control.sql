-- Who paused, held or stopped what, and what proves which bytes a mail had.

ALTER TABLE console_audit
    -- What the act was on, if that is no reader: edition:ID, lane:NAME, sending.
    ADD COLUMN subject text,
    -- In the operator's own words.
    ADD COLUMN reason text;
CREATE INDEX console_audit_subject ON console_audit (subject, id) WHERE subject IS NOT NULL;

ALTER TABLE chunk
    -- Between these two its mails left: the first claim, and the last release with nothing left open.
    ADD COLUMN claimed_at timestamptz,
    ADD COLUMN done_at timestamptz;

-- Each form in which a variant was compiled for sending. A form that is compiled again with the same hash has the same bytes.
CREATE TABLE mail_evidence (
    variant     uuid NOT NULL REFERENCES variant ON DELETE CASCADE,
    -- SHA-256 of what was left out because it was withdrawn.
    omitted     bytea NOT NULL,
    -- SHA-256 of all bytes but those that are another one's for each reader, and the Date.
    hash        bytea NOT NULL,
    -- What it was made of: {"articles": [{"article", "language", "revision", "updated"}], "note": SHA-256 or null}
    sources     jsonb NOT NULL,
    compiled_at timestamptz NOT NULL,
    PRIMARY KEY (variant, omitted, hash)
);

-- What was true once stays so.
REVOKE UPDATE, TRUNCATE ON mail_evidence FROM newsletter_app;
