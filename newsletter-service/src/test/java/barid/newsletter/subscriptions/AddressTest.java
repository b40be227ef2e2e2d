package barid.newsletter.subscriptions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class AddressTest {
    @Test
    void theDomainIsKeptAsALabelsBesideWhatWasWritten() {
        Address address = Address.parse(" Layla@مثال.إختبار ").orElseThrow();
        assertThat(address.email()).isEqualTo("Layla@مثال.إختبار");
        assertThat(address.mailbox()).isEqualTo("Layla@xn--mgbh0fb.xn--kgbechtv");
        assertThat(address.normalised()).isEqualTo("layla@xn--mgbh0fb.xn--kgbechtv");
    }

    @Test
    void theLocalPartMayBeOfAnyScriptInOneSpelling() {
        Address layla = Address.parse("ليلى.٣@بريد.example.org").orElseThrow();
        assertThat(layla.mailbox()).isEqualTo("ليلى.٣@xn--ngbof4h.example.org");
        assertThat(Address.parse("Zoe\u0308@EXAMPLE.org").orElseThrow().normalised())
                .isEqualTo(Address.parse("zoë@example.org").orElseThrow().normalised());
        assertThat(Address.parse("o'brien+news@example.org")).isPresent();
        assertThat(Address.parse("a@faß.example").orElseThrow().mailbox()).isEqualTo("a@xn--fa-hia.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "@b.org",
                "a@",
                "a@b",
                "a b@c.org",
                "a@b.org\r\nBcc: d@e.org",
                "a..b@c.org",
                ".a@c.org",
                "a@-b.org",
                "a@b_c.org",
                "<a@b.org>",
                "a@b.org,c@d.org",
                "\"a b\"@c.org",
                "a@[127.0.0.1]",
                "a\u0000@b.org",
                "ليلى\u202E@مثال.إختبار",
                "ليلى\u200F@example.org",
                "a\u200Bb@example.org",
                "a\u00A0b@example.org",
                "a\u0085@example.org",
                "“a”@example.org",
                "a’b@example.org",
                "ａ@example.org",
                "\u0301a@example.org",
                "a@exam\u202Eple.org",
                "a@xn--zzzzzzzz.org",
                "a＠example.org"
            })
    void whatCannotBeMailedIsRefused(String text) {
        assertThat(Address.parse(text)).isEmpty();
    }

    @Test
    void lengthsAreLimited() {
        assertThat(Address.parse("a".repeat(64) + "@example.org")).isPresent();
        assertThat(Address.parse("a".repeat(65) + "@example.org")).isEmpty();
        // Two octets a letter.
        assertThat(Address.parse("ب".repeat(32) + "@example.org")).isPresent();
        assertThat(Address.parse("ب".repeat(33) + "@example.org")).isEmpty();
        assertThat(Address.parse("a@" + "b".repeat(60) + ("." + "b".repeat(60)).repeat(4) + ".org"))
                .isEmpty();
    }
}
