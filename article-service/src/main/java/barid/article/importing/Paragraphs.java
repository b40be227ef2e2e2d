package barid.article.importing;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * WordPress keeps the texts of its old editor without paragraphs and puts them in when it shows a page ({@code wpautop}): a
 * blank line parts paragraphs, a line's end is a break.
 */
final class Paragraphs {
    private static final String BLOCK =
            "(?:table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|"
                    + "blockquote|address|style|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|"
                    + "figure|figcaption|details|menu|summary|video|audio|iframe|object|script)";
    private static final Pattern VERBATIM = Pattern.compile("(?is)<(pre|script|style|textarea)\\b.*?</\\1\\s*>");
    private static final Pattern TAG = Pattern.compile("<[a-zA-Z/!][^<>]*>");
    private static final Pattern URL_ALONE = Pattern.compile("(?m)^[ \\t]*(https?://[^\\s<>\"]+)[ \\t]*$");
    private static final char MARK = '\u0002';

    private Paragraphs() {}

    static String of(String text) {
        List<String> verbatim = new ArrayList<>();
        String out = text.replace("\r\n", "\n").replace('\r', '\n').replace(Character.toString(MARK), " ");
        out = VERBATIM.matcher(out).replaceAll(match -> {
            verbatim.add(match.group());
            return "\n\n" + MARK + (verbatim.size() - 1) + MARK + "\n\n";
        });
        // a line's end inside a tag breaks nothing
        out = TAG.matcher(out)
                .replaceAll(match -> Matcher.quoteReplacement(match.group().replace('\n', ' ')));
        out = URL_ALONE.matcher(out).replaceAll(match -> Matcher.quoteReplacement(Shortcodes.link(match.group(1))));
        out = out.replaceAll("(?i)<br\\s*/?>\\s*<br\\s*/?>", "\n\n")
                .replaceAll("(?i)(<" + BLOCK + "\\b[^>]*>)", "\n\n$1")
                .replaceAll("(?i)(</" + BLOCK + "\\s*>)", "$1\n\n")
                .replaceAll("(?i)(<hr\\b[^>]*>)", "$1\n\n");
        StringBuilder parts = new StringBuilder();
        for (String part : out.split("\\n\\s*\\n", -1)) {
            if (!part.isBlank()) {
                parts.append("<p>").append(part.strip()).append("</p>\n");
            }
        }
        out = parts.toString()
                .replaceAll("(?i)<p>\\s*(</?" + BLOCK + "\\b[^>]*>)", "$1")
                .replaceAll("(?i)(</?" + BLOCK + "\\b[^>]*>)\\s*</p>", "$1")
                .replaceAll("(?i)(?<!<br>|<br/>|<br />|</p>)\\n(?!$|<p>)", "<br>\n")
                .replaceAll("(?i)(</?" + BLOCK + "\\b[^>]*>)\\s*<br>", "$1")
                .replaceAll("(?i)<br>(\\s*</?" + BLOCK + "\\b)", "$1")
                .replaceAll("<p>" + MARK + "(\\d+)" + MARK + "</p>", MARK + "$1" + MARK);
        return Pattern.compile(MARK + "(\\d+)" + MARK)
                .matcher(out)
                .replaceAll(match -> Matcher.quoteReplacement(verbatim.get(Integer.parseInt(match.group(1)))));
    }
}
