package barid.feed.partners;

/** A partner in the operators' list, in words of the page's language; {@code troubled} if any request of the week failed. */
public record PartnerLine(
        String id,
        String name,
        boolean ended,
        String languages,
        String topics,
        String lastPull,
        String behind,
        String pulls,
        BarChart week,
        String errors,
        boolean troubled) {}
