package barid.newsletter.preflight;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Everything that is logged meanwhile, as it would be printed. */
final class CapturedLog extends Handler implements AutoCloseable {
    private final Logger root = Logger.getLogger("");
    private final Level before = root.getLevel();
    private final SimpleFormatter format = new SimpleFormatter();
    private final StringBuffer text = new StringBuffer();

    /** Down to {@code level}. */
    CapturedLog(Level level) {
        setLevel(level);
        root.setLevel(level);
        root.addHandler(this);
    }

    String text() {
        return text.toString();
    }

    @Override
    public void publish(LogRecord record) {
        text.append(format.format(record));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        root.removeHandler(this);
        root.setLevel(before);
    }
}
