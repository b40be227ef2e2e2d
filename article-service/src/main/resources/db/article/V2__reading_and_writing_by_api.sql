-- Lists of the API by keyset, and keys by which a creation is done once.

-- "What changed since": the newest change of each language first.
CREATE INDEX translation_updated ON translation (language, updated DESC, article) WHERE state = 'published';

-- What writers look for: drafts, what is scheduled, what was withdrawn. UUIDv7 grow, so the latest begun come first; a
-- published translation, which most are, costs this index nothing.
CREATE INDEX translation_unpublished ON translation (state, language, article DESC) WHERE state <> 'published';

-- Topics to choose from, in order of their slugs.
CREATE INDEX topic_standing ON topic (slug) WHERE merged_into IS NULL;

-- The answer to a creation that came with an Idempotency-Key, for whoever sends it again.
CREATE TABLE idempotency_key (
    -- the token's name: one client's keys are nothing to another's
    token      text NOT NULL,
    key        text NOT NULL,
    -- SHA-256, in hexadecimal, of what was asked for; the same key for something else is refused
    digest     text NOT NULL,
    created_at timestamptz NOT NULL,
    -- null only inside the transaction of the creation
    status     smallint,
    location   text,
    body       text,
    PRIMARY KEY (token, key)
);
-- what is older than a day is forgotten in passing
CREATE INDEX idempotency_key_created ON idempotency_key (created_at);
