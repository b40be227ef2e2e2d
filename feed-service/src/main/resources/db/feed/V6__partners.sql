-- An organisation that keeps a copy of what was agreed with it; its feed is `partners/{id}`.
CREATE TABLE partner (
    id         text PRIMARY KEY,
    name       text NOT NULL,
    contact    text NOT NULL,
    -- as agreed; an empty list means all
    languages  text[] NOT NULL,
    topics     text[] NOT NULL,
    -- said in the feed's head; empty if nothing is
    rights     text NOT NULL,
    -- full answers in a minute
    per_minute integer NOT NULL CHECK (per_minute > 0),
    created_at timestamptz NOT NULL,
    revoked_at timestamptz
);

-- Several are valid at once, so that a partner changes from one to the next without a gap.
CREATE TABLE partner_key (
    partner    text NOT NULL REFERENCES partner,
    number     integer NOT NULL,
    -- of a random text of 256 bits, hexadecimal; the text itself is nowhere
    sha256     text NOT NULL,
    created_at timestamptz NOT NULL,
    used_at    timestamptz,
    revoked_at timestamptz,
    PRIMARY KEY (partner, number)
);

-- What a partner's clients were answered within an hour.
CREATE TABLE pull (
    partner   text NOT NULL REFERENCES partner,
    hour      timestamptz NOT NULL,
    -- 200, 226 and 304 for the feed; any of them for a page of its archive
    whole     bigint NOT NULL,
    news      bigint NOT NULL,
    unchanged bigint NOT NULL,
    archive   bigint NOT NULL,
    -- 401, 429, and any other refusal or failure
    refused   bigint NOT NULL,
    limited   bigint NOT NULL,
    failed    bigint NOT NULL,
    bytes     bigint NOT NULL,
    -- of the newest answer with the feed in it, or with the word that it is unchanged
    last_at   timestamptz,
    agent     text,
    -- up to which the partner then knew the feed
    position  bigint,
    PRIMARY KEY (partner, hour)
);
CREATE INDEX pull_hour ON pull (hour);
