package barid.kit.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Sends spans to a collector by OTLP over HTTP, in batches, from a thread of its own. */
final class OtlpTracing implements Tracing {
    /** Traces in which one piece of work has a span, at most: a page of changes may come from hundreds of writes. */
    private static final int MOST_WRITES = 32;

    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int BATCH = 512;

    private static final int TRACE_ID = 3;
    private static final int SPAN_ID = 36;
    private static final int FLAGS = 53;

    private final SdkTracerProvider provider;
    private final Tracer tracer;

    private OtlpTracing(SdkTracerProvider provider) {
        this.provider = provider;
        this.tracer = provider.get("barid");
    }

    static Tracing open(String service, TracingSettings settings) {
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(settings.endpoint().toString())
                .setTimeout(TIMEOUT)
                .build();
        Resource resource = Resource.getDefault()
                .merge(Resource.create(Attributes.of(
                        AttributeKey.stringKey("service.name"),
                        service,
                        AttributeKey.stringKey("service.namespace"),
                        "barid")));
        return new OtlpTracing(SdkTracerProvider.builder()
                .setResource(resource)
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(settings.ratio())))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter)
                        .setMaxQueueSize(settings.queue())
                        .setMaxExportBatchSize(Math.min(BATCH, settings.queue()))
                        .setScheduleDelay(EVERY)
                        .setExporterTimeout(TIMEOUT)
                        .build())
                .build());
    }

    @Override
    public boolean on() {
        return true;
    }

    @Override
    public Work request(String name, Optional<String> traceparent) {
        Context parent = traceparent
                .flatMap(TraceContext::parse)
                .map(OtlpTracing::remote)
                .orElse(Context.root());
        return new OtlpWork(List.of(tracer.spanBuilder(name)
                .setParent(parent)
                .setSpanKind(SpanKind.SERVER)
                .startSpan()));
    }

    @Override
    public Work own(String name) {
        return new OtlpWork(
                List.of(tracer.spanBuilder(name).setParent(Context.root()).startSpan()));
    }

    @Override
    public Work caused(String name, Collection<String> writes) {
        return caused(name, writes, Instant.now());
    }

    @Override
    public Work caused(String name, Collection<String> writes, Instant since) {
        List<Span> spans = writes.stream()
                .flatMap(write -> TraceContext.parse(write).stream())
                .distinct()
                .limit(MOST_WRITES)
                .map(write -> tracer.spanBuilder(name)
                        .setParent(remote(write))
                        .setSpanKind(SpanKind.CONSUMER)
                        .setStartTimestamp(since)
                        .startSpan())
                .toList();
        return spans.isEmpty() ? NoWork.INSTANCE : new OtlpWork(spans);
    }

    private static Context remote(String traceparent) {
        return Context.root()
                .with(Span.wrap(SpanContext.createFromRemoteParent(
                        traceparent.substring(TRACE_ID, SPAN_ID - 1),
                        traceparent.substring(SPAN_ID, FLAGS - 1),
                        TraceFlags.fromHex(traceparent, FLAGS),
                        TraceState.getDefault())));
    }

    @Override
    public void close() {
        provider.shutdown().join(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
