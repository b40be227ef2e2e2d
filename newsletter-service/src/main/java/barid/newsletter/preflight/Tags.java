package barid.newsletter.preflight;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A list {@code name=value; ...} as DKIM and DMARC publish it (RFC 6376 section 3.2). */
record Tags(Map<String, String> values) {
    static Tags parse(String record) {
        Map<String, String> values = new LinkedHashMap<>();
        int from = 0;
        while (from < record.length()) {
            int semicolon = record.indexOf(';', from);
            int to = semicolon < 0 ? record.length() : semicolon;
            String tag = record.substring(from, to);
            int equals = tag.indexOf('=');
            if (equals > 0) {
                values.putIfAbsent(
                        tag.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                        tag.substring(equals + 1).strip());
            }
            from = to + 1;
        }
        return new Tags(values);
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }
}
