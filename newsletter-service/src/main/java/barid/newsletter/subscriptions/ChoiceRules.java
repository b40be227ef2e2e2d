package barid.newsletter.subscriptions;

import barid.kit.site.Languages;
import barid.newsletter.editions.Cadence;
import barid.newsletter.stories.Topics;
import org.jspecify.annotations.Nullable;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells whether choices can be taken, and which field and rule stand against it. Pure. */
public final class ChoiceRules {
    private static final int MOST_LANGUAGES = 20;
    private static final int MOST_TOPICS = 100;
    private static final int LAST_WEEKDAY = 7;
    /** Every month has it. */
    private static final int LAST_MONTHDAY = 28;

    private final Set<String> languages;
    private final Topics topics;
    private final String zone;

    /** {@code languages} are those that something may come in; {@code zone} is the installation's. */
    public ChoiceRules(Set<String> languages, Topics topics, String zone) {
        this.languages = languages;
        this.topics = topics;
        this.zone = zone;
    }

    /** What somebody sent, before anything is known of it. */
    public record Given(
            @Nullable String email,
            @Nullable List<String> languages,
            @Nullable List<String> topics,
            @Nullable String cadence,
            @Nullable Integer hour,
            @Nullable Integer day,
            @Nullable String zone) {}

    /** A field and the name of the rule that refused it. */
    public record Fault(String field, String rule) {}

    /** An address and choices, or why there are none. */
    public sealed interface Verdict {
        record Taken(Address address, Choices choices) implements Verdict {}

        record Refused(List<Fault> faults) implements Verdict {}
    }

    /** Choices alone, or why there are none. */
    public sealed interface Chosen {
        record Taken(Choices choices) implements Chosen {}

        record Refused(List<Fault> faults) implements Chosen {}
    }

    public Verdict judge(Given given) {
        List<Fault> faults = new ArrayList<>();
        Optional<Address> address = Optional.ofNullable(given.email()).flatMap(Address::parse);
        if (address.isEmpty()) {
            faults.add(new Fault("email", "email"));
        }
        Optional<Choices> choices = choices(given, faults);
        return address.isPresent() && choices.isPresent()
                ? new Verdict.Taken(address.get(), choices.get())
                : new Verdict.Refused(faults);
    }

    /** The same without a look at the address. */
    public Chosen choose(Given given) {
        List<Fault> faults = new ArrayList<>();
        return choices(given, faults).<Chosen>map(Chosen.Taken::new).orElseGet(() -> new Chosen.Refused(faults));
    }

    private Optional<Choices> choices(Given given, List<Fault> faults) {
        int before = faults.size();
        List<String> chosenLanguages = languages(given.languages(), faults);
        List<String> chosenTopics = topics(given.topics(), faults);
        Optional<Cadence> cadence = cadence(given.cadence(), faults);
        int hour = given.hour() == null ? Choices.HOUR : given.hour();
        if (hour < 0 || hour > 23) {
            faults.add(new Fault("hour", "hour"));
        }
        int day = day(given.day(), cadence, faults);
        String chosenZone = given.zone() == null ? zone : given.zone();
        if (!ZoneId.getAvailableZoneIds().contains(chosenZone) && !chosenZone.equals(zone)) {
            faults.add(new Fault("zone", "zone"));
        }
        return faults.size() == before
                ? cadence.map(known -> new Choices(chosenLanguages, chosenTopics, known, hour, day, chosenZone))
                : Optional.empty();
    }

    private static int day(@Nullable Integer given, Optional<Cadence> cadence, List<Fault> faults) {
        int day = given == null ? 1 : given;
        boolean weekly = cadence.filter(known -> known == Cadence.WEEKLY).isPresent();
        if (day < 1 || day > (weekly ? LAST_WEEKDAY : LAST_MONTHDAY)) {
            faults.add(new Fault("day", "day"));
        }
        return day;
    }

    private List<String> languages(@Nullable List<String> given, List<Fault> faults) {
        if (given == null || given.isEmpty() || given.size() > MOST_LANGUAGES) {
            faults.add(new Fault("languages", "languages"));
            return List.of();
        }
        Set<String> chosen = new LinkedHashSet<>();
        for (String tag : given) {
            Optional<String> canonical =
                    tag == null ? Optional.empty() : Languages.canonical(tag).filter(languages::contains);
            if (canonical.isEmpty()) {
                faults.add(new Fault("languages", "language"));
                return List.of();
            }
            chosen.add(canonical.get());
        }
        return List.copyOf(chosen);
    }

    private List<String> topics(@Nullable List<String> given, List<Fault> faults) {
        if (given == null || given.isEmpty()) {
            return List.of();
        }
        Set<String> chosen = new LinkedHashSet<>();
        for (String slug : given) {
            Optional<Topics.Topic> topic = slug == null ? Optional.empty() : topics.resolve(slug);
            if (topic.isEmpty() || given.size() > MOST_TOPICS) {
                faults.add(new Fault("topics", "topic"));
                return List.of();
            }
            chosen.add(topic.get().slug());
        }
        return List.copyOf(chosen);
    }

    private static Optional<Cadence> cadence(@Nullable String given, List<Fault> faults) {
        Optional<Cadence> cadence = Arrays.stream(Cadence.values())
                .filter(known -> known.word().equals(given))
                .findFirst();
        if (cadence.isEmpty()) {
            faults.add(new Fault("cadence", "cadence"));
        }
        return cadence;
    }
}
