package barid.feed;

import barid.kit.changes.Change;
import barid.kit.changes.Origin;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** Announced translations with readable defaults. */
public final class Translations {
    public static final Instant NOON = Instant.parse("2026-03-26T12:00:00Z");
    public static final String AUTHORITY = "news.example.org,2026";

    private final UUID article;
    private String language = "en";
    private String entryId;
    private Origin origin = Origin.ORIGINAL;
    private String engine;
    private String url;
    private String title;
    private String summary = "In short";
    private String html = "<p>In full</p>";
    private List<String> authors = List.of("Amina Haddad");
    private List<String> topics = List.of("health");
    private List<Change.Media> media = List.of();
    private Instant published = NOON;
    private Instant updated = NOON;
    private int revision = 1;
    private boolean historical;
    private Change.Correction correction;
    private final List<Change.Sibling> siblings = new ArrayList<>();

    private Translations(String title) {
        this.title = title;
        this.article = article(title);
    }

    /** An article whose id follows from its first title. */
    public static Translations titled(String title) {
        return new Translations(title);
    }

    public static UUID article(String title) {
        return UUID.nameUUIDFromBytes(title.getBytes(StandardCharsets.UTF_8));
    }

    public Translations with(Consumer<Translations> more) {
        more.accept(this);
        return this;
    }

    public Translations inLanguage(String tag) {
        language = tag;
        return this;
    }

    public Translations withEntryId(String id) {
        entryId = id;
        return this;
    }

    public Translations madeByMachine(String name) {
        origin = Origin.MACHINE;
        engine = name;
        return this;
    }

    public Translations addressed(String address) {
        url = address;
        return this;
    }

    public Translations retitled(String text) {
        title = text;
        return this;
    }

    public Translations summed(String text) {
        summary = text;
        return this;
    }

    public Translations saying(String text) {
        html = text;
        return this;
    }

    public Translations by(String... names) {
        authors = List.of(names);
        return this;
    }

    public Translations on(String... slugs) {
        topics = List.of(slugs);
        return this;
    }

    public Translations publishedAt(Instant instant) {
        published = instant;
        updated = instant;
        return this;
    }

    public Translations updatedAt(Instant instant) {
        updated = instant;
        return this;
    }

    public Translations revised(int number) {
        revision = number;
        return this;
    }

    public Translations fromThePast() {
        historical = true;
        return this;
    }

    public Translations corrected(Instant at, String note) {
        correction = new Change.Correction(at, note);
        updated = at;
        return this;
    }

    public Translations pictured(String url, String alt) {
        media = List.of(new Change.Media("lead", url, "image/webp", 48211, 1200, 800, alt, null));
        return this;
    }

    public Translations beside(String tag, Origin from) {
        siblings.add(new Change.Sibling(tag, "https://news.example.org/" + tag + "/articles/other", from));
        return this;
    }

    public Change.Published at(long position) {
        return new Change.Published(
                position,
                article,
                language,
                entryId == null ? "tag:" + AUTHORITY + ":" + article + ":" + language : entryId,
                origin,
                engine,
                "slug",
                url == null ? "https://news.example.org/" + language + "/articles/" + article : url,
                title,
                summary,
                html,
                authors,
                topics,
                media,
                published,
                updated,
                revision,
                historical,
                correction,
                List.copyOf(siblings),
                "00-trace-" + position);
    }

    public Change.Withdrawn withdrawn(Instant at, String reason) {
        Change.Published entry = at(0);
        return new Change.Withdrawn(0, article, language, entry.entryId(), at, reason);
    }
}
