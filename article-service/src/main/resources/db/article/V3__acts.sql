-- The audit log is read newest first: everything, or what concerns an article, was done by someone, or is one kind of act.
DROP INDEX audit_article;
CREATE INDEX audit_latest ON audit (at, id);
CREATE INDEX audit_article ON audit (article, at, id) WHERE article IS NOT NULL;
CREATE INDEX audit_who ON audit (who, at, id);
CREATE INDEX audit_act ON audit (act, at, id);

-- The service says what was done, the database alone says when and in which order.
REVOKE INSERT ON audit FROM article_app;
GRANT INSERT (who, act, article, language, detail) ON audit TO article_app;

-- which topics count as this one
CREATE INDEX topic_merged ON topic (merged_into) WHERE merged_into IS NOT NULL;
