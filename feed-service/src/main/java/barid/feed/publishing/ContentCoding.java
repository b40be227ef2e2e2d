package barid.feed.publishing;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The content codings in which documents are kept (RFC 9110 section 8.4.1), the smallest last. */
enum ContentCoding {
    IDENTITY,
    GZIP,
    BR;

    /** What no field names is allowed but not asked for (RFC 9110 section 12.5.3). */
    private static final double NOT_EXCLUDED = 0.0001;

    private static final List<ContentCoding> OFFERED =
            Arrays.stream(values()).filter(Compression::has).toList();

    /** Those that this machine can make. */
    static List<ContentCoding> offered() {
        return OFFERED;
    }

    /** The word in headers and tags. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The best that an Accept-Encoding field allows, the smaller of two that the client likes equally; identity if it allows
     * none, since a feed is better than a 406.
     */
    static ContentCoding negotiate(String acceptEncoding) {
        Map<ContentCoding, Double> named = new EnumMap<>(ContentCoding.class);
        double others = 0;
        double identity = NOT_EXCLUDED;
        for (String part : acceptEncoding.split(",", -1)) {
            String[] pieces = part.split(";", -1);
            double weight = weight(pieces);
            switch (pieces[0].strip().toLowerCase(Locale.ROOT)) {
                case "br" -> named.put(BR, weight);
                case "gzip", "x-gzip" -> named.put(GZIP, weight);
                case "identity" -> named.put(IDENTITY, weight);
                case "*" -> {
                    others = weight;
                    identity = weight;
                }
                default -> {}
            }
        }
        ContentCoding best = IDENTITY;
        double most = 0;
        for (ContentCoding coding : OFFERED) {
            double weight = named.getOrDefault(coding, coding == IDENTITY ? identity : others);
            if (weight > 0 && weight >= most) {
                best = coding;
                most = weight;
            }
        }
        return best;
    }

    private static double weight(String[] pieces) {
        for (int i = 1; i < pieces.length; i++) {
            String piece = pieces[i].strip().toLowerCase(Locale.ROOT);
            if (piece.startsWith("q=")) {
                try {
                    return Math.clamp(Double.parseDouble(piece.substring(2)), 0, 1);
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
