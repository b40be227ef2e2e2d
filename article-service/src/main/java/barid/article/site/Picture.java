package barid.article.site;

import java.util.Optional;

/** A lead picture; {@code path} is root-relative. */
public record Picture(String path, int width, int height, String alt, Optional<String> caption) {}
