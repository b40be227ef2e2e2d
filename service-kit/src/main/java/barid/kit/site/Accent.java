package barid.kit.site;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An organisation's one colour, made legible: on light and on dark paper it and the words upon it reach a contrast of
 * 4.5:1 (WCAG 2.2, 1.4.3), if need be by a darker or a lighter tone of the same hue.
 *
 * @param light the tone on light paper, {@code #rrggbb}
 * @param lightInk the colour of words on a field of {@code light}
 * @param dark the tone on dark paper
 * @param darkInk the colour of words on a field of {@code dark}
 */
public record Accent(String light, String lightInk, String dark, String darkInk) {
    /** The darkest of the light grounds and the lightest of the dark ones in the style sheet; a test holds them equal. */
    static final String LIGHT_GROUND = "#f3f1ec";

    static final String DARK_GROUND = "#1e2022";

    private static final double LEGIBLE = 4.5;
    /** On dark ground thin coloured strokes look fainter than the ratio says. */
    private static final double LEGIBLE_ON_DARK = 6;

    private static final int STEPS = 50;
    private static final Pattern HEX = Pattern.compile("#[0-9a-fA-F]{6}");

    /** Derives the tones from {@code #rrggbb}. */
    public static Accent of(String colour) {
        if (!HEX.matcher(colour).matches()) {
            throw new IllegalArgumentException("organisation.accent is a colour of the form #rrggbb, not " + colour);
        }
        String light = until(colour, "#000000", LIGHT_GROUND, LEGIBLE);
        String dark = until(colour, "#ffffff", DARK_GROUND, LEGIBLE_ON_DARK);
        return new Accent(light, ink(light), dark, ink(dark));
    }

    private static String until(String colour, String towards, String ground, double enough) {
        String tone = colour.toLowerCase(Locale.ROOT);
        for (int step = 1; step <= STEPS && contrast(tone, ground) < enough; step++) {
            tone = mix(colour, towards, (double) step / STEPS);
        }
        return tone;
    }

    private static String ink(String field) {
        return contrast("#ffffff", field) >= contrast("#101112", field) ? "#ffffff" : "#101112";
    }

    private static String mix(String from, String to, double share) {
        StringBuilder mixed = new StringBuilder("#");
        for (int channel = 0; channel < 3; channel++) {
            double value = channel(from, channel) * (1 - share) + channel(to, channel) * share;
            mixed.append(String.format(Locale.ROOT, "%02x", Math.round(value)));
        }
        return mixed.toString();
    }

    /** The contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it. */
    static double contrast(String one, String other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(String colour) {
        return 0.2126 * linear(channel(colour, 0))
                + 0.7152 * linear(channel(colour, 1))
                + 0.0722 * linear(channel(colour, 2));
    }

    private static double linear(int value) {
        double share = value / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }

    private static int channel(String colour, int index) {
        return Integer.parseInt(colour.substring(1 + 2 * index, 3 + 2 * index), 16);
    }

    /** The custom properties that the style sheet ends with. */
    String css() {
        return """

                :root { --accent: %s; --accent-ink: %s; }
                @media (prefers-color-scheme: dark) { :root { --accent: %s; --accent-ink: %s; } }
                @media print { :root { --accent: #000000; } }
                """.formatted(light, lightInk, dark, darkInk);
    }
}
