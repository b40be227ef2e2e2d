-- A feed for each topic in each language, beside that of everything: ar/topics/health.

-- When an entry left a feed whose topic is no longer its own; it stands elsewhere, so the entry cannot say it.
ALTER TABLE feed_member ADD COLUMN gone_at timestamptz CHECK (gone_at IS NULL OR published IS NULL);
CREATE INDEX feed_member_entry ON feed_member (article, language);

WITH RECURSIVE standing (named, slug, merged_into) AS (
    SELECT slug, slug, merged_into FROM topic
    UNION SELECT s.named, t.slug, t.merged_into FROM standing s JOIN topic t ON t.slug = s.merged_into
), member AS (
    SELECT DISTINCT m.language || '/topics/' || coalesce(s.slug, named.slug) AS feed,
        m.article, m.language, m.position, m.published
    FROM feed_member m JOIN entry e USING (article, language), unnest(e.topics) AS named (slug)
        LEFT JOIN standing s ON s.named = named.slug AND s.merged_into IS NULL
    WHERE m.feed = m.language || '/articles' AND m.published IS NOT NULL
), made AS (
    INSERT INTO feed (key)
    SELECT feed FROM member
    UNION
    SELECT split_part(f.key, '/', 1) || '/topics/' || t.slug FROM feed f, topic t WHERE t.merged_into IS NULL
    RETURNING key
)
INSERT INTO feed_member (feed, article, language, position, published)
SELECT feed, article, language, nextval('feed_position'), published
FROM (SELECT * FROM member WHERE feed IN (SELECT key FROM made) ORDER BY position, feed) ordered;

UPDATE feed SET position = coalesce((SELECT max(position) FROM feed_member m WHERE m.feed = feed.key), position)
WHERE key LIKE '%/topics/%';
