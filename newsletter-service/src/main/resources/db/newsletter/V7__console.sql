-- What the operators' console needs: its lists in the order of time, and a note of each act.

CREATE INDEX subscriber_created ON subscriber (created_at, id);
CREATE INDEX edition_created ON edition (created_at, id);
CREATE INDEX suppression_at ON suppression (at, email_key);

-- Who did what in the console, and to whom; never an address. Kept when she is gone: it says that an erasure was asked for.
CREATE TABLE console_audit (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL,
    -- The name of the operator's token.
    operator   text NOT NULL,
    act        text NOT NULL,
    -- NULL: the act was not on a reader.
    subscriber uuid
);
CREATE INDEX console_audit_subscriber ON console_audit (subscriber, id) WHERE subscriber IS NOT NULL;
CREATE INDEX console_audit_at ON console_audit (at);

-- A note stands once written.
REVOKE UPDATE, TRUNCATE ON console_audit FROM newsletter_app;
