package barid.newsletter.console;

import barid.kit.http.Problem;
import barid.newsletter.editions.Cadence;
import io.helidon.common.parameters.Parameters;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Whose digest is to be seen: that of a reader, or else of anyone with these choices.
 *
 * @param languages in order of preference; empty: nothing was asked yet
 * @param topics slugs; empty means all
 */
record PreviewRequest(Optional<UUID> reader, List<String> languages, List<String> topics, Cadence cadence) {
    /** How many languages the form takes. */
    static final int LANGUAGES = 3;

    static final String LANGUAGE = "language-";
    static final String TOPIC = "topic-";

    /** Reads what the form sent; languages and slugs that are not among the known ones are left out. */
    private static PreviewRequest of(
            Function<String, Optional<String>> values, List<String> languages, List<String> slugs) {
        return new PreviewRequest(
                values.apply("reader").map(PreviewRequest::reader),
                IntStream.rangeClosed(1, LANGUAGES)
                        .mapToObj(place -> values.apply(LANGUAGE + place))
                        .flatMap(Optional::stream)
                        .filter(languages::contains)
                        .distinct()
                        .toList(),
                slugs.stream()
                        .filter(slug -> values.apply(TOPIC + slug).isPresent())
                        .toList(),
                values.apply("cadence")
                        .flatMap(word -> Arrays.stream(Cadence.values())
                                .filter(cadence -> cadence.word().equals(word))
                                .findFirst())
                        .orElse(Cadence.DAILY));
    }

    static PreviewRequest of(Parameters query, List<String> languages, List<String> slugs) {
        return of(name -> query.first(name).asOptional(), languages, slugs);
    }

    static PreviewRequest of(Map<String, String> fields, List<String> languages, List<String> slugs) {
        return of(name -> Optional.ofNullable(fields.get(name)), languages, slugs);
    }

    private static UUID reader(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Problem.notFound();
        }
    }

    /** Whether there is something to show. */
    boolean asked() {
        return reader.isPresent() || !languages.isEmpty();
    }

    /** The fields that ask for the same. */
    List<Map.Entry<String, String>> fields() {
        if (reader.isPresent()) {
            return List.of(Map.entry("reader", reader.get().toString()));
        }
        return Stream.of(
                        IntStream.range(0, languages.size())
                                .mapToObj(i -> Map.entry(LANGUAGE + (i + 1), languages.get(i))),
                        topics.stream().map(slug -> Map.entry(TOPIC + slug, "on")),
                        Stream.of(Map.entry("cadence", cadence.word())))
                .flatMap(fields -> fields)
                .toList();
    }

    /** The same as the query of a page. */
    String query() {
        return fields().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", "?", ""));
    }
}
