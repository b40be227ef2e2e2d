package barid.standalone;

import java.io.PrintStream;
import java.util.Locale;

/** Tells the person at the terminal what is being done and how long each step took. */
final class Progress {
    private final PrintStream out;
    private String current = "";
    private long since;

    Progress(PrintStream out) {
        this.out = out;
    }

    /** Begins a step, which ends the one before. */
    void step(String name) {
        done();
        current = name;
        since = System.nanoTime();
        out.print("  " + name + " ...");
        out.flush();
    }

    /** Ends the running step. */
    void done() {
        if (!current.isEmpty()) {
            out.println(" " + seconds(since));
            current = "";
        }
    }

    /** How long ago {@code since}, of {@link System#nanoTime}, is. */
    static String seconds(long since) {
        return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - since) / 1e9);
    }

    /** A line between steps. */
    void line(String text) {
        done();
        out.println(text);
    }

    /** A line on what went wrong. */
    void complain(String text) {
        if (!current.isEmpty()) {
            out.println();
            current = "";
        }
        out.println(text);
    }
}
