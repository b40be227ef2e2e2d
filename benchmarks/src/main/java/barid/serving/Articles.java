package barid.serving;

import barid.kit.changes.Change;
import barid.kit.changes.Origin;
import barid.scale.Vocabulary;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/** Generated articles as the change feed tells of them, of the length of a press release: about 300 words. */
public final class Articles {
    public static final String AUTHORITY = "news.example.org,2026";
    public static final List<String> LANGUAGES = List.of("ar", "en", "fr");

    private static final int PARAGRAPHS = 6;
    private static final Instant FIRST = Instant.parse("2026-01-01T09:00:00Z");

    private final Map<String, Vocabulary> vocabularies = Map.of(
            "ar", Vocabulary.of("ar"),
            "en", Vocabulary.of("en"),
            "fr", Vocabulary.of("fr"));

    /** The topic of this number. */
    public static Change.Topic topic(int number) {
        return new Change.Topic(number + 1L, "topic-" + number, Map.of("en", "Topic " + number), null);
    }

    /** The article of this number in one language, always the same. */
    public Change.Published article(int number, String language, List<String> topics) {
        SplittableRandom random = new SplittableRandom(number * 31L + language.hashCode());
        Vocabulary vocabulary = vocabularies.getOrDefault(language, Vocabulary.of("en"));
        List<String> paragraphs = new ArrayList<>();
        for (int i = 0; i < PARAGRAPHS; i++) {
            paragraphs.add("<p>" + vocabulary.sentence(random, 18) + ". " + vocabulary.sentence(random, 14) + ". "
                    + vocabulary.sentence(random, 18) + ".</p>");
        }
        UUID id = new UUID(0x0199_0000_0000_7000L, 0x8000_0000_0000_0000L | number);
        Instant at = FIRST.plusSeconds(number * 3600L);
        return new Change.Published(
                number + 1L,
                id,
                language,
                "tag:" + AUTHORITY + ":" + id + ":" + language,
                language.equals("en") ? Origin.ORIGINAL : Origin.HUMAN,
                null,
                "story-" + number,
                "https://news.example.org/" + language + "/articles/story-" + number,
                vocabulary.sentence(random, 8),
                vocabulary.sentence(random, 25) + ".",
                String.join("\n", paragraphs),
                List.of("Press office"),
                topics,
                List.of(),
                at,
                at,
                1,
                false,
                null,
                List.of(),
                "");
    }
}
