-- Pictures: the bytes apart from what is known of them, their renditions, and which revisions refer to them.

-- The bytes, where they are kept in the database: by the name of the file, <media>.<extension> for what was uploaded,
-- <media>-<width>.<extension> for a rendition.
CREATE TABLE media_content (
    name    text PRIMARY KEY CHECK (name ~ '^[0-9a-f]{64}(-[0-9]+)?\.[a-z]+$'),
    content bytea NOT NULL
);
-- pictures do not compress, and a byte range is cheap to cut from what is not compressed
ALTER TABLE media_content ALTER COLUMN content SET STORAGE EXTERNAL;
INSERT INTO media_content (name, content)
SELECT id || CASE type WHEN 'image/jpeg' THEN '.jpg' ELSE '.' || substr(type, 7) END, content FROM media;

ALTER TABLE media
    DROP COLUMN content,
    -- what moves is shown as it is, its renditions hold the first frame alone
    ADD COLUMN animated boolean NOT NULL DEFAULT false;
-- the list of what was uploaded, newest first
CREATE INDEX media_newest ON media (created_at DESC, id);

-- The same picture in other sizes and formats, in sRGB; made at the upload.
CREATE TABLE rendition (
    media  text NOT NULL REFERENCES media ON DELETE CASCADE,
    type   text NOT NULL,
    width  integer NOT NULL CHECK (width > 0),
    height integer NOT NULL CHECK (height > 0),
    bytes  bigint NOT NULL,
    -- of the content, in hexadecimal
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    PRIMARY KEY (media, type, width)
);

-- Which media any revision refers to, public or not; what none refers to may be deleted.
CREATE TABLE media_reference (
    media    text NOT NULL REFERENCES media,
    article  uuid NOT NULL,
    language text NOT NULL,
    revision integer NOT NULL,
    PRIMARY KEY (media, article, language, revision),
    FOREIGN KEY (article, language, revision) REFERENCES revision (article, language, number) ON DELETE CASCADE
);
CREATE INDEX media_reference_revision ON media_reference (article, language, revision);
INSERT INTO media_reference (media, article, language, revision)
SELECT DISTINCT media.id, named.article, named.language, named.number
FROM (SELECT article, language, number, lead ->> 'media' AS id FROM revision
      UNION ALL
      SELECT article, language, number, (regexp_matches(html, '="/media/([0-9a-f]{64})', 'g'))[1] FROM revision) named
JOIN media ON media.id = named.id;
