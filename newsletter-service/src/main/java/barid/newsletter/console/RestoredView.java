package barid.newsletter.console;

import barid.newsletter.journal.Found;
import barid.newsletter.journal.Restored;

import java.util.Arrays;
import java.util.List;

/**
 * What a restored database asks.
 *
 * @param says what is known, in a sentence
 */
public record RestoredView(String says, List<Line> lines, List<SendingView.Act> acts) {
    /** An edition that the journal knows better. */
    public record Line(String name, String cadence, String planned, String claimed, String when) {}

    static RestoredView of(Words words, Found found, String root) {
        return new RestoredView(
                words.get("restored.says", words.time(found.first()), words.time(found.last())),
                found.editions().stream().map(edition -> line(words, edition)).toList(),
                Arrays.stream(Restored.Answer.values())
                        .map(answer -> new SendingView.Act(
                                "restored-" + answer.word(),
                                words.get("restored." + answer.word() + ".do"),
                                root + "/restored/" + answer.word(),
                                true))
                        .toList());
    }

    private static Line line(Words words, Found.Edition edition) {
        return new Line(
                EditionLines.name(words, edition.cadence(), edition.period()),
                words.get("cadence." + edition.cadence()),
                words.number(edition.planned()),
                words.number(edition.claimed()),
                words.get("restored.when", words.time(edition.first()), words.time(edition.last())));
    }
}
