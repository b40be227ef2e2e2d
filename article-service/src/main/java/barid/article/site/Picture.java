package barid.article.site;

import java.util.Optional;

/** A lead picture: {@code media} is its id, {@code path} root-relative. */
public record Picture(String media, String path, int width, int height, String alt, Optional<String> caption) {}
