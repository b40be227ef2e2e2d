package barid.newsletter.preflight;

import barid.newsletter.mail.DkimSettings;
import barid.newsletter.preflight.Remark.Publish;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Whether receivers find the keys that our mails are signed by. */
final class DkimProbe implements Probe {
    private final Dns dns;
    private final DkimSettings settings;
    private final String domain;

    DkimProbe(Dns dns, DkimSettings settings, String domain) {
        this.dns = dns;
        this.settings = settings;
        this.domain = domain;
    }

    @Override
    public List<Remark> look(Instant now) {
        return switch (settings.mode()) {
            case UNSET -> List.of(Remark.failed("dkim.unsigned"));
            case RELAY ->
                List.of(settings.relaySelector()
                        .map(this::ofRelay)
                        .orElseGet(() -> Remark.failed("dkim.relay.unnamed")));
            case SERVICE -> ours(now);
        };
    }

    private List<Remark> ours(Instant now) {
        List<Remark> remarks = new ArrayList<>();
        List<DkimSettings.Key> active = settings.active(now);
        active.forEach(key -> remarks.add(ofKey(key)));
        if (active.isEmpty()) {
            remarks.add(Remark.failed("dkim.unsigned"));
        } else if (active.stream().noneMatch(key -> key.algorithm() == DkimSettings.Algorithm.RSA)) {
            remarks.add(Remark.advice("dkim.no-rsa"));
        }
        settings.keys().stream()
                .filter(key -> key.from().filter(now::isBefore).isPresent())
                .forEach(key -> remarks.add(ofKey(key).asAdvice()));
        return remarks;
    }

    private Remark ofKey(DkimSettings.Key key) {
        String name = name(key.selector());
        Publish record = Publish.txt(name, key.record());
        return switch (dns.txt(name)) {
            case DnsAnswer.None none -> Remark.failed("dkim.absent", name).publishing(record);
            case DnsAnswer.Unanswered unanswered -> Remark.unanswered(unanswered);
            case DnsAnswer.Found(String found, List<String> values) -> {
                if (values.size() > 1) {
                    yield Remark.failed("dkim.several", name).publishing(record);
                }
                Tags tags = Tags.parse(values.getFirst());
                boolean same = published(tags).equals(key.publicPart())
                        && tags.get("k")
                                .orElse("rsa")
                                .equalsIgnoreCase(key.algorithm().name())
                        && usable(tags);
                if (!same) {
                    yield Remark.failed("dkim.other", name).publishing(record);
                }
                yield testing(tags) ? Remark.advice("dkim.testing", name) : Remark.ok("dkim.ok", name);
            }
        };
    }

    private Remark ofRelay(String selector) {
        String name = name(selector);
        return switch (dns.txt(name)) {
            case DnsAnswer.None none -> Remark.failed("dkim.relay.absent", name);
            case DnsAnswer.Unanswered unanswered -> Remark.unanswered(unanswered);
            case DnsAnswer.Found(String found, List<String> values) -> {
                Tags tags = Tags.parse(values.getFirst());
                yield values.size() > 1
                        ? Remark.failed("dkim.relay.several", name)
                        : published(tags).isEmpty() || !usable(tags)
                                ? Remark.failed("dkim.relay.absent", name)
                                : Remark.ok("dkim.relay.ok", name);
            }
        };
    }

    /** Without the blanks that a published key may have. */
    private static String published(Tags tags) {
        return tags.get("p").orElse("").replaceAll("\\s", "");
    }

    /** By the other tags of RFC 6376 section 3.6.1. */
    private static boolean usable(Tags tags) {
        return tags.get("v").orElse("DKIM1").equals("DKIM1")
                && lists(tags.get("h").orElse("sha256"), "sha256")
                && (lists(tags.get("s").orElse("*"), "*") || lists(tags.get("s").orElse("*"), "email"));
    }

    private static boolean testing(Tags tags) {
        return lists(tags.get("t").orElse(""), "y");
    }

    private static boolean lists(String value, String word) {
        return Arrays.stream(value.split(":", -1)).anyMatch(each -> each.strip().equals(word));
    }

    private String name(String selector) {
        return selector + "._domainkey." + domain;
    }
}
