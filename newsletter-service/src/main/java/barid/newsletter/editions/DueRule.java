package barid.newsletter.editions;

import barid.newsletter.stories.Catalogue;
import barid.newsletter.stories.Correction;
import barid.newsletter.stories.Story;
import barid.newsletter.stories.StoryKey;
import barid.newsletter.stories.Topics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;

/**
 * Decides what is due to a reader. Pure: it sees one snapshot of the news and what is known of the reader.
 *
 * <p>An article is due if a translation in her languages and under her topics has a number above her position, and a first
 * number above her position at confirmation, or if the article is owed to her; and if no delivery of hers carries it. A
 * correction is due once to who received that translation.
 */
final class DueRule {
    private final long head;
    private final Map<UUID, List<Story>> byArticle = new HashMap<>();
    private final Map<StoryKey, Set<String>> topicsOf = new HashMap<>();
    private final List<Correction> corrections;
    private final Topics topics;

    DueRule(Catalogue catalogue, Topics topics) {
        this.head = catalogue.head();
        this.topics = topics;
        for (Story story : catalogue.stories()) {
            byArticle.computeIfAbsent(story.article(), id -> new ArrayList<>()).add(story);
            topicsOf.put(story.key(), topics.resolve(story.topics()));
        }
        this.corrections = catalogue.corrections().stream()
                .sorted(Comparator.comparingLong(Correction::number))
                .toList();
    }

    Topics topics() {
        return topics;
    }

    /** All that are decided about. */
    Set<UUID> articles() {
        Set<UUID> articles = new HashSet<>(byArticle.keySet());
        corrections.forEach(correction -> articles.add(correction.article()));
        return articles;
    }

    /**
     * The articles of which a reader may have something although every number is above her position: those that ever had
     * a second translation or a second number, or a correction. Of no other need her deliveries be looked up.
     */
    Set<UUID> ambiguous() {
        Set<UUID> articles = new HashSet<>();
        byArticle.forEach((article, translations) -> {
            if (translations.size() > 1 || translations.getFirst().numbers() > 1) {
                articles.add(article);
            }
        });
        corrections.forEach(correction -> articles.add(correction.article()));
        return articles;
    }

    Due due(Reader reader, History history) {
        List<Story> chosen = new ArrayList<>();
        byArticle.forEach((article, translations) -> {
            if (!history.carried().contains(article)) {
                choose(reader, translations, history.owedArticles().contains(article))
                        .ifPresent(chosen::add);
            }
        });
        chosen.sort(Comparator.comparingLong(DueRule::number).reversed());
        return new Due(
                chosen.stream().map(Story::key).toList(),
                corrections.stream()
                        .filter(correction -> isDue(correction, reader, history))
                        .map(CorrectionKey::of)
                        .toList());
    }

    /** The lowest number that makes an article or a correction due to her, owed or not; empty if none does. */
    OptionalLong firstDue(Reader reader, History history) {
        LongStream articles = byArticle.entrySet().stream()
                .filter(entry -> !history.carried().contains(entry.getKey()))
                .flatMap(entry -> hers(reader, entry.getValue()).stream())
                .filter(story -> isNew(story, reader))
                .mapToLong(DueRule::number);
        LongStream notes = corrections.stream()
                .filter(correction -> correction.number() > reader.position() && isDue(correction, reader, history))
                .mapToLong(Correction::number);
        return LongStream.concat(articles, notes).min();
    }

    private List<Story> hers(Reader reader, List<Story> translations) {
        return translations.stream()
                .filter(story -> story.mailable()
                        && number(story) <= head
                        && reader.languages().contains(story.language())
                        && reader.follows(topicsOf.getOrDefault(story.key(), Set.of())))
                .toList();
    }

    private static boolean isNew(Story story, Reader reader) {
        return number(story) > reader.position() && firstNumber(story) > reader.confirmedPosition();
    }

    private Optional<Story> choose(Reader reader, List<Story> translations, boolean owed) {
        List<Story> hers = hers(reader, translations);
        boolean due = owed || hers.stream().anyMatch(story -> isNew(story, reader));
        return due
                ? hers.stream()
                        .min(Comparator.comparingInt(story -> reader.languages().indexOf(story.language())))
                : Optional.empty();
    }

    private boolean isDue(Correction correction, Reader reader, History history) {
        CorrectionKey key = CorrectionKey.of(correction);
        boolean fresh = correction.number() > reader.position() && correction.number() <= head;
        return (fresh || history.owedCorrections().contains(key))
                && history.received().contains(correction.story())
                && !history.corrections().contains(key)
                && byArticle.getOrDefault(correction.article(), List.of()).stream()
                        .anyMatch(story -> story.key().equals(correction.story()) && story.mailable());
    }

    private static long number(Story story) {
        Long number = story.number();
        return number == null ? 0 : number;
    }

    private static long firstNumber(Story story) {
        Long number = story.firstNumber();
        return number == null ? 0 : number;
    }
}
