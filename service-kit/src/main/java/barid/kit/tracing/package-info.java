/**
 * Traces: from a write by the API to the feeds and mails that it ends in, as spans for a collector (OpenTelemetry).
 *
 * <p>Why an interface of our own before the SDK: off is the default and must cost nothing, so no class of the SDK is loaded
 * unless a collector is named, and only {@code Otlp*} knows them. Why no global tracer: several services share one JVM.
 *
 * <p>What follows from many writes at once (a page of changes, a feed, a mailing) has a span in the trace of each, for whoever
 * looks for one article finds it there; a span of its own with links to all would be found by none.
 */
@NullMarked
package barid.kit.tracing;

import org.jspecify.annotations.NullMarked;
