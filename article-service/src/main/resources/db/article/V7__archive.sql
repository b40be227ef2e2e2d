-- Archives: what another installation wrote down of itself, and this one takes.

-- Made public here by an archive: no news to the readers of this installation, whatever "historical" says of the first
-- publication there. The change feed names such changes beside the page, so that the changes stay equal in both.
ALTER TABLE translation ADD COLUMN quiet boolean NOT NULL DEFAULT false;

-- A line of the log is one event wherever it is copied, so an archive taken twice brings none twice.
ALTER TABLE audit
    ADD COLUMN event    uuid    NOT NULL DEFAULT uuidv7(),
    -- it happened in the installation that the archive is of
    ADD COLUMN archived boolean NOT NULL DEFAULT false;
CREATE UNIQUE INDEX audit_event ON audit (event);

-- The owner's right, lent to the service for this one thing: of what happened elsewhere it may say when, and the line is
-- marked. Of what happens here the database alone says when.
CREATE FUNCTION take_archived_audit(lines jsonb) RETURNS bigint
    LANGUAGE sql
    SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
    AS $$
        WITH taken AS (
            INSERT INTO public.audit (event, at, who, act, article, language, detail, archived)
            SELECT event, at, who, act, article, language, detail, true
            FROM ROWS FROM (jsonb_to_recordset(lines) AS (event uuid, at timestamptz, who text, act text, article uuid,
                    language text, detail jsonb)) WITH ORDINALITY
                AS line (event, at, who, act, article, language, detail, ordinal)
            ORDER BY ordinal
            ON CONFLICT (event) DO NOTHING
            RETURNING 1)
        SELECT count(*) FROM taken
    $$;
REVOKE ALL ON FUNCTION take_archived_audit(jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION take_archived_audit(jsonb) TO article_app;

-- Articles that an archive brought: digests of what it said of them, and of what stood here once they were taken. While
-- the second is what stands, nobody has touched the article here.
CREATE TABLE archived_article (
    article uuid PRIMARY KEY REFERENCES article ON DELETE CASCADE,
    given   bytea NOT NULL,
    taken   bytea NOT NULL
);
