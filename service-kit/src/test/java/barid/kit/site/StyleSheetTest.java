package barid.kit.site;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** What the style sheet promises: legible in both schemes, and the same in both directions. */
class StyleSheetTest {
    private static final String CSS = read();
    private static final Map<String, String> LIGHT = tokens(CSS.substring(CSS.indexOf(":root")));
    private static final Map<String, String> DARK =
            tokens(CSS.substring(CSS.indexOf("@media (prefers-color-scheme: dark)")));
    private static final List<String> WORDS =
            List.of("ink", "quiet-ink", "accent", "information", "success", "warning", "danger");

    private static String read() {
        try (InputStream in = Site.class.getResourceAsStream("assets/site.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> tokens(String from) {
        Map<String, String> tokens = new TreeMap<>();
        Matcher token = Pattern.compile("--([a-z-]+): (#[0-9a-f]{6});").matcher(from.substring(0, from.indexOf("}")));
        while (token.find()) {
            tokens.put(token.group(1), token.group(2));
        }
        return tokens;
    }

    @Test
    void wordsAreLegibleOnEveryGroundInBothSchemes() {
        List<String> faint = new ArrayList<>();
        for (Map<String, String> scheme : List.of(LIGHT, DARK)) {
            for (String word : WORDS) {
                for (String ground : List.of("paper", "shade")) {
                    double contrast = Accent.contrast(scheme.get(word), scheme.get(ground));
                    if (contrast < 4.5) {
                        faint.add(word + " on " + ground + ": " + contrast);
                    }
                }
            }
            if (Accent.contrast(scheme.get("accent-ink"), scheme.get("accent")) < 4.5) {
                faint.add("accent-ink on accent");
            }
            // The border of a field must be seen, WCAG 2.2, 1.4.11.
            if (Accent.contrast(scheme.get("edge"), scheme.get("shade")) < 3) {
                faint.add("edge on shade");
            }
        }
        assertThat(faint).isEmpty();
    }

    @Test
    void anyAccentIsMadeLegible() {
        Random random = new Random(7);
        List<String> colours = new ArrayList<>(
                List.of("#ffffff", "#000000", "#ffff00", "#FF0000", "#00ff00", "#0000ff", "#808080", "#0b5c8a"));
        for (int i = 0; i < 500; i++) {
            colours.add(String.format("#%06x", random.nextInt(0x1000000)));
        }
        for (String colour : colours) {
            Accent accent = Accent.of(colour);
            assertThat(Accent.contrast(accent.light(), LIGHT.get("paper")))
                    .as(colour)
                    .isGreaterThanOrEqualTo(4.5);
            assertThat(Accent.contrast(accent.light(), LIGHT.get("shade")))
                    .as(colour)
                    .isGreaterThanOrEqualTo(4.5);
            assertThat(Accent.contrast(accent.light(), accent.lightInk()))
                    .as(colour)
                    .isGreaterThanOrEqualTo(4.5);
            assertThat(Accent.contrast(accent.dark(), DARK.get("paper")))
                    .as(colour)
                    .isGreaterThanOrEqualTo(4.5);
            assertThat(Accent.contrast(accent.dark(), DARK.get("shade")))
                    .as(colour)
                    .isGreaterThanOrEqualTo(4.5);
            assertThat(Accent.contrast(accent.dark(), accent.darkInk()))
                    .as(colour)
                    .isGreaterThanOrEqualTo(4.5);
        }
    }

    @Test
    void aLegibleAccentIsKeptAsGiven() {
        assertThat(Accent.of("#0B5C8A").light()).isEqualTo("#0b5c8a");
    }

    @Test
    void theGroundsThatAccentsAreHeldAgainstAreThoseOfTheSheet() {
        assertThat(LIGHT.get("shade")).isEqualTo(Accent.LIGHT_GROUND);
        assertThat(DARK.get("shade")).isEqualTo(Accent.DARK_GROUND);
    }

    @Test
    void everyTokenOfTheDarkSchemeIsOneOfTheLight() {
        assertThat(DARK.keySet()).isEqualTo(LIGHT.keySet());
    }

    @Test
    void noRuleNamesASideOfThePage() {
        // `pre` alone is set from left to right for good: code has one direction.
        String css = CSS.replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("(?s)\\npre \\{.*?}", "");
        assertThat(css)
                .doesNotContainPattern(
                        "(?m)^\\s*((margin|padding|border)-(left|right|top|bottom)|left|right|top|bottom|width|height"
                                + "|(min|max)-(width|height)|float|direction)\\s*:")
                .doesNotContainPattern("text-align:\\s*(left|right)")
                .doesNotContain("letter-spacing");
    }
}
