package barid.newsletter.imports;

import java.util.List;

/**
 * What the page of one import shows.
 *
 * @param says what there is to know or to do now, in a sentence
 * @param failed what went wrong; empty if nothing did
 * @param progress empty unless it runs
 * @param columns to be named; empty once it is started
 * @param start what the button starts; empty if there is nothing to start
 * @param report whether a row was not taken
 */
public record ImportPageView(
        String name,
        String state,
        String says,
        String failed,
        List<Fact> facts,
        List<Fact> counts,
        String progress,
        long line,
        long lines,
        List<Column> columns,
        boolean columnsOpen,
        String start,
        boolean report,
        boolean cancellable) {
    /** A named value. */
    public record Fact(String name, String value) {}

    /** A column of the file: its number from 1, its heading, what its first rows hold, and what it may mean. */
    public record Column(int number, String heading, List<String> samples, List<ImportForm.Option> meanings) {}
}
