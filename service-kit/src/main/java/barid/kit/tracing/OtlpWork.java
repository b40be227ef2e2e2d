package barid.kit.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** The same work in one trace or several; what is logged meanwhile belongs to the first. */
final class OtlpWork implements Work {
    private final List<Span> spans;
    private final @Nullable String before;

    /** {@code spans} have begun; there is at least one. */
    OtlpWork(List<Span> spans) {
        this.spans = spans;
        this.before = TraceContext.enter(traceparent(spans.getFirst().getSpanContext()));
    }

    private static String traceparent(SpanContext context) {
        return "00-" + context.getTraceId() + "-" + context.getSpanId() + "-"
                + context.getTraceFlags().asHex();
    }

    @Override
    public Work tell(String attribute, String value) {
        spans.forEach(span -> span.setAttribute(attribute, value));
        return this;
    }

    @Override
    public Work tell(String attribute, long value) {
        spans.forEach(span -> span.setAttribute(attribute, value));
        return this;
    }

    @Override
    public void fail(Throwable reason) {
        tell("error.type", reason.getClass().getName());
        spans.forEach(span -> span.setStatus(StatusCode.ERROR));
    }

    @Override
    public void close() {
        TraceContext.enter(before);
        spans.forEach(Span::end);
    }
}
