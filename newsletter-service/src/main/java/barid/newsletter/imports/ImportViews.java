package barid.newsletter.imports;

import barid.kit.site.Organisation;
import barid.newsletter.editions.Cadence;
import barid.newsletter.imports.ImportForm.Option;
import barid.newsletter.imports.ImportPageView.Column;
import barid.newsletter.imports.ImportPageView.Fact;
import barid.newsletter.subscriptions.ChoiceRules;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Imports put into words. */
public final class ImportViews {
    private static final long MINUTE = 60;

    private final Imports imports;
    private final Organisation organisation;

    ImportViews(Imports imports, Organisation organisation) {
        this.imports = imports;
        this.organisation = organisation;
    }

    /** A line of the list; {@code taken} is empty while nobody is. */
    public record Line(String url, String name, String state, String when, String who, String taken) {}

    Line line(Wording words, ImportJob job, String root) {
        boolean taking = job.state() == ImportState.IMPORTING || job.state().ended();
        return new Line(
                root + "/" + job.id(),
                job.name(),
                words.get("state." + job.state().word()),
                words.time(job.createdAt()),
                job.startedBy(),
                taking ? words.number(job.counts().taken()) : "");
    }

    ImportForm form(
            Wording words, Map<String, String> fields, List<ChoiceRules.Fault> faults, Collection<String> languages) {
        Map<String, String> errors = new LinkedHashMap<>();
        faults.forEach(fault -> errors.putIfAbsent(fault.field(), words.get("rule." + fault.rule())));
        String language = fields.getOrDefault("languages", organisation.defaultLanguage());
        String cadence = fields.getOrDefault("cadence", Cadence.DAILY.word());
        return new ImportForm(
                fields,
                errors,
                languages.stream()
                        .map(tag -> new Option(tag, words.name(tag), tag.equals(language)))
                        .toList(),
                Arrays.stream(Cadence.values())
                        .map(Cadence::word)
                        .map(word -> new Option(word, words.get("cadence." + word), word.equals(cadence)))
                        .toList(),
                organisation.zone().getId());
    }

    ImportPageView page(Wording words, ImportJob job) {
        ImportState state = job.state();
        Tally counts = job.counts();
        boolean mappable = state == ImportState.MAPPING || state == ImportState.READY;
        return new ImportPageView(
                job.name(),
                words.get("state." + state.word()),
                state == ImportState.FAILED ? "" : words.get("says." + state.word(), counts.taken()),
                failure(words, job),
                facts(words, job),
                counts(words, job),
                state.running() ? progress(words, job) : "",
                Math.min(job.line(), job.lines()),
                job.lines(),
                mappable ? columns(words, job) : List.of(),
                state == ImportState.MAPPING,
                state == ImportState.READY && counts.taken() > 0 ? words.get("start.do", counts.taken()) : "",
                counts.rows() > counts.taken() + counts.known(),
                !state.ended());
    }

    private static String failure(Wording words, ImportJob job) {
        Long line = job.failureLine();
        return job.failure() == null ? "" : words.get("failure." + job.failure(), line == null ? 0 : line);
    }

    private static List<Fact> facts(Wording words, ImportJob job) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact(words.get("consent"), job.consent()));
        facts.add(new Fact(words.get("when"), words.time(job.createdAt())));
        facts.add(new Fact(words.get("who"), job.startedBy()));
        Layout layout = job.layout();
        if (layout != null) {
            facts.add(new Fact(words.get("charset"), layout.charset()));
        }
        facts.add(new Fact(
                words.get("defaults"),
                words.get(
                        "defaults.value",
                        String.join(
                                ", ",
                                job.defaults().languages().stream()
                                        .map(words::name)
                                        .toList()),
                        words.get("cadence." + job.defaults().cadence()))));
        return facts;
    }

    private static List<Fact> counts(Wording words, ImportJob job) {
        Tally counts = job.counts();
        List<Fact> shown = new ArrayList<>();
        if (counts.rows() == 0) {
            return shown;
        }
        boolean foreseen = job.state() == ImportState.CHECKING || job.state() == ImportState.READY;
        add(shown, words, foreseen ? "count.foreseen" : "count.taken", counts.taken());
        add(shown, words, "count.known", counts.known());
        add(shown, words, "count.doubled", counts.doubled());
        add(shown, words, "count.left", counts.left());
        add(shown, words, "count.suppressed", foreseen ? 0 : counts.suppressed());
        add(shown, words, "count.refused", counts.refused());
        add(shown, words, "count.bad", counts.bad());
        return shown;
    }

    /** What nobody is counted under is left out, but for those taken. */
    private static void add(List<Fact> shown, Wording words, String key, long count) {
        if (count > 0 || shown.isEmpty()) {
            shown.add(new Fact(words.get(key), words.number(count)));
        }
    }

    private static String progress(Wording words, ImportJob job) {
        String so =
                words.get("progress", Math.min(job.line(), job.lines()), job.lines(), Math.round(ImportView.rate(job)));
        String left = left(words, ImportView.secondsLeft(job));
        return left.isEmpty() ? so : words.get("progress.left", so, left);
    }

    private static String left(Wording words, @Nullable Long seconds) {
        if (seconds == null) {
            return "";
        }
        return seconds < MINUTE ? words.get("left.soon") : words.get("left.minutes", Math.ceilDiv(seconds, MINUTE));
    }

    private List<Column> columns(Wording words, ImportJob job) {
        List<Column> columns = new ArrayList<>();
        for (Imports.Column column : imports.columns(job)) {
            columns.add(new Column(
                    columns.size() + 1,
                    column.heading(),
                    column.samples().stream()
                            .filter(sample -> !sample.isEmpty())
                            .toList(),
                    Arrays.stream(ColumnMeaning.values())
                            .map(meaning -> new Option(
                                    meaning.word(),
                                    words.get("meaning." + meaning.word()),
                                    meaning == column.meaning()))
                            .toList()));
        }
        return columns;
    }
}
