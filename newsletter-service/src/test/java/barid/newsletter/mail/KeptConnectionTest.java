package barid.newsletter.mail;

import barid.newsletter.CountingSink;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A relay says 421 unasked and closes when nothing was said to it for a while (RFC 5321 section 3.8; Postfix after five minutes):
 * that is read as the answer to the next mail, and is none.
 */
class KeptConnectionTest {
    private static final byte[] MESSAGE = "Subject: one\r\n\r\nText.\r\n".getBytes(StandardCharsets.US_ASCII);

    /** How mails are put to a relay. */
    private enum Dialogue {
        AHEAD,
        STEP_BY_STEP,
        AS_ANGUS_DOES
    }

    @ParameterizedTest
    @EnumSource
    void aFarewellToAKeptConnectionIsNoAnswerAndTheMailGoesOverANewOne(Dialogue dialogue) throws Exception {
        try (CountingSink sink = new CountingSink();
                MailTransport transport = transport(dialogue, sink, mail -> mail == 2)) {
            assertThat(sent(transport)).isInstanceOf(DeliveryResult.Accepted.class);
            assertThat(sent(transport)).isInstanceOf(DeliveryResult.NotTried.class);
            assertThat(sent(transport)).isInstanceOf(DeliveryResult.Accepted.class);
            assertThat(sink.count()).isEqualTo(2);
            assertThat(sink.connections()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNewConnectionThatIsToldToGoIsPutOff(Dialogue dialogue) throws Exception {
        try (CountingSink sink = new CountingSink();
                MailTransport transport = transport(dialogue, sink, mail -> mail == 1)) {
            assertThat(sent(transport))
                    .isInstanceOfSatisfying(
                            DeliveryResult.Deferred.class,
                            deferred -> assertThat(deferred.code()).isEqualTo("4.4.2"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aKeptConnectionThatWasAnsweredIsPutOffByWhatFollows(Dialogue dialogue) throws Exception {
        try (CountingSink sink = new CountingSink();
                MailTransport transport = transport(dialogue, sink, mail -> mail == 3)) {
            assertThat(sent(transport)).isInstanceOf(DeliveryResult.Accepted.class);
            transport.open();
            OneMail second = new OneMail("from@example.org", "second@example.net", MESSAGE);
            OneMail third = new OneMail("from@example.org", "third@example.net", MESSAGE);
            transport.send(new InTurn(List.of(second, third)));
            assertThat(second.result()).isInstanceOf(DeliveryResult.Accepted.class);
            assertThat(third.result()).isInstanceOf(DeliveryResult.Deferred.class);
        }
    }

    private static MailTransport transport(Dialogue dialogue, CountingSink sink, IntPredicate farewell) {
        AtomicInteger mails = new AtomicInteger();
        sink.pipelining(dialogue == Dialogue.AHEAD);
        sink.script((connection, stage, line) ->
                stage.equals("MAIL") && farewell.test(mails.incrementAndGet()) ? "421 4.4.2 timeout exceeded" : "");
        SmtpSettings relay = SmtpSettings.from(Config.just(
                        ConfigSources.create(Map.of("host", "127.0.0.1", "port", Integer.toString(sink.port())))))
                .getFirst();
        return dialogue == Dialogue.AS_ANGUS_DOES
                ? new PlainTransport(relay, "example.org")
                : new SmtpTransport(relay, "example.org");
    }

    private static DeliveryResult sent(MailTransport transport) throws IOException {
        transport.open();
        return transport.send("from@example.org", "reader@example.net", MESSAGE);
    }

    private record InTurn(List<OneMail> mails) implements MailTransport.Source {
        @Override
        public boolean ready() {
            return true;
        }

        @Override
        public MailTransport.@Nullable Outgoing next() {
            return mails.stream()
                    .map(OneMail::next)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
        }
    }
}
