package barid.newsletter.deliveries;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The oracle of the simulation: what the contract says of stories, positions, dueness and debts, written down as plainly as
 * it reads, without a database and without a thought of cost.
 */
final class ModelOffice {
    private static final Duration WINDOW = Duration.ofMinutes(10);

    /** A translation as last seen; {@code number} 0: historical. */
    static final class Story {
        final int article;
        final String language;
        long number;
        long firstNumber;
        Instant numberedAt;
        Instant updated;
        boolean withdrawn;
        List<String> topics;

        Story(int article, String language) {
            this.article = article;
            this.language = language;
        }

        String key() {
            return article + ":" + language;
        }
    }

    record Correction(int article, String language, Instant at, long number, Instant numberedAt) {
        String key() {
            return article + ":" + language + "@" + at;
        }
    }

    /** What a delivery of hers holds, and what became of it. */
    static final class Delivery {
        final Reader reader;
        final String edition;
        final List<String> items;
        final List<String> corrections;
        final Set<String> omitted = new HashSet<>();
        boolean open = true;
        boolean counts = true;

        Delivery(Reader reader, String edition, List<String> items, List<String> corrections) {
            this.reader = reader;
            this.edition = edition;
            this.items = items;
            this.corrections = corrections;
        }

        @Override
        public String toString() {
            return reader.name + " " + edition + " " + items + " " + corrections;
        }
    }

    static final class Reader {
        final String name;
        List<String> languages;
        List<String> topics;
        String cadence;
        int hour;
        int day;
        ZoneId zone;
        long position;
        long confirmed;
        boolean paused;
        boolean subscribed = true;
        Instant nextDue;
        /** Since when an article, or a correction by its key, is owed. */
        final Map<String, Instant> owed = new TreeMap<>();

        Reader(String name) {
            this.name = name;
        }
    }

    final Map<String, Story> stories = new LinkedHashMap<>();
    private final Map<Integer, List<Story>> byArticle = new TreeMap<>();
    final Map<String, Correction> corrections = new LinkedHashMap<>();
    final List<Reader> readers = new ArrayList<>();
    final List<Delivery> deliveries = new ArrayList<>();
    private long counter;

    void published(
            int article,
            String language,
            List<String> topics,
            Instant updated,
            boolean historical,
            Instant correctedAt,
            Instant now) {
        Story story = stories.get(article + ":" + language);
        if (story == null) {
            story = new Story(article, language);
            stories.put(story.key(), story);
            byArticle.computeIfAbsent(article, id -> new ArrayList<>()).add(story);
            if (!historical) {
                story.number = ++counter;
                story.firstNumber = story.number;
                story.numberedAt = now;
            }
        } else if (story.withdrawn && !historical) {
            story.number = ++counter;
            story.numberedAt = now;
            if (updated.isAfter(story.updated)) {
                story.firstNumber = story.number;
            }
        }
        story.withdrawn = false;
        story.updated = updated;
        story.topics = topics;
        if (correctedAt != null && !historical) {
            String key = article + ":" + language + "@" + correctedAt;
            if (!corrections.containsKey(key)) {
                corrections.put(key, new Correction(article, language, correctedAt, ++counter, now));
            }
        }
    }

    void withdrawn(int article, String language) {
        Story story = stories.get(article + ":" + language);
        if (story != null) {
            story.withdrawn = true;
        }
    }

    void confirm(Reader reader, Instant now) {
        reader.subscribed = true;
        reader.paused = false;
        reader.position = Math.max(reader.position, counter);
        reader.confirmed = Math.max(reader.confirmed, counter);
        reader.owed.clear();
        reader.nextDue = next(reader, now);
    }

    /** Before other languages or topics: to just before the first thing due, or to the head. */
    void beforeChange(Reader reader) {
        long first = Long.MAX_VALUE;
        Set<String> carried = carried(reader);
        for (int article : articles()) {
            if (!carried.contains(Integer.toString(article))) {
                for (Story story : hers(reader, article)) {
                    if (story.number > reader.position && story.firstNumber > reader.confirmed) {
                        first = Math.min(first, story.number);
                    }
                }
            }
        }
        for (Correction correction : corrections.values()) {
            if (correction.number() > reader.position && correctionIsHers(reader, correction)) {
                first = Math.min(first, correction.number());
            }
        }
        reader.position = Math.max(reader.position, first == Long.MAX_VALUE ? counter : first - 1);
    }

    private Set<Integer> articles() {
        return byArticle.keySet();
    }

    private List<Story> hers(Reader reader, int article) {
        return byArticle.getOrDefault(article, List.of()).stream()
                .filter(story -> !story.withdrawn && story.number > 0)
                .filter(story -> reader.languages.contains(story.language))
                .filter(story ->
                        reader.topics.isEmpty() || story.topics.stream().anyMatch(reader.topics::contains))
                .toList();
    }

    private Set<String> carried(Reader reader) {
        return held(reader).stream()
                .map(key -> key.substring(0, key.indexOf(':')))
                .collect(Collectors.toSet());
    }

    /** How often each article came to each reader; once is right. */
    Map<String, Long> came() {
        Map<String, Long> came = new TreeMap<>();
        readers.forEach(reader -> held(reader)
                .forEach(key -> came.merge(reader.name + " " + key.substring(0, key.indexOf(':')), 1L, Long::sum)));
        return came;
    }

    /** The translations of her deliveries that count. */
    private List<String> held(Reader reader) {
        return deliveries.stream()
                .filter(delivery -> delivery.reader == reader && delivery.counts)
                .flatMap(delivery -> delivery.items.stream().filter(item -> !delivery.omitted.contains(item)))
                .toList();
    }

    private boolean correctionIsHers(Reader reader, Correction correction) {
        String story = correction.article() + ":" + correction.language();
        boolean had = deliveries.stream()
                .filter(delivery -> delivery.reader == reader && delivery.counts)
                .anyMatch(delivery ->
                        delivery.corrections.contains(correction.key()) && !delivery.omitted.contains(story));
        return held(reader).contains(story) && !had && !stories.get(story).withdrawn;
    }

    /** All that planning must do at {@code now}, in no order. */
    List<Delivery> plan(Instant now) {
        List<Delivery> planned = new ArrayList<>();
        for (Reader reader : readers) {
            reader.owed.values().removeIf(since -> !since.isAfter(now.minus(Duration.ofDays(30))));
            if (!reader.subscribed) {
                continue;
            }
            if (reader.cadence.equals("immediate")) {
                if (!reader.paused) {
                    Instant close = now.minusMillis(now.toEpochMilli() % WINDOW.toMillis());
                    deliver(reader, "immediate " + close.minus(WINDOW), close, planned);
                }
            } else if (!reader.nextDue.isAfter(now)) {
                if (!reader.paused) {
                    deliver(reader, reader.cadence + " " + period(reader, now), Instant.MAX, planned);
                }
                reader.nextDue = next(reader, now);
            }
        }
        return planned;
    }

    private void deliver(Reader reader, String edition, Instant cut, List<Delivery> planned) {
        if (deliveries.stream().anyMatch(had -> had.reader == reader && had.edition.equals(edition))) {
            return;
        }
        List<Story> chosen = new ArrayList<>();
        Set<String> carried = carried(reader);
        for (int article : articles()) {
            List<Story> hers = hers(reader, article).stream()
                    .filter(story -> story.numberedAt.isBefore(cut))
                    .toList();
            boolean wanted = reader.owed.containsKey(Integer.toString(article))
                    || hers.stream()
                            .anyMatch(story -> story.number > reader.position && story.firstNumber > reader.confirmed);
            if (wanted && !carried.contains(Integer.toString(article))) {
                hers.stream()
                        .min(Comparator.comparingInt(story -> reader.languages.indexOf(story.language)))
                        .ifPresent(chosen::add);
            }
        }
        chosen.sort(Comparator.comparingLong((Story story) -> story.number).reversed());
        List<String> notes = corrections.values().stream()
                .filter(correction -> reader.owed.containsKey(correction.key())
                        || (correction.number() > reader.position
                                && correction.numberedAt().isBefore(cut)))
                .filter(correction -> correctionIsHers(reader, correction))
                .sorted(Comparator.comparingLong(Correction::number))
                .map(Correction::key)
                .toList();
        if (chosen.isEmpty() && notes.isEmpty()) {
            return;
        }
        Delivery delivery =
                new Delivery(reader, edition, chosen.stream().map(Story::key).toList(), notes);
        deliveries.add(delivery);
        planned.add(delivery);
        chosen.forEach(story -> reader.owed.remove(Integer.toString(story.article)));
        notes.forEach(reader.owed::remove);
        reader.position = Math.max(reader.position, head(cut));
    }

    private long head(Instant cut) {
        long stories = this.stories.values().stream()
                .filter(story -> story.number > 0 && story.numberedAt.isBefore(cut))
                .mapToLong(story -> story.number)
                .max()
                .orElse(0);
        return corrections.values().stream()
                .filter(correction -> correction.numberedAt().isBefore(cut))
                .mapToLong(Correction::number)
                .reduce(stories, Math::max);
    }

    /** All that is open is claimed and sent, or ends otherwise. */
    void claim(Instant now) {
        deliveries.stream().filter(delivery -> delivery.open).forEach(delivery -> {
            delivery.open = false;
            Reader reader = delivery.reader;
            if (!reader.subscribed) {
                delivery.counts = false;
            } else if (reader.paused) {
                delivery.counts = false;
                owe(delivery, delivery.items, delivery.corrections, now);
            } else {
                leaveOut(delivery, now);
            }
        });
    }

    private void leaveOut(Delivery delivery, Instant now) {
        List<String> items = delivery.items.stream()
                .filter(item -> Objects.requireNonNull(stories.get(item)).withdrawn)
                .toList();
        List<String> notes = delivery.corrections.stream()
                .filter(key -> Objects.requireNonNull(stories.get(key.substring(0, key.indexOf('@')))).withdrawn)
                .toList();
        if (items.size() == delivery.items.size() && notes.size() == delivery.corrections.size()) {
            delivery.counts = false;
        }
        delivery.omitted.addAll(items);
        notes.forEach(key -> delivery.omitted.add(key.substring(0, key.indexOf('@'))));
        owe(delivery, items, notes, now);
    }

    private static void owe(Delivery delivery, List<String> items, List<String> notes, Instant now) {
        items.forEach(item -> delivery.reader.owed.putIfAbsent(item.substring(0, item.indexOf(':')), now));
        notes.forEach(key -> delivery.reader.owed.putIfAbsent(key, now));
    }

    static Instant next(Reader reader, Instant now) {
        if (reader.cadence.equals("immediate")) {
            return Instant.MAX;
        }
        LocalDate date = now.atZone(reader.zone).toLocalDate().minusDays(1);
        while (!fits(reader, date) || !at(reader, date).isAfter(now)) {
            date = date.plusDays(1);
        }
        return at(reader, date);
    }

    private static String period(Reader reader, Instant now) {
        LocalDate date = now.atZone(reader.zone).toLocalDate();
        while (!fits(reader, date) || at(reader, date).isAfter(now)) {
            date = date.minusDays(1);
        }
        return switch (reader.cadence) {
            case "daily" -> date.toString();
            case "weekly" ->
                "%d-W%02d".formatted(date.get(IsoFields.WEEK_BASED_YEAR), date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
            default -> date.toString().substring(0, 7);
        };
    }

    private static boolean fits(Reader reader, LocalDate date) {
        return switch (reader.cadence) {
            case "daily" -> true;
            case "weekly" -> date.getDayOfWeek() == DayOfWeek.of(Math.min(7, reader.day));
            default -> date.getDayOfMonth() == reader.day;
        };
    }

    /** java.time moves a missing hour to after the gap, and takes the first of a double one. */
    private static Instant at(Reader reader, LocalDate date) {
        return ZonedDateTime.of(date, LocalTime.of(reader.hour, 0), reader.zone).toInstant();
    }
}
