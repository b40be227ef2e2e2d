package barid.newsletter.preflight;

import java.util.List;
import java.util.Optional;

/**
 * One thing that a check found.
 *
 * @param key of the sentence that says so; the key with {@code .do} says what to do, unless all is well
 * @param publish the DNS record that would mend it
 */
record Remark(Outcome outcome, String key, List<String> arguments, Optional<Publish> publish) {
    /** A record as a zone file has it, the value without its quotes. */
    record Publish(String name, String type, String value) {
        static Publish txt(String name, String value) {
            return new Publish(name, "TXT", value);
        }
    }

    static Remark ok(String key, String... arguments) {
        return new Remark(Outcome.OK, key, List.of(arguments), Optional.empty());
    }

    static Remark advice(String key, String... arguments) {
        return new Remark(Outcome.ADVICE, key, List.of(arguments), Optional.empty());
    }

    static Remark failed(String key, String... arguments) {
        return new Remark(Outcome.FAILED, key, List.of(arguments), Optional.empty());
    }

    static Remark unanswered(DnsAnswer.Unanswered answer) {
        return failed("dns.unanswered", answer.name(), answer.reason());
    }

    Remark publishing(Publish record) {
        return new Remark(outcome, key, arguments, Optional.of(record));
    }

    Remark asAdvice() {
        return new Remark(outcome == Outcome.FAILED ? Outcome.ADVICE : outcome, key, arguments, publish);
    }
}
