package barid.newsletter.deliveries;

import barid.kit.Await;
import barid.newsletter.Articles;
import barid.newsletter.SmtpSink;
import barid.newsletter.mail.ReadMail;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** An article comes in the first of a reader's languages that it has, marked as what it is, and in no second one. */
class FallbackIT {
    private static final String TWO = "two@example.net";
    private static final String THREE = "three@example.net";

    @Test
    void eachArticleComesInTheFirstOfHerLanguagesThatItHas() {
        try (Workshop workshop = new Workshop()) {
            workshop.rows.reader(TWO, "ar,fr", "daily");
            workshop.rows.reader(THREE, "ar,fr,en", "daily");
            workshop.rows.execute("UPDATE subscription SET next_due = '2026-11-25T07:00:00Z'");
            workshop.announce(
                    Articles.published(1, "fr", "Un titre"),
                    Articles.published(1, "en", "The same article"),
                    Articles.published(2, "en", "English alone"));
            Map<String, ReadMail> first = mails(workshop, 2);

            assertThat(titles(first.get(TWO))).containsExactly("Un titre");
            assertThat(titles(first.get(THREE))).containsExactlyInAnyOrder("Un titre", "English alone");
            assertThat(block(first.get(THREE), "English alone")).isEqualTo("en ltr");
            assertThat(block(first.get(THREE), "Un titre")).isEqualTo("fr ltr");
            Element page = Jsoup.parse(first.get(THREE).html()).selectFirst("html");
            assertThat(page.attr("lang") + " " + page.attr("dir")).isEqualTo("ar rtl");

            workshop.announce(Articles.published(1, "ar", "العنوان بالعربية"), Articles.published(3, "ar", "خبر جديد"));
            Map<String, ReadMail> second = mails(workshop, 2);
            assertThat(titles(second.get(TWO))).containsExactly("خبر جديد");
            assertThat(titles(second.get(THREE))).containsExactly("خبر جديد");
        }
    }

    /** What the next morning brings, by reader. */
    private static Map<String, ReadMail> mails(Workshop workshop, int count) {
        workshop.sink.forget();
        workshop.clock.advance(Duration.ofDays(1));
        assertThat(workshop.assembler(500).plan(workshop.clock.instant())).isEqualTo(count);
        DeliveryWorker worker = workshop.work();
        Await.until("they came", () -> workshop.sink.mails().size() == count);
        worker.stop();
        return workshop.sink.mails().stream()
                .collect(Collectors.toMap(
                        SmtpSink.Mail::to, mail -> ReadMail.of(mail.content().getBytes(StandardCharsets.US_ASCII))));
    }

    private static List<String> titles(ReadMail mail) {
        return Jsoup.parse(mail.html()).select("h2").eachText();
    }

    /** Language and direction of the block that holds this title. */
    private static String block(ReadMail mail, String title) {
        Element block = Jsoup.parse(mail.html()).select("h2").stream()
                .filter(heading -> heading.text().equals(title))
                .flatMap(heading -> heading.parents().stream())
                .filter(parent -> parent.hasAttr("lang"))
                .findFirst()
                .orElseThrow();
        return block.attr("lang") + " " + block.attr("dir");
    }
}
