package barid.kit.tracing;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.regex.Pattern;

/** The trace that this thread works in, and the form in which it is handed on (W3C Trace Context, {@code traceparent}). */
public final class TraceContext {
    private static final Pattern TRACEPARENT =
            Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
    private static final int ID_FROM = 3;
    private static final int ID_TO = 35;

    private static final ThreadLocal<@Nullable String> CURRENT = new ThreadLocal<>();

    private TraceContext() {}

    /** The text if it is a {@code traceparent} of version 00. */
    public static Optional<String> parse(String text) {
        return Optional.of(text).filter(given -> TRACEPARENT.matcher(given).matches());
    }

    /** The {@code traceparent} of what this thread does now; empty outside of any traced work. */
    public static Optional<String> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    /** The id of the trace that this thread works in, 32 hexadecimal digits. */
    public static Optional<String> currentId() {
        return current().map(traceparent -> traceparent.substring(ID_FROM, ID_TO));
    }

    /** Returns what was current before, for the way back. */
    static @Nullable String enter(@Nullable String traceparent) {
        String before = CURRENT.get();
        if (traceparent == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(traceparent);
        }
        return before;
    }
}
