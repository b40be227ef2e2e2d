package barid.newsletter.imports;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class EncodingGuessTest {
    private static final String FRENCH = "Adresse e-mail;Prénom;Ville\nanne@example.org;Éloïse;Besançon\n"
            + "jean@example.org;Jérôme;Orléans\nlea@example.org;Léa;Nîmes\n";
    private static final String ARABIC = "البريد الإلكتروني;الاسم;المدينة\nsara@example.org;سارة العلي;القاهرة\n"
            + "omar@example.org;عمر الحسن;بيروت\nhuda@example.org;هدى منصور;عمّان\n";

    /** In pieces of 7 bytes, so that characters are cut apart. */
    private static EncodingGuess read(byte[] bytes) throws IOException {
        EncodingGuess guess = new EncodingGuess();
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        byte[] piece = new byte[7];
        for (int length = in.readNBytes(piece, 0, 7); length > 0; length = in.readNBytes(piece, 0, 7)) {
            guess.add(piece, length);
        }
        return guess;
    }

    @ParameterizedTest
    @CsvSource({
        "fr, UTF-8, '', UTF-8",
        "ar, UTF-8, '\ufeff', UTF-8",
        "ar, UTF-8, '', UTF-8",
        "fr, UTF-16LE, '\ufeff', UTF-16LE",
        "fr, UTF-16BE, '\ufeff', UTF-16BE",
        "fr, UTF-16LE, '', UTF-16LE",
        "ar, UTF-16BE, '\ufeff', UTF-16BE",
        "fr, ISO-8859-1, '', windows-1252",
        "fr, windows-1252, '', windows-1252",
        "ar, windows-1256, '', windows-1256"
    })
    void tellsHowAFileIsEncoded(String language, String written, String mark, String found) throws IOException {
        String text = language.equals("ar") ? ARABIC : FRENCH;
        EncodingGuess guess = read((mark + text).getBytes(Charset.forName(written)));
        Charset charset = guess.charset();
        assertThat(charset.name()).isEqualTo(found);
        assertThat(guess.lines()).isBetween(4L, 5L);

        ByteArrayInputStream file = new ByteArrayInputStream((mark + text).getBytes(Charset.forName(written)));
        Layout layout = CsvFile.layout(file, charset);
        assertThat(layout.separator()).isEqualTo(';');
        assertThat(layout.headed()).isTrue();
        file.reset();
        List<List<String>> rows = CsvFile.start(file, layout, 2);
        assertThat(rows.getFirst()).hasSize(3);
        assertThat(Headings.meanings(rows.getFirst()).getFirst()).isEqualTo(ColumnMeaning.EMAIL);
        assertThat(rows.get(1).get(1)).isEqualTo(language.equals("ar") ? "سارة العلي" : "Éloïse");
    }

    @ParameterizedTest
    @CsvSource({"'a,b;c\n', ','", "'a;b,c;d\n', ;", "'a\tb\n', '\t'", "'sep=;\r\na;b\r\n', ;", "'email\n', ','"})
    void tellsTheSeparator(String text, char separator) throws IOException {
        assertThat(CsvFile.layout(new ByteArrayInputStream(text.getBytes()), Charset.forName("UTF-8"))
                        .separator())
                .isEqualTo(separator);
    }
}
