package barid.newsletter.deliveries;

import barid.kit.changes.Change;
import barid.kit.db.Database;
import barid.newsletter.Articles;
import barid.newsletter.editions.Variant;
import barid.newsletter.editions.VariantCompiler;
import barid.newsletter.mail.CompiledMail;
import barid.newsletter.mail.ReadMail;
import barid.newsletter.stories.StoryKey;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Readers' choices make many variants of few stories; composing them reads each story once. */
class ComposingIT {
    private static final int STORIES = 6;
    /** One for each choice of some of the stories. */
    private static final int VARIANTS = (1 << STORIES) - 1;
    /** The edition, its notes and the topics; and the variants themselves. */
    private static final int ONCE = 4;

    @Test
    void manyVariantsOfFewStoriesAskTheDatabaseOnceForEachStoryAndOnceForEachVariant() {
        try (Workshop workshop = new Workshop()) {
            workshop.announce(
                    IntStream.range(0, STORIES).mapToObj(ComposingIT::story).toArray(Change[]::new));
            IntStream.rangeClosed(1, VARIANTS).forEach(choice -> reader(workshop, choice));
            assertThat(workshop.plan()).isEqualTo(VARIANTS);

            Database database = workshop.open();
            VariantCompiler compiler = workshop.compiler(database);
            List<UUID> ids = workshop.rows.strings("SELECT id FROM variant").stream()
                    .map(UUID::fromString)
                    .toList();
            long before = database.statements();
            Collection<Variant> variants =
                    compiler.variants(database.client().execute(), ids).values();
            variants.forEach(variant -> assertThat(titles(workshop, compiler.mail(variant.id(), Set.of())))
                    .as("the mail of %s", variant)
                    .isEqualTo(variant.items().stream().map(ComposingIT::title).toList()));
            long composed = database.statements();
            assertThat(variants).hasSize(VARIANTS);
            assertThat(composed - before)
                    .as("what left is noted for each variant; all else is read once")
                    .isBetween((long) VARIANTS, (long) VARIANTS + STORIES + ONCE);

            StoryKey withdrawn = new StoryKey(story(0).article(), "en");
            List<Variant> anew = variants.stream()
                    .filter(variant -> variant.items().contains(withdrawn)
                            && variant.items().size() > 1)
                    .toList();
            anew.forEach(variant -> assertThat(titles(workshop, compiler.mail(variant.id(), Set.of(withdrawn))))
                    .isNotEmpty()
                    .doesNotContain(title(withdrawn)));
            assertThat(database.statements() - composed)
                    .as("composed anew without a story, nothing is read again")
                    .isEqualTo(anew.size());
        }
    }

    private static Change.Published story(int number) {
        return Articles.about(Articles.published(number, "en", "Headline " + number), "topic-" + number);
    }

    private static String title(StoryKey key) {
        return "Headline " + (key.article().getLeastSignificantBits() - Long.MIN_VALUE);
    }

    /** A reader of the topics that are set in {@code choice}. */
    private static void reader(Workshop workshop, int choice) {
        UUID id = workshop.rows.reader("reader" + choice + "@example.net", "en", "immediate");
        String topics = String.join(
                ",",
                IntStream.range(0, STORIES)
                        .filter(topic -> (choice >> topic & 1) == 1)
                        .mapToObj(topic -> "topic-" + topic)
                        .toList());
        workshop.rows.execute("UPDATE subscription SET topics = '{" + topics + "}' WHERE subscriber = '" + id + "'");
    }

    private static List<String> titles(Workshop workshop, CompiledMail mail) {
        byte[] message = workshop.digests.preview(mail, UUID.randomUUID(), "reader@example.net", Instant.EPOCH);
        return Jsoup.parse(ReadMail.of(message).html()).select("h2").eachText();
    }
}
