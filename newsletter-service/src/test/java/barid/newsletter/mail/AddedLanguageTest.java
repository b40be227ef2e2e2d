package barid.newsletter.mail;

import barid.kit.site.Page;
import barid.kit.site.Site;
import barid.kit.site.Texts;
import barid.newsletter.Articles;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A fourth language is one file on the class path; here one made of the English texts, each begun by a mark. */
class AddedLanguageTest {
    private static final String MARK = "\u00bf";
    private static final List<Class<?>> FEATURES = List.of(DigestMail.class, Site.class);

    /** What is asked of the software in a process of its own, since languages are found when it starts. */
    public static final class Speaker {
        private Speaker() {}

        public static List<String> speak() {
            Map<String, String> spanish = Map.of(
                    "name.es", "Organizaci\u00f3n",
                    "short-name.es", "Organizaci\u00f3n",
                    "languages.0", "es",
                    "languages.1", "en");
            Digest digest = SampleMails.digest(
                    "es",
                    Digest.Span.WEEK,
                    List.of(SampleMails.machine(Articles.published(1, "es", "Titular"))),
                    List.of(),
                    "Queridos lectores:");
            ReadMail mail = ReadMail.of(SampleMails.sent(SampleMails.digests(spanish), digest));
            String page = new String(
                    new Site(SampleMails.organisation(spanish), "/newsletter/assets")
                            .render(Page.of("es", "Titular"), output -> output.writeContent("")),
                    StandardCharsets.UTF_8);
            return List.of(
                    MailLanguage.of(List.of("es-MX", "en"), SampleMails.organisation(spanish)), mail.html(), page);
        }
    }

    @Test
    void oneFileGivesWholeMailsAndPagesInAFourthLanguage(@TempDir Path folder) throws Exception {
        List<?> spoken = speak(folder, english());
        assertThat(spoken.getFirst()).isEqualTo("es");
        assertThat(MailLint.findings(spoken.get(1).toString())).isEmpty();
        Document mail = Jsoup.parse(spoken.get(1).toString());
        assertThat(mail.select("html").attr("lang")).isEqualTo("es");
        assertThat(List.of(
                        mail.select("h1").text(),
                        mail.select("h1 + p").text(),
                        mail.select("h2").first().text(),
                        mail.select("table table table td[class~=bar]").text(),
                        mail.select("a").first().text(),
                        mail.select("a[href*=unsubscribe]").text()))
                .allSatisfy(words -> assertThat(words).startsWith(MARK));
        assertThat(Jsoup.parse(spoken.get(2).toString()).select("footer li").eachText())
                .isNotEmpty()
                .allSatisfy(words -> assertThat(words).startsWith(MARK));
    }

    @Test
    void aFileThatLacksATextIsRefusedWithItsName(@TempDir Path folder) throws Exception {
        Map<String, String> texts = english();
        texts.remove("newsletter.mail.digest.heading");
        assertThatThrownBy(() -> speak(folder, texts))
                .hasStackTraceContaining("barid.newsletter.mail in es differ from en in [digest.heading]");
    }

    private static List<?> speak(Path folder, Map<String, String> texts) throws Exception {
        Path file = Files.createDirectories(folder.resolve("barid/texts")).resolve("es.properties");
        List<String> lines = new ArrayList<>();
        texts.forEach((key, text) -> lines.add(key + "=" + text));
        Files.write(file, lines);
        List<URL> path = new ArrayList<>(List.of(folder.toUri().toURL()));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            path.add(Path.of(entry).toUri().toURL());
        }
        try (URLClassLoader own = new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Thread.currentThread().setContextClassLoader(own);
            return (List<?>) Class.forName(Speaker.class.getName(), true, own)
                    .getMethod("speak")
                    .invoke(null);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            Thread.currentThread().setContextClassLoader(AddedLanguageTest.class.getClassLoader());
        }
    }

    private static Map<String, String> english() throws IOException {
        Map<String, String> texts = new TreeMap<>();
        for (Class<?> feature : FEATURES) {
            Properties english = new Properties();
            try (InputStream in = feature.getResourceAsStream("messages_en.properties")) {
                english.load(new java.io.InputStreamReader(in, StandardCharsets.UTF_8));
            }
            String prefix = feature.getPackageName().replaceFirst("^barid\\.", "") + ".";
            english.forEach((key, text) -> texts.put(prefix + key, MARK + text));
        }
        assertThat(Texts.LANGUAGES).doesNotContain("es");
        return texts;
    }
}
