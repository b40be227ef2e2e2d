package barid.article.search;

import barid.article.TestArticles;
import barid.article.site.Browser;
import barid.article.site.Translations;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static barid.article.site.Translations.published;
import static org.assertj.core.api.Assertions.assertThat;

/** Every way in which readers write a word finds the one article that has it in its title, among all the others. */
class SearchFormsIT {
    private static final Browser SERVER = new Browser(TestArticles.start());

    /** Language and title, and the questions that find it and nothing else. */
    private static final Map<String, List<String>> TITLES = new LinkedHashMap<>();

    static {
        // vowel signs, ha for ta marbuta, the article and what is written onto it, tatweel, plural
        title(
                "ar",
                "وزارة الصحة تطلق حملة التلقيح",
                "وزارة",
                "وِزَارَةُ الصِّحَّةِ",
                "وزارة الصحه",
                "الوزارة",
                "للوزارة",
                "والوزارة",
                "بالوزارة",
                "كالوزارة",
                "وزارات",
                "التـلـقـيـح",
                "تلقيح",
                "حمله",
                "الحملات",
                "صحة وتلقيح");
        // the final ya with and without its dots
        title(
                "ar",
                "مستشفى جديد في المدينة القديمة",
                "مستشفي",
                "مستشفى",
                "المستشفى",
                "المستشفيات",
                "مدينه",
                "مدينة قديمة");
        // hamza on, under and without its seat
        title(
                "ar",
                "مسؤول أممي يصل إفريقيا",
                "مسئول",
                "مسؤول",
                "المسؤول",
                "مسوول",
                "اممي",
                "أفريقيا",
                "افريقيا",
                "إفريقيا",
                "آفريقيا");
        // a title that has its vowel signs, a question that has none
        title(
                "ar",
                "اجْتِمَاعُ الأَطِبَّاءِ فِي جِنِيف",
                "اجتماع",
                "إجتماع",
                "الاجتماعات",
                "الاطباء",
                "ٱلأطباء",
                "أطبّاء",
                "جنيف");
        title("ar", "الـتـعـلـيـم للـجـمـيـع", "التعليم", "تعليم", "والتعليم", "تَعليم", "الجميع");
        title("ar", "تقرير ٢٠٢٦ عن المياه بالأنهار", "2026", "٢٠٢٦", "۲۰۲۶", "مياه", "والمياه", "أنهار");
        title("ar", "لاجئون يعبرون الحدود", "اللاجئين", "لاجئين", "حدود", "لاجيون");
        title("ar", "شؤون البيئة", "شئون البيئة", "بيئه", "البيئة");
        title("ar", "زار الوفد المخيم", "المخيمات", "الوفد", "وفد");
        // accents, capitals, elision, ligatures, plurals
        title(
                "fr",
                "L’hôpital de Genève s’agrandit",
                "hopital",
                "HÔPITAL",
                "hôpitaux",
                "l'hopital",
                "d’hôpital",
                "geneve");
        title("fr", "Des œuvres d’art protégées", "oeuvre", "œuvre", "oeuvres protegees", "ŒUVRES", "l’art");
        title("fr", "Aujourd’hui, la santé mentale", "aujourdhui", "aujourd'hui", "sante", "SANTÉ", "la santé");
        title("fr", "Journal des réfugiés", "journaux", "refugies", "réfugiée");
        title("fr", "Élections régionales en été", "elections", "élection", "régional", "régionaux", "ete");
        title("fr", "Le cœur du changement climatique", "coeur", "changements climatiques");
        title(
                "en",
                "Vaccination campaigns reach remote villages",
                "vaccinations",
                "vaccinated",
                "campaign",
                "village",
                "VACCINATION");
        title(
                "en",
                "WHO's report on co-operation between countries",
                "cooperation",
                "co-operation",
                "co operation",
                "country",
                "who",
                "reports");
        title("en", "Children and women in crises", "child", "woman", "crisis", "child's");
        title("en", "Organisation of health policies", "organization", "organisations", "policy", "the health");
        title("en", "U.N. studies on COVID-19", "UN", "study", "covid19", "covid 19", "Covid-19");
        title("ur", "صحت کی عالمی تنظیم", "صحت كي عالمي تنظيم", "تنظیم", "تَنظیم");
        title("es", "Vacunación de los niños", "vacunacion", "vacunaciones", "nino", "NIÑOS");
        title("zh", "世界卫生组织发布疫苗指南", "疫苗", "卫生组织", "组织 指南", "疫");
        title("ru", "Российские врачи у ёлки", "российский", "елка", "врач");
        title("de", "Flüchtlinge an der Straße", "fluchtling", "STRASSE");
        title("th", "องค์การอนามัยโลก", "อนามัย");
    }

    private static void title(String language, String title, String... questions) {
        TITLES.put(language + "\t" + title, List.of(questions));
    }

    @BeforeAll
    static void publish() {
        Translations translations = new Translations(SERVER.service());
        int number = 0;
        for (String title : TITLES.keySet()) {
            String[] parts = title.split("\t", -1);
            translations.put(
                    published(parts[0], "s" + number++).titled(parts[1]).saying("<p>…</p>"));
        }
        for (String language : List.of("ar", "fr", "en", "ur", "es", "zh", "ru", "de", "th")) {
            translations.put(published(language, "decoy").titled("xylophon").saying("<p>x y z</p>"));
        }
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    static Stream<Arguments> pairs() {
        return TITLES.entrySet().stream().flatMap(entry -> {
            String[] parts = entry.getKey().split("\t", -1);
            return entry.getValue().stream().map(question -> Arguments.of(parts[0], question, parts[1]));
        });
    }

    static Stream<Arguments> strangers() {
        return Stream.of(
                Arguments.of("ar", "وزارة", "زار الوفد المخيم"),
                Arguments.of("ar", "تعلم", "الـتـعـلـيـم للـجـمـيـع"),
                Arguments.of("fr", "organe", "Le cœur du changement climatique"),
                Arguments.of("en", "organ", "Organisation of health policies"),
                Arguments.of("en", "police", "Organisation of health policies"),
                Arguments.of("en", "countryside", "WHO's report on co-operation between countries"),
                Arguments.of("en", "refugies", "Journal des réfugiés"),
                Arguments.of("zh", "苗指组", "世界卫生组织发布疫苗指南"));
    }

    @ParameterizedTest(name = "{0}: {1} finds {2}")
    @MethodSource("pairs")
    void aFormFindsItsArticleAndNoOther(String language, String question, String title) {
        assertThat(titles(language, question)).containsExactly(title);
    }

    @ParameterizedTest(name = "{0}: {1} does not find {2}")
    @MethodSource("strangers")
    void anotherWordDoesNotFindIt(String language, String question, String title) {
        assertThat(titles(language, question)).doesNotContain(title);
    }

    private static List<String> titles(String language, String question) {
        JsonNode answer = SERVER.service()
                .get("/api/search?language=" + language + "&q=" + URLEncoder.encode(question, StandardCharsets.UTF_8))
                .expect(200)
                .json();
        return SearchIT.each(answer.get("hits")).map(SearchIT::titleOf).toList();
    }
}
