-- What readers need to sign up safely and to change what they chose.

-- One sign-up at a time waits for an address: whoever repeats it before its mail only brings newer choices.
DELETE FROM signup a USING signup b
WHERE a.email_key = b.email_key AND (a.received_at, a.id) < (b.received_at, b.id);
ALTER TABLE signup ADD CONSTRAINT signup_address UNIQUE (email_key);

-- How many were mailed within the last hour is counted by it.
CREATE INDEX subscriber_noticed ON subscriber (noticed_at) WHERE noticed_at IS NOT NULL;

-- An erasure looks for hers.
CREATE INDEX confirmation_subscriber ON confirmation (subscriber);

-- A change of address that was asked for; it takes effect when the link mailed to the new address is posted. One at a time
-- for a reader: the last one asked for. The id is in the link.
CREATE TABLE address_change (
    id          uuid PRIMARY KEY,
    subscriber  uuid NOT NULL UNIQUE REFERENCES subscriber ON DELETE CASCADE,
    -- The new address.
    email       text NOT NULL,
    mailbox     text NOT NULL,
    email_key   bytea NOT NULL,
    language    text NOT NULL,
    asked_at    timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    used_at     timestamptz,
    -- Kept from the change until it was told.
    old_mailbox text,
    -- When its next mail is to be tried: before used_at the one to the new address, after it the one to the old address.
    -- NULL: no mail waits.
    retry_at    timestamptz,
    attempts    integer NOT NULL DEFAULT 0
);
CREATE INDEX address_change_retry ON address_change (retry_at) WHERE retry_at IS NOT NULL;

-- The network address that a sign-up came from, where the settings want it in the record of consent; else empty.
ALTER TABLE signup ADD COLUMN client text NOT NULL DEFAULT '';
