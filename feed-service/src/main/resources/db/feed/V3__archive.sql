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

-- Every feed of a language has its like over all languages, in which its members stand in the same order.
INSERT INTO feed (key) VALUES ('all/articles');
INSERT INTO feed (key)
SELECT DISTINCT 'all' || substr(key, strpos(key, '/')) FROM feed
ON CONFLICT DO NOTHING;
INSERT INTO feed_member (feed, article, language, position, published, leaves_at, left_feed, gone_at)
SELECT 'all' || substr(feed, strpos(feed, '/')), article, language, position, published, leaves_at, left_feed, gone_at
FROM feed_member;
UPDATE feed SET position = coalesce((SELECT max(position) FROM feed_member m WHERE m.feed = feed.key), 0)
WHERE key LIKE 'all/%';

-- Closes, in each of these feeds, fifty members at a time of those that stand after the last closed page, the oldest first,
-- as long as there are fifty; how many pages were closed. Only under the lock of the follower's row.
CREATE FUNCTION close_pages(feeds text[]) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    place    record;
    fiftieth record;
    -- not the feed's `closed`: the pages of a merged topic are gone
    before   bigint;
    pages    bigint := 0;
BEGIN
    FOR place IN SELECT key, closed FROM feed WHERE key = ANY (feeds) ORDER BY key LOOP
        before := (SELECT max(position) FROM archive_page WHERE feed = place.key);
        LOOP
            SELECT position, article, language INTO fiftieth FROM feed_member
            WHERE feed = place.key AND position > place.closed ORDER BY position OFFSET 49 LIMIT 1;
            EXIT WHEN NOT FOUND;
            INSERT INTO archive_page (feed, position, name, previous)
            SELECT place.key, fiftieth.position,
                value || '-' || fiftieth.position || '-' || left(encode(sha256(convert_to(
                    fiftieth.article || ':' || fiftieth.language, 'UTF8')), 'hex'), 10),
                before
            FROM generation;
            before := fiftieth.position;
            place.closed := fiftieth.position;
            pages := pages + 1;
        END LOOP;
        UPDATE feed SET closed = place.closed WHERE key = place.key AND closed <> place.closed;
    END LOOP;
    RETURN pages;
END $$;

-- What a closed page said of a member is no longer so once the member left; the page stays, without it.
CREATE FUNCTION forget_page() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE archive_page SET document = NULL
    WHERE feed = OLD.feed AND document IS NOT NULL
        AND position = (SELECT min(p.position) FROM archive_page p WHERE p.feed = OLD.feed AND p.position >= OLD.position);
    RETURN NULL;
END $$;
CREATE TRIGGER feed_member_moved AFTER UPDATE OF position ON feed_member
    FOR EACH ROW WHEN (OLD.position <> NEW.position) EXECUTE FUNCTION forget_page();
CREATE TRIGGER feed_member_gone AFTER DELETE ON feed_member
    FOR EACH ROW EXECUTE FUNCTION forget_page();

-- To be called when the database was put back to an earlier copy: what it tells from now on is not what it told before.
-- Whatever Last-Modified was sent lies at or before this second; every later one lies after it.
CREATE FUNCTION renew_generation() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM follower FOR UPDATE;
    UPDATE generation SET value = substr(replace(cast(gen_random_uuid() AS text), '-', ''), 1, 12),
        made_at = greatest(date_trunc('second', clock_timestamp()), made_at + interval '1 second');
    DELETE FROM render;
    UPDATE archive_page SET document = NULL, content_hash = NULL, last_modified = NULL;
    PERFORM pg_notify('feeds', '');
END $$;

-- The subscription documents grow shorter by what was closed.
SELECT close_pages(array_agg(key)) FROM feed;
UPDATE feed SET position = nextval('feed_position') WHERE closed > 0;
