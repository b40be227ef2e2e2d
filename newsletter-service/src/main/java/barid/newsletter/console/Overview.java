package barid.newsletter.console;

import java.util.List;

/** What the first page of the console shows. */
public record Overview(
        String readers,
        List<String> warnings,
        List<Table> tables,
        List<GrowthChart> charts,
        List<EditionLine> editions,
        List<Due> due) {
    /** Counts under one heading. */
    public record Table(String id, String heading, String kind, List<Count> counts) {}

    /** One count; {@code permille} of the greatest, for the bar beside it. */
    public record Count(String name, String count, int permille) {}

    /** When a cadence is next mailed, and to how many at most. */
    public record Due(String cadence, String when, String readers) {}
}
