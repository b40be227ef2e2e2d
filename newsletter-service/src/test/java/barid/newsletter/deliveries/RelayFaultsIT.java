package barid.newsletter.deliveries;

import barid.kit.Await;
import barid.newsletter.Articles;
import barid.newsletter.CountingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** A relay that fails in every way at every stage of the dialogue: each reader has the edition in the end, and once but for lost answers. */
class RelayFaultsIT {
    private static final int READERS = 60;
    private static final int CONNECTIONS = 4;

    /** What the relay does the first times that a stage is reached. */
    private record Fault(String stage, String answer, int after, boolean pipelining) {
        /** Whether the mail may have been taken although nobody was told. */
        boolean doubles() {
            return stage.equals("taken");
        }

        @Override
        public String toString() {
            return answer + " at " + stage + " of mail " + after + (pipelining ? "" : ", one command after another");
        }
    }

    /** A part of them, unless the full counts are wanted. */
    static Stream<Fault> faults() {
        return Boolean.getBoolean("barid.long")
                ? all()
                : all().filter(fault -> fault.pipelining() && fault.after() > 0);
    }

    private static Stream<Fault> all() {
        return Stream.of(true, false)
                .flatMap(pipelining -> Stream.concat(
                        Stream.of("connect", "EHLO", "MAIL", "RCPT", "DATA", "content", "end", "taken")
                                .flatMap(stage -> Stream.of(0, stage.equals("connect") || stage.equals("EHLO") ? 1 : 7)
                                        .map(after -> new Fault(stage, "cut", after, pipelining))),
                        Stream.of(
                                new Fault("MAIL", "421 4.3.2 going down", 3, pipelining),
                                new Fault("RCPT", "421 4.3.2 going down", 3, pipelining),
                                new Fault("DATA", "421 4.3.2 going down", 3, pipelining),
                                new Fault("end", "421 4.3.2 going down", 3, pipelining),
                                new Fault("MAIL", "451 4.3.0 not now", 3, pipelining),
                                new Fault("RCPT", "451 4.3.0 not now", 3, pipelining),
                                new Fault("DATA", "451 4.3.0 not now", 3, pipelining),
                                new Fault("end", "451 4.3.0 not now", 3, pipelining),
                                new Fault("RCPT", "nonsense", 3, pipelining))));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void whereverTheRelayFailsEachReaderHasItInTheEnd(Fault fault) {
        try (Workshop workshop = new Workshop();
                CountingSink sink = new CountingSink()) {
            sink.pipelining(fault.pipelining());
            AtomicInteger reached = new AtomicInteger();
            AtomicInteger failed = new AtomicInteger();
            sink.script((connection, stage, line) -> {
                if (stage.equals(fault.stage()) && reached.getAndIncrement() >= fault.after() && failed.get() < 3) {
                    failed.incrementAndGet();
                    return fault.answer();
                }
                return "";
            });
            workshop.announce(Workshop.story());
            workshop.rows.readers("reader", "example.net", READERS);
            workshop.clock.advance(Duration.ofMinutes(11));
            assertThat(workshop.assembler(READERS / CONNECTIONS).plan(workshop.clock.instant()))
                    .isEqualTo(READERS);
            workshop.worker(workshop.open(), CONNECTIONS, sink.port()).start();
            Await.until("all is sent", Duration.ofSeconds(60), () -> {
                workshop.clock.advance(Duration.ofSeconds(1));
                return workshop.in(DeliveryState.SENT) == READERS;
            });

            assertThat(failed).hasValue(3);
            Map<String, List<CountingSink.Taken>> byReader = sink.byReader();
            assertThat(byReader).hasSize(READERS);
            assertThat(sink.count() - READERS)
                    .isEqualTo(fault.doubles() && fault.answer().equals("cut") ? 3 : 0);
            byReader.values()
                    .forEach(copies -> assertThat(copies.stream()
                                    .map(CountingSink.Taken::messageId)
                                    .distinct())
                            .hasSize(1));
        }
    }

    @Test
    void aConnectionThatTheRelayGaveUpWhileNothingWasToSendKeepsNobodyWaiting() {
        try (Workshop workshop = new Workshop();
                CountingSink sink = new CountingSink()) {
            workshop.rows.readers("reader", "example.net", READERS);
            workshop.announce(Articles.published(1, "en", "First headline"));
            workshop.plan();
            workshop.worker(workshop.open(), 1, sink.port()).start();
            Await.until("the first edition is sent", () -> workshop.in(DeliveryState.SENT) == READERS);

            AtomicBoolean gone = new AtomicBoolean();
            sink.script((connection, stage, line) ->
                    stage.equals("MAIL") && gone.compareAndSet(false, true) ? "421 4.4.2 timeout exceeded" : "");
            workshop.announce(Articles.published(2, "en", "Second headline"));
            workshop.plan();
            Await.until("the second edition is sent", () -> workshop.in(DeliveryState.SENT) == 2 * READERS);
            assertThat(gone).isTrue();
            assertThat(sink.count()).isEqualTo(2 * READERS);
            assertThat(workshop.rows.number("SELECT count(*) FROM delivery_exception"))
                    .as("nobody was put off, though no time went by")
                    .isZero();
        }
    }
}
