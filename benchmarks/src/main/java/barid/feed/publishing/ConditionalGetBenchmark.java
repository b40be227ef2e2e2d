package barid.feed.publishing;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What a reader's poll costs before a byte is copied: finding the tag that it holds among those it sent. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ConditionalGetBenchmark {
    private static final String TAG = "\"4f1d22c09be7.1042.0a1b2c3d4e5f60718293-gzip\"";

    private final Optional<String> one = Optional.of(TAG);
    private final Optional<String> five =
            Optional.of("\"a\", W/\"b\", \"4f1d22c09be7.1041.ffffffffffffffffffff-gzip\", \"c\", W/" + TAG);

    /** As nearly every reader asks: with one tag, the newest. */
    @Benchmark
    public boolean oneTag() {
        return ConditionalGet.notModified(one, Optional.empty(), TAG, Optional.empty());
    }

    /** As a shared cache may ask: with several, weak ones among them. */
    @Benchmark
    public boolean fiveTags() {
        return ConditionalGet.notModified(five, Optional.empty(), TAG, Optional.empty());
    }
}
