-- What mail systems and readers' providers report back about mails that were sent.

-- A report that was read from the bounce mailbox, written together with its effect: whoever reads it again finds it here.
CREATE TABLE report (
    -- SHA-256 of what is the same in every copy of the report.
    hash bytea PRIMARY KEY,
    at   timestamptz NOT NULL,
    kind text NOT NULL CHECK (kind IN ('bounce', 'complaint', 'unsubscribe', 'reply', 'transit', 'unknown'))
);

CREATE INDEX report_at ON report (at);

-- What a report told of a reader: at most one of each, since one report names a reader once.
CREATE TABLE reported (
    report     bytea NOT NULL REFERENCES report ON DELETE CASCADE,
    -- The words of a server may name her in their own way, so they go with her.
    subscriber uuid NOT NULL REFERENCES subscriber ON DELETE CASCADE,
    -- The edition whose mail it was; NULL: the report does not prove which.
    edition    uuid,
    kind       text NOT NULL CHECK (kind IN ('bounce', 'complaint', 'unsubscribe')),
    -- Whose fault a bounce was: address, soft, ours, unknown.
    blame      text,
    -- Enhanced status code (RFC 3463), else the reply code, else empty.
    status     text NOT NULL DEFAULT '',
    -- What the server said, without addresses.
    reason     text NOT NULL DEFAULT '',
    at         timestamptz NOT NULL,
    PRIMARY KEY (report, subscriber),
    CHECK ((kind = 'bounce') = (blame IS NOT NULL))
);

CREATE INDEX reported_delivery ON reported (edition, subscriber) WHERE edition IS NOT NULL;
CREATE INDEX reported_subscriber ON reported (subscriber);

-- How many of her last mails in a row could not be delivered for a time; a row goes when her address is suppressed.
CREATE TABLE soft_bounce (
    subscriber uuid PRIMARY KEY REFERENCES subscriber ON DELETE CASCADE,
    score      integer NOT NULL CHECK (score >= 0),
    -- When the last of these mails was made.
    at         timestamptz NOT NULL
);
