package barid.article.search;

import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ar.ArabicStemFilter;
import org.apache.lucene.analysis.bg.BulgarianStemFilter;
import org.apache.lucene.analysis.bn.BengaliStemFilter;
import org.apache.lucene.analysis.cz.CzechStemFilter;
import org.apache.lucene.analysis.de.GermanLightStemFilter;
import org.apache.lucene.analysis.el.GreekStemFilter;
import org.apache.lucene.analysis.es.SpanishPluralStemFilter;
import org.apache.lucene.analysis.fi.FinnishLightStemFilter;
import org.apache.lucene.analysis.fr.FrenchLightStemFilter;
import org.apache.lucene.analysis.hi.HindiStemFilter;
import org.apache.lucene.analysis.hu.HungarianLightStemFilter;
import org.apache.lucene.analysis.id.IndonesianStemFilter;
import org.apache.lucene.analysis.it.ItalianLightStemFilter;
import org.apache.lucene.analysis.lv.LatvianStemFilter;
import org.apache.lucene.analysis.no.NorwegianLightStemFilter;
import org.apache.lucene.analysis.pt.PortugueseLightStemFilter;
import org.apache.lucene.analysis.ru.RussianLightStemFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.sv.SwedishLightStemFilter;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.UnaryOperator;

/**
 * Lucene's stemmer of a language, fed word by word; light ones where there is a choice.
 */
final class Stemmer {
    private final Word word = new Word();
    private final TokenStream stemmed;

    Stemmer(UnaryOperator<TokenStream> filter) {
        this.stemmed = filter.apply(word);
    }

    static Stemmer of(String language) {
        return new Stemmer(word -> chain(language, word));
    }

    /** The stem of a folded word. */
    String stem(String form) {
        word.next(form);
        try {
            return stemmed.incrementToken() ? word.text() : form;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TokenStream chain(String language, TokenStream word) {
        return switch (language) {
            case "ar" -> new ArabicStemFilter(word);
            case "bg" -> new BulgarianStemFilter(word);
            case "bn" -> new BengaliStemFilter(word);
            case "cs" -> new CzechStemFilter(word);
            case "da" -> new SnowballFilter(word, "Danish");
            case "de" -> new GermanLightStemFilter(word);
            case "el" -> new GreekStemFilter(word);
            case "es" -> new SpanishPluralStemFilter(word);
            case "fi" -> new FinnishLightStemFilter(word);
            case "fr" -> new FrenchLightStemFilter(word);
            case "hi" -> new HindiStemFilter(word);
            case "hu" -> new HungarianLightStemFilter(word);
            case "hy" -> new SnowballFilter(word, "Armenian");
            case "id" -> new IndonesianStemFilter(word);
            case "it" -> new ItalianLightStemFilter(word);
            case "lv" -> new LatvianStemFilter(word);
            case "nb", "nn", "no" -> new NorwegianLightStemFilter(word);
            case "nl" -> new SnowballFilter(word, "Dutch");
            case "pt" -> new PortugueseLightStemFilter(word);
            case "ro" -> new SnowballFilter(word, "Romanian");
            case "ru" -> new RussianLightStemFilter(word);
            case "sv" -> new SwedishLightStemFilter(word);
            case "ta" -> new SnowballFilter(word, "Tamil");
            case "tr" -> new SnowballFilter(word, "Turkish");
            default -> word;
        };
    }

    /** A stream of one word after the other. */
    private static final class Word extends TokenStream {
        private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
        private String next = "";

        void next(String form) {
            next = form;
        }

        String text() {
            return term.toString();
        }

        @Override
        public boolean incrementToken() {
            clearAttributes();
            term.append(next);
            return true;
        }
    }
}
