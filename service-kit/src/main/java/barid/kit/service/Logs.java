package barid.kit.service;

import barid.kit.tracing.TraceContext;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Sets up the process's log: one line a record on standard error, as JSON or plain. */
public final class Logs {
    static {
        // Before the first logger is asked for, which is below.
        System.setProperty("java.util.logging.manager", UntilTheEnd.class.getName());
    }

    /** What says too much for every day; held here, since a logger that nobody holds forgets its level. */
    private static final List<Logger> QUIET = List.of(
            Logger.getLogger("com.zaxxer.hikari"), Logger.getLogger("org.flywaydb"), Logger.getLogger("io.helidon"));

    /** Warns of every transaction that found nothing to do, as a claim often does. */
    private static final Logger IDLE_TRANSACTIONS = Logger.getLogger("io.helidon.dbclient.jdbc");

    private Logs() {}

    /** How a record is written. */
    public enum Format {
        JSON,
        PLAIN
    }

    /** Reads the environment: {@code BARID_LOG_FORMAT} (json, plain) and {@code BARID_LOG_LEVEL} (a JUL level). */
    public static void configure() {
        String format = System.getenv().getOrDefault("BARID_LOG_FORMAT", "json");
        String level = System.getenv().getOrDefault("BARID_LOG_LEVEL", "INFO");
        configure(Format.valueOf(format.toUpperCase(Locale.ROOT)), Level.parse(level.toUpperCase(Locale.ROOT)));
    }

    /** The first act of every {@code main}: what is logged before it looks foreign. */
    public static void configure(Format format, Level level) {
        Logger root = Logger.getLogger("");
        for (Handler given : root.getHandlers()) {
            root.removeHandler(given);
        }
        Handler handler = new ConsoleHandler();
        handler.setLevel(Level.ALL);
        handler.setFormatter(formatter(format));
        root.addHandler(handler);
        root.setLevel(level);
        QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
        IDLE_TRANSACTIONS.setLevel(Level.SEVERE);
    }

    /** Writes one record as one line; a line of JSON names the trace that its thread works in. */
    public static Formatter formatter(Format format) {
        return switch (format) {
            case JSON -> new JsonLines();
            case PLAIN -> new PlainLines();
        };
    }

    /** The log of a process that tells how it stops: the JDK's own would close its handlers as soon as the stop begins. */
    public static final class UntilTheEnd extends LogManager {
        @Override
        public void reset() {
            // Nothing is to be closed: standard error needs no flush.
        }
    }

    private static final class JsonLines extends Formatter {
        @Override
        public String format(LogRecord line) {
            StringBuilder json = new StringBuilder(200);
            json.append("{\"time\":\"")
                    .append(line.getInstant().truncatedTo(ChronoUnit.MILLIS))
                    .append("\",\"level\":\"")
                    .append(line.getLevel().getName())
                    .append("\",\"logger\":");
            quote(json, String.valueOf(line.getLoggerName()));
            json.append(",\"message\":");
            quote(json, formatMessage(line));
            TraceContext.currentId()
                    .ifPresent(id -> json.append(",\"trace_id\":\"").append(id).append('"'));
            if (line.getThrown() != null) {
                json.append(",\"exception\":");
                quote(json, stackTrace(line.getThrown()));
            }
            return json.append("}\n").toString();
        }

        private static void quote(StringBuilder json, String text) {
            json.append('"');
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                switch (c) {
                    case '"', '\\' -> json.append('\\').append(c);
                    case '\n' -> json.append("\\n");
                    default -> {
                        if (c < 0x20) {
                            json.append(String.format("\\u%04x", (int) c));
                        } else {
                            json.append(c);
                        }
                    }
                }
            }
            json.append('"');
        }
    }

    private static final class PlainLines extends Formatter {
        @Override
        public String format(LogRecord line) {
            Instant time = line.getInstant().truncatedTo(ChronoUnit.MILLIS);
            String thrown = line.getThrown() == null ? "" : "\n" + stackTrace(line.getThrown());
            return time + " " + line.getLevel().getName() + " " + formatMessage(line) + thrown + "\n";
        }
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString().strip();
    }
}
