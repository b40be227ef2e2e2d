-- A callback that is sent a document when it changes. How far it has been told is one number, so a delivery has no row of its own.
CREATE TABLE subscription (
    id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    feed              text NOT NULL REFERENCES feed ON DELETE CASCADE,
    format            text NOT NULL,
    callback          text NOT NULL,
    -- of the callback: so many deliveries to one host at once
    host              text NOT NULL,
    -- signs the deliveries; empty for none
    secret            text NOT NULL,
    lease_until       timestamptz NOT NULL,
    -- of the newest state of the feed that the callback has taken
    position          bigint NOT NULL,
    next_attempt      timestamptz NOT NULL,
    -- attempts that failed since the last delivery
    failures          integer NOT NULL DEFAULT 0,
    failing_since     timestamptz,
    last_error        text NOT NULL DEFAULT '',
    last_delivered_at timestamptz,
    -- the process that is delivering to it now; it lets go when its time is over, dead or alive
    claimed_by        text,
    claimed_until     timestamptz,
    UNIQUE (feed, format, callback)
);
CREATE INDEX subscription_behind ON subscription (feed, position);
CREATE INDEX subscription_lease ON subscription (lease_until);

-- What a callback asked for and has not confirmed; a newer request for the same takes its place, under a new id.
CREATE TABLE subscription_request (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    mode          text NOT NULL CHECK (mode IN ('subscribe', 'unsubscribe')),
    feed          text NOT NULL REFERENCES feed ON DELETE CASCADE,
    format        text NOT NULL,
    callback      text NOT NULL,
    host          text NOT NULL,
    secret        text NOT NULL,
    lease_seconds bigint NOT NULL,
    next_attempt  timestamptz NOT NULL,
    attempts      integer NOT NULL DEFAULT 0,
    claimed_by    text,
    claimed_until timestamptz,
    UNIQUE (feed, format, callback)
);
CREATE INDEX subscription_request_host ON subscription_request (host);
CREATE INDEX subscription_request_due ON subscription_request (next_attempt);
