package barid.scale;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** A generated article: an English original and one translation. */
record Article(int ordinal, UUID id, Instant published, int topic, List<Text> texts) {
    /** A word that stands in exactly {@value #RARE_TEXTS} texts of every installation. */
    static final String RARE = "quixzel";

    static final int RARE_TEXTS = 100;

    /** A word that stands in every hundredth text. */
    static final String COMMON = "zwavbort";

    static final int TOPICS = 50;
    private static final int SENTENCES = 3;
    private static final Instant FIRST = Instant.parse("2016-01-01T00:00:00Z");
    private static final long SECONDS = 10L * 365 * 24 * 3600;

    /** The text in one language. */
    record Text(String language, String title, String summary, String html, String slug) {}

    /** The article of this place among {@code articles}, always the same. */
    static Article of(int ordinal, int articles, List<Vocabulary> vocabularies) {
        SplittableRandom random = new SplittableRandom(ordinal * 0x9E3779B97F4A7C15L);
        Instant published = FIRST.plusSeconds(SECONDS * ordinal / articles).plusMillis(ordinal % 1000);
        List<Text> texts = new ArrayList<>();
        texts.add(text("en", vocabularies.get(0), ordinal, articles, random));
        boolean arabic = ordinal % 2 == 0;
        texts.add(text(arabic ? "ar" : "fr", vocabularies.get(arabic ? 1 : 2), ordinal, articles, random));
        return new Article(ordinal, id(published, random), published, random.nextInt(TOPICS), texts);
    }

    private static Text text(
            String language, Vocabulary vocabulary, int ordinal, int articles, SplittableRandom random) {
        String title = vocabulary.sentence(random, 7);
        String summary = vocabulary.sentence(random, 18) + ".";
        StringBuilder html = new StringBuilder();
        for (int i = 0; i < SENTENCES; i++) {
            html.append(i == 0 ? "<p>" : " ").append(vocabulary.sentence(random, 12));
            if (language.equals("en") && i == 1) {
                html.append(marks(ordinal, articles));
            }
            html.append(i == SENTENCES - 1 ? ".</p>" : ".");
        }
        return new Text(language, title, summary, html.toString(), "story-" + ordinal);
    }

    private static String marks(int ordinal, int articles) {
        String rare = ordinal % (articles / RARE_TEXTS) == 0 ? " " + RARE : "";
        // Every 50th English text is every hundredth of all.
        return rare + (ordinal % 50 == 0 ? " " + COMMON : "");
    }

    /** Of version 7 (RFC 9562): ordered by time, as the database makes them. */
    private static UUID id(Instant at, SplittableRandom random) {
        long time = at.toEpochMilli() << 16;
        return new UUID(time | 0x7000L | random.nextInt(1 << 12), 0x8000000000000000L | (random.nextLong() >>> 2));
    }
}
