package barid.article.content;

import barid.article.audit.Actor;
import barid.article.conditional.EntityTags.Condition;

import java.util.UUID;

/** Which translation an act is on, who acts, and what its text must be for it. */
public record Target(UUID article, String language, Condition condition, Actor actor) {}
