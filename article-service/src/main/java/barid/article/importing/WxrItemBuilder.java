package barid.article.importing;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects the elements of one item. */
final class WxrItemBuilder {
    private static final DateTimeFormatter SQL = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final String OLD_NAME = "_wp_old_slug";

    private final int ordinal;
    private final Map<String, String> fields = new HashMap<>();
    private final List<WxrItem.Category> categories = new ArrayList<>();
    private final List<String> oldNames = new ArrayList<>();
    private final Map<String, String> meta = new HashMap<>();
    private String domain = "";
    private String nicename = "";
    private String key = "";
    private int comments;

    WxrItemBuilder(int ordinal) {
        this.ordinal = ordinal;
    }

    void category(String ofDomain, String ofNicename) {
        domain = ofDomain;
        nicename = ofNicename;
    }

    /** An element of the item itself. */
    void field(String name, String value) {
        switch (name) {
            case "category" -> categories.add(new WxrItem.Category(domain, nicename, value.strip()));
            case "comment" -> comments++;
            case "postmeta" -> {}
            default -> fields.putIfAbsent(name, value);
        }
    }

    /** An element of one of its elements. */
    void inner(String name, String value) {
        if (name.equals("meta_key")) {
            key = value.strip();
        } else if (name.equals("meta_value") && key.equals(OLD_NAME)) {
            oldNames.add(value.strip());
        } else if (name.equals("meta_value")) {
            meta.putIfAbsent(key, value);
        }
    }

    WxrItem build() {
        return new WxrItem(
                ordinal,
                field("post_id"),
                field("post_type"),
                field("status"),
                field("title"),
                field("link"),
                field("guid"),
                field("creator"),
                fields.getOrDefault("encoded", ""),
                field("excerpt"),
                field("post_name"),
                field("post_password"),
                field("post_parent"),
                field("attachment_url"),
                sql(field("post_date_gmt")),
                sql(field("post_modified_gmt")),
                field("post_date"),
                rfc822(field("pubDate")),
                List.copyOf(categories),
                List.copyOf(oldNames),
                Map.copyOf(meta),
                comments);
    }

    private String field(String name) {
        return fields.getOrDefault(name, "").strip();
    }

    /** Zeros stand for no date. */
    private static Optional<Instant> sql(String text) {
        return local(text).map(date -> date.toInstant(ZoneOffset.UTC));
    }

    static Optional<LocalDateTime> local(String text) {
        try {
            return text.isEmpty() || text.startsWith("0000")
                    ? Optional.empty()
                    : Optional.of(LocalDateTime.parse(text, SQL));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> rfc822(String text) {
        try {
            Instant instant = OffsetDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            // WordPress writes drafts without a date as the year before the first.
            return instant.isBefore(Instant.EPOCH) ? Optional.empty() : Optional.of(instant);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
