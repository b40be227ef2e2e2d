-- What decides whether a planned delivery may go now: an operator's word, the checks before a start, a receiver's answers.

ALTER TABLE edition
    -- starting: waits for the checks; running; paused: by an operator; held: by the service, until somebody decides;
    -- cancelled: what is open ends so, at the next claim.
    ADD COLUMN control text NOT NULL DEFAULT 'running'
        CHECK (control IN ('starting', 'running', 'paused', 'held', 'cancelled')),
    -- Why, as shown to operators.
    ADD COLUMN control_reason text NOT NULL DEFAULT '',
    ADD COLUMN control_at timestamptz,
    -- When something of it was claimed last, to the minute: what nobody claimed for hours is late.
    ADD COLUMN claimed_at timestamptz;

-- While a row stands nothing at all is claimed.
CREATE TABLE sending_hold (
    -- operator; restored: the journal knows more than this database.
    cause  text PRIMARY KEY,
    reason text NOT NULL,
    since  timestamptz NOT NULL
);

-- A receiver, as all processes share it; the row '' is of all mail together.
CREATE TABLE lane (
    name           text PRIMARY KEY,
    -- By the generic cell rate algorithm: when the next mail would go if mails went evenly.
    next_free      timestamptz NOT NULL DEFAULT '-infinity',
    -- Set while its circuit is open: it refuses us for what we are or do, so nothing goes there.
    stopped_at     timestamptz,
    stopped_reason text NOT NULL DEFAULT ''
);

-- Answers by minute, for the plot of the last hours; each process adds its own every few seconds.
CREATE TABLE lane_minute (
    minute   timestamptz NOT NULL,
    lane     text NOT NULL,
    accepted integer NOT NULL,
    deferred integer NOT NULL,
    rejected integer NOT NULL,
    PRIMARY KEY (minute, lane)
);

-- When its first reader was due: what is claimed long after that is held for a person.
ALTER TABLE chunk ADD COLUMN due_at timestamptz;
UPDATE chunk SET due_at = coalesce(next_at, now());
ALTER TABLE chunk ALTER COLUMN due_at SET NOT NULL;

-- A claim goes from lane to lane.
DROP INDEX chunk_next;
CREATE INDEX chunk_lane ON chunk (lane, next_at, id) WHERE next_at IS NOT NULL;
