package barid.sending;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * One measured run of a sender.
 *
 * @param cpuSeconds processor time of the sender alone
 * @param statements in SQL, BEGIN and COMMIT counted; 0 for who has no ledger
 * @param heap live MiB at most; 0 where it is not known
 */
record Run(long mails, double seconds, double cpuSeconds, long statements, long heap) {
    double rate() {
        return mails / seconds;
    }

    double cpuMicros() {
        return cpuSeconds * 1e6 / mails;
    }

    double statementsPerMail() {
        return (double) statements / mails;
    }

    static String heading() {
        return String.format(
                Locale.ROOT,
                "%-34s %5s %10s %8s %12s %12s %9s",
                "sender",
                "conns",
                "mails/s",
                "ratio",
                "CPU us/mail",
                "SQL/mail",
                "heap MiB");
    }

    /** The medians of these runs beside {@code limit} mails a second. */
    static String line(String sender, int connections, List<Run> runs, double limit) {
        double rate = median(runs, Run::rate);
        return String.format(
                Locale.ROOT,
                "%-34s %5d %,10.0f %8.2f %12.0f %12.4f %9d",
                sender,
                connections,
                rate,
                rate / limit,
                median(runs, Run::cpuMicros),
                median(runs, Run::statementsPerMail),
                runs.stream().mapToLong(Run::heap).max().orElse(0));
    }

    static double median(List<Run> runs, ToDoubleFunction<Run> of) {
        double[] sorted = runs.stream().mapToDouble(of).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("no runs: " + Arrays.toString(sorted));
        }
        return sorted[sorted.length / 2];
    }
}
