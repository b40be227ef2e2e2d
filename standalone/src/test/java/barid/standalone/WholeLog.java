package barid.standalone;

import barid.kit.service.Logs;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * All that this JVM says: what its services log at the level that they are shipped with, as the lines of JSON that they are
 * shipped with, exceptions included; and what anything prints.
 */
final class WholeLog extends Handler {
    private final Formatter format = Logs.formatter(Logs.Format.JSON);
    private final StringBuffer text = new StringBuffer();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;

    void open() {
        setLevel(Level.INFO);
        Logger.getLogger("").addHandler(this);
        System.setOut(both(out));
        System.setErr(both(err));
    }

    private PrintStream both(PrintStream one) {
        return new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        write(new byte[] {(byte) b}, 0, 1);
                    }

                    @Override
                    public void write(byte[] bytes, int from, int length) {
                        one.write(bytes, from, length);
                        printed.write(bytes, from, length);
                    }
                },
                true,
                StandardCharsets.UTF_8);
    }

    String text() {
        return text + printed.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void publish(LogRecord record) {
        if (isLoggable(record)) {
            text.append(format.format(record));
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        Logger.getLogger("").removeHandler(this);
        System.setOut(out);
        System.setErr(err);
    }
}
