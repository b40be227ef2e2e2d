package barid.kit.site;

import java.util.Optional;

/**
 * One calm sentence that is read before the text it speaks of: a machine's translation, a correction, a withdrawal.
 *
 * @param language the language of {@code name} and {@code link}
 * @param name the word that says what kind of notice it is; meaning never rests on colour alone
 * @param sentence the sentence, in {@code sentenceLanguage}
 */
public record Notice(
        Meaning meaning, String language, String name, String sentence, String sentenceLanguage, Optional<Link> link) {
    /** The four meanings, each with a colour of its own in the style sheet. */
    public enum Meaning {
        INFORMATION,
        SUCCESS,
        WARNING,
        DANGER
    }

    /** Where the notice leads; {@code target} is the language of what is there. */
    public record Link(String url, String text, String target) {}

    /** A notice wholly in one language, without a link. */
    public static Notice of(Meaning meaning, String language, String name, String sentence) {
        return new Notice(meaning, language, name, sentence, language, Optional.empty());
    }

    /** The same with a link; {@code target} is the language of what it leads to. */
    public Notice withLink(String url, String text, String target) {
        return new Notice(
                meaning, language, name, sentence, sentenceLanguage, Optional.of(new Link(url, text, target)));
    }

    /** The same, the sentence being in another language than the software speaks here. */
    public Notice withSentenceIn(String other) {
        return new Notice(meaning, language, name, sentence, other, link);
    }
}
