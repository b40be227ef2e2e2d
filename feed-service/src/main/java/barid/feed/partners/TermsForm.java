package barid.feed.partners;

import barid.feed.entries.CleanText;
import barid.feed.partners.Fault.Reason;
import barid.kit.http.Problem;
import barid.kit.site.Languages;
import barid.kit.site.Texts;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The terms as somebody gave them, by program or in a form; nothing is checked yet, and what was left out is null. */
record TermsForm(
        @Nullable String name,
        @Nullable String contact,
        @Nullable List<@Nullable String> languages,
        @Nullable List<@Nullable String> topics,
        @Nullable String rights,
        @Nullable Integer limit) {
    static final int MOST_PER_MINUTE = 6_000;
    static final int LONGEST_NAME = 200;
    static final int LONGEST_CONTACT = 300;
    static final int LONGEST_RIGHTS = 1_000;
    static final int LONGEST_ID = 63;

    private static final int MOST_LANGUAGES = 50;
    private static final int MOST_TOPICS = 100;
    private static final Pattern ID = Pattern.compile("[a-z0-9]+(?:-[a-z0-9]+)*");
    /** What stands at the same place in the paths of the operators' pages. */
    private static final Set<String> RESERVED = Set.of("new", "archive", "sign-in", "sign-out");

    /** What came of the check. */
    sealed interface Checked {
        record Good(Terms terms) implements Checked {}

        record Bad(List<Fault> faults) implements Checked {}
    }

    /** {@code known} tells whether a slug is one of a topic. */
    Checked check(Predicate<String> known) {
        List<Fault> faults = new ArrayList<>();
        String named = text("name", name, LONGEST_NAME, faults);
        if (named.isEmpty() && faults.isEmpty()) {
            faults.add(new Fault("name", Reason.REQUIRED));
        }
        String reached = text("contact", contact, LONGEST_CONTACT, faults);
        List<String> spoken = languages(faults);
        List<String> about = topics(known, faults);
        String allowed = text("rights", rights, LONGEST_RIGHTS, faults);
        int perMinute = limit == null ? Terms.PER_MINUTE : limit;
        if (perMinute < 1 || perMinute > MOST_PER_MINUTE) {
            faults.add(new Fault("limit", Reason.OUT_OF_RANGE));
        }
        return faults.isEmpty()
                ? new Checked.Good(new Terms(named, reached, spoken, about, allowed, perMinute))
                : new Checked.Bad(List.copyOf(faults));
    }

    /** The fault of an id that cannot be one. */
    static Optional<Fault> checkId(@Nullable String id) {
        if (id == null || id.isBlank()) {
            return Optional.of(new Fault("id", Reason.REQUIRED));
        }
        boolean good = id.length() <= LONGEST_ID
                && ID.matcher(id).matches()
                && !RESERVED.contains(id)
                && !Texts.LANGUAGES.contains(id)
                && !Languages.RESERVED.contains(id);
        return good ? Optional.empty() : Optional.of(new Fault("id", Reason.NOT_AN_ID));
    }

    private static String text(String field, @Nullable String given, int longest, List<Fault> faults) {
        String text = given == null ? "" : given.strip();
        if (text.length() > longest) {
            faults.add(new Fault(field, Reason.TOO_LONG));
        } else if (!CleanText.of(text).equals(text)) {
            faults.add(new Fault(field, Reason.CONTROLS));
        }
        return text;
    }

    private List<String> languages(List<Fault> faults) {
        List<@Nullable String> given = languages == null ? List.of() : languages;
        if (given.size() > MOST_LANGUAGES) {
            faults.add(new Fault("languages", Reason.TOO_MANY));
            return List.of();
        }
        List<Optional<String>> tags = given.stream()
                .map(tag -> tag == null ? Optional.<String>empty() : Languages.canonical(tag))
                .toList();
        if (tags.stream().anyMatch(Optional::isEmpty)) {
            faults.add(new Fault("languages", Reason.NOT_A_LANGUAGE));
        }
        return tags.stream().flatMap(Optional::stream).distinct().sorted().toList();
    }

    private List<String> topics(Predicate<String> known, List<Fault> faults) {
        List<@Nullable String> given = topics == null ? List.of() : topics;
        if (given.size() > MOST_TOPICS) {
            faults.add(new Fault("topics", Reason.TOO_MANY));
            return List.of();
        }
        if (given.stream().anyMatch(slug -> slug == null || !known.test(slug))) {
            faults.add(new Fault("topics", Reason.NOT_A_TOPIC));
        }
        return given.stream().filter(Objects::nonNull).distinct().sorted().toList();
    }

    /** All faults as one refusal. */
    static Problem refusal(List<Fault> faults) {
        return Problem.fields(faults.stream().map(Fault::error).toList());
    }
}
