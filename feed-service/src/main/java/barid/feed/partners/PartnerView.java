package barid.feed.partners;

import java.util.List;
import java.util.Optional;

/** A partner's page, in words of the page's language. */
public record PartnerView(
        String id,
        String name,
        Optional<String> ended,
        String address,
        String contact,
        String languages,
        String topics,
        String rights,
        String limit,
        String made,
        String lastPull,
        String agent,
        String behind,
        BarChart hours,
        BarChart month,
        List<Day> days,
        List<Key> keys,
        boolean mayHaveMoreKeys) {

    /** What was answered on one day; only days on which something was. */
    public record Day(
            String date,
            String whole,
            String news,
            String unchanged,
            String archive,
            String errors,
            String megabytes) {}

    /** {@code revoked} is when, if it was. */
    public record Key(int number, String label, String made, String used, Optional<String> revoked) {}
}
