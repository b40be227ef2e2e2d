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
                "a\u0000@b.org"
            })
    void whatCannotBeMailedIsRefused(String text) {
        assertThat(Address.parse(text)).isEmpty();
    }

    @Test
    void lengthsAreLimited() {
        assertThat(Address.parse("a".repeat(64) + "@example.org")).isPresent();
        assertThat(Address.parse("a".repeat(65) + "@example.org")).isEmpty();
        assertThat(Address.parse("a@" + "b".repeat(60) + ("." + "b".repeat(60)).repeat(4) + ".org"))
                .isEmpty();
    }
}
