package barid.kit.tracing;

/**
 * A piece of work that is being traced; ended by {@link #close()}, on the thread that began it. What it tells holds no
 * personal data, no secret and no text.
 */
public interface Work extends AutoCloseable {
    /** Adds an attribute, named as in OpenTelemetry's conventions or {@code barid.*}. */
    Work tell(String attribute, String value);

    /** Adds an attribute that is a number. */
    Work tell(String attribute, long value);

    /** It failed, for this reason: of it only the kind is told, since its message may hold anything. */
    void fail(Throwable reason);

    @Override
    void close();
}
