package barid.article.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The texts of a file of cases; its form stands in the head of {@code hostile.txt}. */
final class Cases {
    private static final Pattern ESCAPE = Pattern.compile("\\{(?:U\\+([0-9A-F]{4})|REPEAT ([0-9]+) ([^}]+))}");

    private Cases() {}

    /** One text and what it is called. */
    record Case(String name, String html) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> hostile() {
        return read("hostile.txt");
    }

    static List<Case> good() {
        return read("good.txt");
    }

    private static List<Case> read(String file) {
        List<Case> cases = new ArrayList<>();
        String group = "";
        String name = "";
        StringBuilder html = new StringBuilder();
        for (String line : (text(file) + "\n== ").split("\n", -1)) {
            boolean begins = line.startsWith("== ") || line.startsWith("-- ");
            if (begins && !name.isEmpty()) {
                cases.add(
                        new Case(group + ": " + name, unescaped(html.toString().strip())));
            }
            if (line.startsWith("== ")) {
                group = line.substring(3);
                name = "";
            } else if (line.startsWith("-- ")) {
                name = line.substring(3);
            } else if (!line.startsWith("#")) {
                html.append(line).append('\n');
            }
            if (begins) {
                html.setLength(0);
            }
        }
        return List.copyOf(cases);
    }

    private static String text(String file) {
        try (InputStream in = Cases.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String unescaped(String text) {
        return ESCAPE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(character(match)));
    }

    private static String character(MatchResult match) {
        return match.group(1) != null
                ? String.valueOf((char) Integer.parseInt(match.group(1), 16))
                : match.group(3).repeat(Integer.parseInt(match.group(2)));
    }
}
