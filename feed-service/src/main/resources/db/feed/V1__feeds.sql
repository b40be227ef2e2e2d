-- Random, made with the database and anew by every restore of it: a tag or a page of another generation proves nothing.
CREATE TABLE generation (
    one_row boolean PRIMARY KEY DEFAULT true CHECK (one_row),
    value   text NOT NULL,
    made_at timestamptz NOT NULL
);
INSERT INTO generation (value, made_at)
VALUES (substr(replace(cast(gen_random_uuid() AS text), '-', ''), 1, 12), date_trunc('second', now()));

-- A translation as it was last announced; of a withdrawn one only what its tombstone needs.
CREATE TABLE entry (
    article      uuid NOT NULL,
    language     text NOT NULL,
    entry_id     text NOT NULL,
    snapshot     jsonb,
    topics       text[] NOT NULL DEFAULT '{}',
    published    timestamptz,
    updated      timestamptz,
    withdrawn_at timestamptz,
    reason       text,
    PRIMARY KEY (article, language),
    CHECK ((snapshot IS NULL) = (withdrawn_at IS NOT NULL)),
    CHECK ((snapshot IS NULL) = (published IS NULL))
);
CREATE INDEX entry_topic ON entry USING gin (topics);

-- As announced; merges are resolved on reading.
CREATE TABLE topic (
    slug        text PRIMARY KEY,
    names       jsonb NOT NULL,
    merged_into text
);

-- One for all feeds, so that positions follow the order of application everywhere; drawn only under the follower's lock.
CREATE SEQUENCE feed_position;

-- Keys: ar/articles, all/articles, ar/topics/health.
CREATE TABLE feed (
    key      text PRIMARY KEY,
    -- of the newest change that touched the feed, be it of a member, of a label or a tombstone that left
    position bigint NOT NULL DEFAULT 0,
    -- of the last member of the newest closed archive page: what stands after it is in the subscription document
    closed   bigint NOT NULL DEFAULT 0
);

-- In each feed an entry or tombstone stands at one position: that of the newest touch.
CREATE TABLE feed_member (
    feed      text NOT NULL REFERENCES feed,
    article   uuid NOT NULL,
    language  text NOT NULL,
    position  bigint NOT NULL,
    -- the entry's, so that the newest are found by an index; null for a tombstone
    published timestamptz,
    -- when a tombstone is to leave the subscription document, and whether it has: it leaves by this act alone
    leaves_at timestamptz,
    left_feed boolean NOT NULL DEFAULT false,
    PRIMARY KEY (feed, article, language),
    FOREIGN KEY (article, language) REFERENCES entry,
    CHECK ((published IS NULL) = (leaves_at IS NOT NULL)),
    CHECK (NOT left_feed OR leaves_at IS NOT NULL)
);
CREATE UNIQUE INDEX feed_member_position ON feed_member (feed, position);
CREATE INDEX feed_member_newest ON feed_member (feed, published DESC, article, language) WHERE published IS NOT NULL;
CREATE INDEX feed_member_leaving ON feed_member (leaves_at) WHERE leaves_at IS NOT NULL AND NOT left_feed;

-- The newest state of a document that any replica rendered; Last-Modified is given once per state, and only forward.
CREATE TABLE render (
    feed          text NOT NULL REFERENCES feed,
    format        text NOT NULL,
    position      bigint NOT NULL,
    content_hash  text NOT NULL,
    last_modified timestamptz NOT NULL,
    PRIMARY KEY (feed, format)
);
