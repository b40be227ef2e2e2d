-- article-service's database: what is written, what of it is public, and the feed of what became public.
--
--   article 1--n translation 1--n revision        the work; its text in one language; each saved state of that text
--   change, change_mark                           the change feed that the other services copy
--   topic, media                                  what articles name and show

-- This installation; one row, made at the first start.
CREATE TABLE installation (
    singleton     boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    -- the authority of every tag: URI (RFC 4151) minted here; never derived from the host name again, so that ids stay
    tag_authority text NOT NULL CHECK (tag_authority ~ '^[a-z0-9.-]+,[0-9]{4}$'),
    -- the key from which signing keys (sessions, previews) are derived
    secret        bytea NOT NULL CHECK (length(secret) >= 32),
    created_at    timestamptz NOT NULL DEFAULT now()
);

-- The work, in however many languages.
CREATE TABLE article (
    id         uuid PRIMARY KEY DEFAULT uuidv7(),
    -- the language it was first written in; the one translation whose origin is "original"
    original   text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    created_by text NOT NULL
);

-- An article's text in one language, the original included.
CREATE TABLE translation (
    article            uuid NOT NULL REFERENCES article ON DELETE CASCADE,
    language           text NOT NULL,
    -- for ever: tag:<authority>:<article>:<language>, or the id under which an imported entry was known
    entry_id           text NOT NULL UNIQUE CHECK (entry_id <> ''),
    state              text NOT NULL CHECK (state IN ('draft', 'scheduled', 'published', 'withdrawn')),
    newest_revision    integer NOT NULL CHECK (newest_revision >= 1),
    -- what readers see now, or saw last if it is withdrawn
    public_revision    integer,
    -- the embargo: not one byte of scheduled_revision is public before this instant
    scheduled_at       timestamptz,
    scheduled_revision integer,
    -- the instant that readers are told; null until the first publication, the same for ever after it
    published          timestamptz,
    -- moved by corrections and updates, not by silent revisions
    updated            timestamptz,
    -- stays set while a withdrawn translation waits for a scheduled return: its page answers 410 until then
    withdrawn_at       timestamptz,
    withdrawn_reason   text,
    -- decided once, at the first publication: too old to be news here, so never mailed and never pinged
    historical         boolean,
    -- the newest announced correction
    correction_at      timestamptz,
    correction_note    text,
    -- of an import: the revision it saved last, and the digest of what it was given (equal: nothing to do)
    imported_revision  integer,
    imported_digest    bytea,
    PRIMARY KEY (article, language),
    CHECK ((state = 'scheduled') = (scheduled_at IS NOT NULL)),
    CHECK ((scheduled_at IS NULL) = (scheduled_revision IS NULL)),
    CHECK ((published IS NULL) = (public_revision IS NULL)),
    CHECK ((published IS NULL) = (historical IS NULL)),
    CHECK ((published IS NULL) = (updated IS NULL)),
    CHECK (state <> 'published' OR (published IS NOT NULL AND withdrawn_at IS NULL)),
    CHECK (state <> 'withdrawn' OR (published IS NOT NULL AND withdrawn_at IS NOT NULL)),
    CHECK (state <> 'draft' OR published IS NULL),
    CHECK ((withdrawn_at IS NULL) = (withdrawn_reason IS NULL)),
    CHECK ((correction_at IS NULL) = (correction_note IS NULL)),
    CHECK ((imported_revision IS NULL) = (imported_digest IS NULL))
);
-- the home page of a language, and every list of the latest
CREATE INDEX translation_latest ON translation (language, published DESC, article) WHERE state = 'published';
CREATE INDEX translation_due ON translation (scheduled_at) WHERE state = 'scheduled';

-- One saved state of a translation; never changed, never numbered again.
CREATE TABLE revision (
    article   uuid NOT NULL,
    language  text NOT NULL,
    number    integer NOT NULL CHECK (number >= 1),
    title     text NOT NULL CHECK (title <> ''),
    summary   text NOT NULL,
    -- sanitised; what is ours in it is root-relative (/media/…), so that a host name may change
    html      text NOT NULL,
    slug      text NOT NULL CHECK (slug <> ''),
    authors   text[] NOT NULL,
    -- as named at the save; a topic merged since counts as the one it was merged into
    topics    text[] NOT NULL,
    -- {"media": id, "alt": text, "caption": text or null}; null: no lead picture
    lead      jsonb,
    origin    text NOT NULL CHECK (origin IN ('original', 'human', 'machine')),
    engine    text,
    -- the revision of the original that this was made from; behind the original's public one: stale
    made_from integer,
    saved_at  timestamptz NOT NULL,
    saved_by  text NOT NULL,
    PRIMARY KEY (article, language, number),
    FOREIGN KEY (article, language) REFERENCES translation ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CHECK ((origin = 'machine') = (engine IS NOT NULL))
);
ALTER TABLE translation
    ADD FOREIGN KEY (article, language, newest_revision) REFERENCES revision (article, language, number)
        DEFERRABLE INITIALLY DEFERRED,
    ADD FOREIGN KEY (article, language, public_revision) REFERENCES revision (article, language, number)
        DEFERRABLE INITIALLY DEFERRED,
    ADD FOREIGN KEY (article, language, scheduled_revision) REFERENCES revision (article, language, number)
        DEFERRABLE INITIALLY DEFERRED;

-- Every name that leads to a translation. The page stands at the slug of its public revision, its other public names
-- redirect there; a name without public_since is only held for a draft and must answer 404 as if it were nobody's.
CREATE TABLE slug (
    language     text NOT NULL,
    slug         text NOT NULL,
    article      uuid NOT NULL,
    public_since timestamptz,
    PRIMARY KEY (language, slug),
    FOREIGN KEY (article, language) REFERENCES translation ON DELETE CASCADE
);
CREATE INDEX slug_article ON slug (article, language);

-- A subject, with one ASCII slug for all languages.
CREATE TABLE topic (
    slug        text PRIMARY KEY CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    -- {"en": "Health", …}, at least one
    names       jsonb NOT NULL,
    -- a merged slug is never used again; chains are followed to their end by whoever reads
    merged_into text REFERENCES topic CHECK (merged_into <> slug)
);

-- A picture's bytes, once however often it is uploaded.
CREATE TABLE media (
    -- SHA-256 of the content, in hexadecimal
    id         text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{64}$'),
    type       text NOT NULL,
    bytes      bigint NOT NULL,
    width      integer NOT NULL,
    height     integer NOT NULL,
    content    bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    created_by text NOT NULL
);
-- pictures do not compress, and a byte range is cheap to cut from what is not compressed
ALTER TABLE media ALTER COLUMN content SET STORAGE EXTERNAL;

-- Which media the public revisions show; what is not here answers 404. Kept by publishing and withdrawing.
CREATE TABLE media_use (
    article  uuid NOT NULL,
    language text NOT NULL,
    media    text NOT NULL REFERENCES media,
    PRIMARY KEY (article, language, media),
    FOREIGN KEY (article, language) REFERENCES translation ON DELETE CASCADE
);
CREATE INDEX media_use_media ON media_use (media);

-- Which topics the public revisions name, for the lists of the latest; kept by publishing and withdrawing.
CREATE TABLE topic_use (
    article   uuid NOT NULL,
    language  text NOT NULL,
    topic     text NOT NULL REFERENCES topic,
    published timestamptz NOT NULL,
    PRIMARY KEY (article, language, topic),
    FOREIGN KEY (article, language) REFERENCES translation ON DELETE CASCADE
);
CREATE INDEX topic_use_latest ON topic_use (topic, language, published DESC, article);

-- Places in commit order: taken only under the advisory lock that is held to the commit, so no reader passes a gap.
CREATE SEQUENCE change_position;

-- The change feed, compacted: one row for each translation that ever was public and for each topic, at the place of its
-- newest change. What is announced is read from the tables above in the same snapshot.
CREATE TABLE change (
    position    bigint PRIMARY KEY,
    -- <article>:<language> or topic:<slug>
    key         text NOT NULL UNIQUE,
    kind        text NOT NULL CHECK (kind IN ('translation', 'topic')),
    article     uuid,
    language    text,
    topic       text REFERENCES topic,
    appended_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- of the request that made the change (W3C Trace Context)
    traceparent text,
    FOREIGN KEY (article, language) REFERENCES translation,
    CHECK ((kind = 'translation') = (article IS NOT NULL AND language IS NOT NULL AND topic IS NULL)),
    CHECK ((kind = 'topic') = (topic IS NOT NULL))
);

-- One random mark for each place ever given. A cursor carries the mark of the head that its reader saw: is it unknown, then
-- the database was put back to an earlier moment, or the reader slept longer than 90 days after the row was superseded.
CREATE TABLE change_mark (
    position      bigint PRIMARY KEY,
    mark          text NOT NULL UNIQUE CHECK (mark ~ '^[a-z0-9]+$'),
    superseded_at timestamptz
);
CREATE INDEX change_mark_superseded ON change_mark (superseded_at) WHERE superseded_at IS NOT NULL;
-- the head of a feed in which nothing has happened yet
INSERT INTO change_mark (position, mark) VALUES (0, replace(gen_random_uuid()::text, '-', ''));

-- Who did what, when. Rows outlive what they speak of, so nothing is referenced.
CREATE TABLE audit (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- a token's name, or the part of the software that acted by itself
    who      text NOT NULL,
    act      text NOT NULL,
    article  uuid,
    language text,
    detail   jsonb
);
CREATE INDEX audit_article ON audit (article, id);
REVOKE UPDATE, DELETE ON audit FROM article_app;

-- What readers answered to the satisfaction survey; holds no address.
CREATE TABLE feedback (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at          timestamptz NOT NULL,
    day         date NOT NULL,
    language    text NOT NULL,
    -- the path of the page
    page        text NOT NULL,
    -- 1 extremely dissatisfied … 5 extremely satisfied
    answer      smallint NOT NULL CHECK (answer BETWEEN 1 AND 5),
    opinion     text,
    -- HMAC of client, user agent and page under the day's secret: a second answer replaces the first
    visitor_key bytea NOT NULL,
    UNIQUE (day, page, visitor_key)
);
CREATE INDEX feedback_at ON feedback (at);

-- The day's secret of visitor keys; forgotten when the day is over, and with it who answered.
CREATE TABLE feedback_secret (
    day    date PRIMARY KEY,
    secret bytea NOT NULL
);

-- One run of an import; idempotent by translation.entry_id, so a run that was cut off is simply begun again.
CREATE TABLE import (
    id         uuid PRIMARY KEY DEFAULT uuidv7(),
    state      text NOT NULL CHECK (state IN ('reading', 'taking', 'done', 'failed')),
    -- rss, atom, …; null until it is known
    format     text,
    -- the file's name or URL, as the importer was told
    source     text NOT NULL,
    language   text,
    started_by text NOT NULL,
    -- entries in the file; null until it is read to the end
    total      integer,
    taken      integer NOT NULL DEFAULT 0,
    changed    integer NOT NULL DEFAULT 0,
    skipped    integer NOT NULL DEFAULT 0,
    -- why it failed, with the line where there is one
    failure    text,
    started_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    ended_at   timestamptz
);

-- What an import did with each entry, in the file's order.
CREATE TABLE import_report (
    import   uuid NOT NULL REFERENCES import ON DELETE CASCADE,
    ordinal  integer NOT NULL,
    entry_id text,
    title    text,
    outcome  text NOT NULL CHECK (outcome IN ('taken', 'changed', 'skipped')),
    -- why it was skipped, or what had to be altered to take it
    reasons  text[] NOT NULL,
    article  uuid,
    language text,
    PRIMARY KEY (import, ordinal)
);
