package barid.article.idempotency;

/** The answer to a creation: where the new thing is, and its JSON. */
public record Creation(int status, String location, String body) {}
