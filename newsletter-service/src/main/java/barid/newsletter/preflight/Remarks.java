package barid.newsletter.preflight;

import barid.kit.site.Texts;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What was found, in words of one language. */
record Remarks(Texts.In in) {
    String get(String key, Object... arguments) {
        return in.get(key, Arrays.stream(arguments).map(this::isolated).toArray());
    }

    /** Names in the DNS run from left to right, also within a line that does not (UAX #9, FSI and PDI). */
    private Object isolated(Object argument) {
        return argument instanceof String text && in.direction().equals("rtl") ? "\u2068" + text + "\u2069" : argument;
    }

    String said(Remark remark) {
        return get(remark.key(), remark.arguments().toArray());
    }

    /** Empty if there is nothing to do. */
    String toDo(Remark remark) {
        return remark.outcome() == Outcome.OK
                ? ""
                : get(remark.key() + ".do", remark.arguments().toArray());
    }

    /** All that failed, in one paragraph. */
    String failures(Report report) {
        return report.failed().stream()
                .flatMap(finding -> finding.remarks().stream()
                        .filter(remark -> remark.outcome() == Outcome.FAILED)
                        .map(remark ->
                                get("failure", get("check." + finding.check().word()), said(remark))))
                .collect(Collectors.joining(" "));
    }
}
