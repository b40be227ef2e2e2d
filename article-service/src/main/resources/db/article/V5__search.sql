-- Search in what is public. Words are made in Java (barid.article.search); here they are kept, found and ranked.

-- near words by what letters they share; a trusted extension, so the owner of the database may create it
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- One row for each published translation, in the transaction that publishes or withdraws it.
CREATE TABLE search_text (
    article   uuid NOT NULL,
    language  text NOT NULL,
    published timestamptz NOT NULL,
    -- the version of the rules that made the document; 0: it is still to be made
    analyser  smallint NOT NULL,
    -- every lexeme begins with the language: one index, and a word costs what its own language holds of it
    document  tsvector NOT NULL,
    PRIMARY KEY (article, language),
    FOREIGN KEY (article, language) REFERENCES translation ON DELETE CASCADE
);
-- Documents stand apart, so that the rows of thousands of matches are few pages.
ALTER TABLE search_text SET (toast_tuple_target = 128);
-- New documents go to the index's own list first, at a cost that does not grow with the index; search_flush() moves them in
-- before that list is so long that a search or a publication would feel it.
CREATE INDEX search_text_document ON search_text USING gin (document)
    WITH (fastupdate = on, gin_pending_list_limit = 16384);
CREATE INDEX search_text_analyser ON search_text (analyser);

-- The words of public texts, from which suggestions are made. A word stays when its last text is withdrawn; whoever suggests
-- one first looks whether it still finds anything.
CREATE TABLE search_word (
    language text NOT NULL,
    -- folded: without case, accents, vowel signs, article
    word     text NOT NULL,
    -- as a reader would write it
    shown    text NOT NULL,
    PRIMARY KEY (language, word)
);
CREATE INDEX search_word_near ON search_word USING gin (word gin_trgm_ops);

-- Texts that were published and whose words are still to be added.
CREATE TABLE search_words_due (
    article  uuid NOT NULL,
    language text NOT NULL,
    PRIMARY KEY (article, language)
);

-- The newest texts that match. The index answers, whatever the planner thinks: it does not know that to look into a document
-- means to fetch it from elsewhere, and would rather read a million of them than follow the index to one per cent.
CREATE FUNCTION search_newest(question tsquery, most integer) RETURNS SETOF uuid
    LANGUAGE sql STABLE ROWS 100
    SET enable_seqscan = off
    SET work_mem = '32MB'
    AS 'SELECT article FROM search_text WHERE document @@ question ORDER BY published DESC, article LIMIT most';

-- How many texts match; for words that are few.
CREATE FUNCTION search_count(question tsquery) RETURNS bigint
    LANGUAGE sql STABLE
    SET enable_seqscan = off
    SET work_mem = '32MB'
    AS 'SELECT count(*) FROM search_text WHERE document @@ question';

-- The owner's right, lent to the service for this one thing.
CREATE FUNCTION search_flush() RETURNS bigint
    LANGUAGE sql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS 'SELECT gin_clean_pending_list(''public.search_text_document''::regclass)';
REVOKE ALL ON FUNCTION search_flush() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_flush() TO article_app;

-- What was published before there was a search is indexed by the service.
INSERT INTO search_text (article, language, published, analyser, document)
SELECT article, language, published, 0, '' FROM translation WHERE state = 'published';
