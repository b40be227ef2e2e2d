-- Drawn anew with each change of what is stored of the entry: what was rendered of it is kept in memory under it.
ALTER TABLE entry ADD COLUMN version bigint NOT NULL DEFAULT nextval('feed_position');

-- Of the newest touch that subscribers are told of: an entry that is not historical, a correction, a tombstone.
ALTER TABLE feed ADD COLUMN ping bigint NOT NULL DEFAULT 0;
-- Of the newest change of a name that is read in the feed; such a change moves no member.
ALTER TABLE feed ADD COLUMN labelled bigint NOT NULL DEFAULT 0;

-- A feed of its own selection, agreed with somebody; an empty list means all.
CREATE TABLE selection (
    feed      text PRIMARY KEY REFERENCES feed,
    languages text[] NOT NULL,
    topics    text[] NOT NULL
);

-- Closed for good: members only leave it, for a newer place. It holds the positions after the page before it, up to its own.
CREATE TABLE archive_page (
    feed          text NOT NULL REFERENCES feed,
    position      bigint NOT NULL,
    -- generation, position and a hash of the last member: an address that no other page ever has
    name          text NOT NULL,
    -- position of the page before; null for the first
    previous      bigint,
    -- the document, compressed with gzip, as it was last rendered; null once a member has left or changed
    document      bytea,
    -- what the document was rendered under besides its members: settings and build, and the feed's `labelled`
    looks         text,
    labelled      bigint,
    content_hash  text,
    last_modified timestamptz,
    PRIMARY KEY (feed, position),
    UNIQUE (feed, name)
);

-- An entry left out of the documents, because what would be rendered of it breaks a rule that readers rely on.
CREATE TABLE breach (
    article  uuid NOT NULL,
    language text NOT NULL,
    -- of the entry, as it was rendered
    version  bigint NOT NULL,
    rule     text NOT NULL,
    detail   text NOT NULL,
    found_at timestamptz NOT NULL,
    PRIMARY KEY (article, language, rule)
);
