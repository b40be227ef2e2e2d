package barid.standalone;

import java.io.PrintStream;
import java.util.Locale;

/** Tells once a second how far a transfer is, how fast it goes and how long it will take. */
final class Transfer {
    private static final long SECOND = 1_000_000_000L;

    private final PrintStream out;
    private final long about;
    private final long begun = System.nanoTime();
    private long told = begun;
    private long bytes;

    /** {@code about}: how many bytes it will be, by a guess; 0 if nobody knows. */
    Transfer(PrintStream out, long about) {
        this.out = out;
        this.about = about;
    }

    void add(long more) {
        bytes += more;
        long now = System.nanoTime();
        if (now - told > SECOND) {
            told = now;
            out.println(line((now - begun) / (double) SECOND));
        }
    }

    private String line(double seconds) {
        double rate = bytes / seconds;
        String left = about > bytes ? String.format(Locale.ROOT, ", about %.0f s left", (about - bytes) / rate) : "";
        return "  " + megabytes(bytes) + ", " + megabytes((long) rate) + " a second" + left;
    }

    static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
