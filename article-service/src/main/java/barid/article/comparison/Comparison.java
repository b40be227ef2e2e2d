package barid.article.comparison;

import barid.article.comparison.Difference.Detail;
import barid.article.comparison.Difference.Op;
import barid.article.comparison.Difference.Part;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares texts of one language by word, at a cost that is bounded whatever they hold. */
public final class Comparison {
    private final Words words;
    private final Effort effort = new Effort();
    private Detail detail = Detail.WORD;

    private Comparison(String language) {
        this.words = new Words(language);
    }

    /** Compares plain texts. */
    public static Difference ofText(String language, String from, String to) {
        return new Comparison(language)
                .compare(from.lines().toList(), to.lines().toList(), false);
    }

    /** Compares sanitised HTML as a reader would: by its text, blocks on lines of their own. */
    public static Difference ofHtml(String language, String from, String to) {
        List<String> before = ReadableText.blocks(from);
        List<String> after = ReadableText.blocks(to);
        return new Comparison(language).compare(before, after, !from.equals(to) && before.equals(after));
    }

    private Difference compare(List<String> from, List<String> to, boolean markupOnly) {
        List<Run> runs = new ArrayList<>();
        List<String> before = lines(from);
        List<String> after = lines(to);
        Optional<List<Run>> blocks = Sequences.compare(before, after, effort);
        if (blocks.isPresent()) {
            blocks.get().forEach(block -> refine(block, Detail.BLOCK, runs));
        } else {
            Sequences.ends(before, after).forEach(block -> refine(block, Detail.WHOLE, runs));
        }
        List<Part> parts = Parts.of(runs);
        boolean changed = markupOnly || parts.stream().anyMatch(part -> part.op() != Op.EQUAL);
        return new Difference(changed, markupOnly, detail, parts);
    }

    /** A run of blocks that differ is compared by word; if that is too much, it stays as it is. */
    private void refine(Run run, Detail otherwise, List<Run> runs) {
        if (run.same() || run.from().isEmpty() || run.to().isEmpty()) {
            runs.add(run);
            return;
        }
        List<String> from = words.of(String.join("", run.from()));
        List<String> to = words.of(String.join("", run.to()));
        Optional<List<Run>> finer = Sequences.compare(from, to, effort);
        if (finer.isPresent()) {
            runs.addAll(finer.get());
        } else {
            detail = detail.compareTo(otherwise) > 0 ? detail : otherwise;
            runs.add(run);
        }
    }

    /** Every block but the last ends its line, so that the parts put together read as the text does. */
    private static List<String> lines(List<String> blocks) {
        List<String> lines = new ArrayList<>(blocks.size());
        for (int i = 0; i < blocks.size(); i++) {
            lines.add(i + 1 < blocks.size() ? blocks.get(i) + "\n" : blocks.get(i));
        }
        return lines;
    }
}
