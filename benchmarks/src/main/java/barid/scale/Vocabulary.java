package barid.scale;

import java.util.SplittableRandom;

/**
 * Made-up words of one language, some of them far more frequent than others, as in any text.
 *
 * <p>The same word has the same spelling whatever the size of the installation, so that both are searched for the same.
 */
public final class Vocabulary {
    private static final int WORDS = 30_000;
    /** Skews the choice so that the commonest hundredth makes nearly half of a text. */
    private static final double SKEW = 6;

    private final String[] words = new String[WORDS];

    private Vocabulary(long seed, String[] syllables) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < WORDS; i++) {
            StringBuilder word = new StringBuilder();
            // Frequent words are short.
            int length = 2 + (int) Math.min(3, Math.log10(i + 1.0));
            for (int part = 0; part < length; part++) {
                word.append(syllables[random.nextInt(syllables.length)]);
            }
            words[i] = word.toString();
        }
    }

    public static Vocabulary of(String language) {
        return switch (language) {
            case "ar" ->
                new Vocabulary(1, new String[] {
                    "سا", "مر", "كت", "اب", "ول", "ني", "در", "حم", "طر", "يق", "شم", "نه", "قل", "عم"
                });
            case "fr" ->
                new Vocabulary(2, new String[] {
                    "ré", "ma", "tion", "lou", "ci", "par", "ve", "dan", "sou", "tê", "ni", "bor", "gue"
                });
            default ->
                new Vocabulary(3, new String[] {
                    "wa", "ter", "lin", "mo", "sta", "ken", "ru", "vil", "da", "por", "cle", "ny", "gro"
                });
        };
    }

    String word(SplittableRandom random) {
        return words[(int) (WORDS * Math.pow(random.nextDouble(), SKEW))];
    }

    /** So many words, the first with a capital where the language has them. */
    public String sentence(SplittableRandom random, int length) {
        StringBuilder sentence = new StringBuilder();
        for (int i = 0; i < length; i++) {
            String word = word(random);
            sentence.append(i == 0 ? "" : " ")
                    .append(
                            i == 0
                                    ? word.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + word.substring(1)
                                    : word);
        }
        return sentence.toString();
    }
}
