package barid.newsletter.mail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CanonicalTest {
    /** The example of RFC 6376 section 3.4.5. */
    @Test
    void aFieldIsUnfoldedLowerCasedAndItsBlanksAreSingle() {
        assertThat(Canonical.text("A", " X ")).isEqualTo("a:X");
        assertThat(Canonical.text("B", " Y\t\r\n\tZ  ")).isEqualTo("b:Y Z");
    }

    @Test
    void aSlotKeepsItsPlaceBetweenSingleBlanks() {
        List<Segment> field = Canonical.field(new Field(
                "To",
                List.of(
                        Template.literal("  to \r\n "),
                        new Segment.Personal(Slot.TO, false),
                        Template.literal(" \r\n\t now "))));
        byte[] out = new byte[64];
        int end = new Template(field)
                .write(new Filling(new CompiledMail.Personal("a@example.org", "", "", "", "")), out, 0);
        assertThat(new String(out, 0, end, StandardCharsets.US_ASCII)).isEqualTo("to:to a@example.org now\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\n", "a b\r\n\r\n c\r\n", " a\r\n"})
    void aCanonicalBodyIsSignedAsItStands(String body) {
        assertThatCode(() -> Canonical.requireBody(List.of(Template.literal(body))))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a \r\n", "a  b\r\n", "a\tb\r\n", "a\r\n\r\n", "a\nb\r\n", "a\rb\r\n", "a\r\n\r"})
    void anyOtherBodyIsRefused(String body) {
        assertThatThrownBy(() -> Canonical.requireBody(List.of(Template.literal(body))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noLineOfAnEncodedTextBeginsWithADotWhereverItIsBroken() {
        for (int length = 60; length < 90; length++) {
            PartEncoder.Encoded encoded =
                    PartEncoder.encode("a".repeat(length) + "...\n.end " + "b".repeat(length) + ".\n");
            assertThatCode(() -> Canonical.requireNoDots(encoded.segments())).doesNotThrowAnyException();
        }
        assertThatThrownBy(() -> Canonical.requireNoDots(List.of(Template.literal("a\r\n.b\r\n"))))
                .hasMessageContaining("begins with a dot");
    }
}
