package barid.article.search;

/** A stretch of a text; {@code match} if it is what was asked for. */
public record Part(String text, boolean match) {}
