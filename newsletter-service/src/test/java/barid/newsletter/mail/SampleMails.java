package barid.newsletter.mail;

import barid.kit.changes.Change;
import barid.kit.changes.Origin;
import barid.kit.site.Organisation;
import barid.newsletter.Articles;
import barid.newsletter.RunningNewsletter;
import barid.newsletter.keys.Keys;
import barid.newsletter.stories.Correction;
import barid.newsletter.stories.Topics;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/** Digests and notices with everything in them that a mail can hold, the same at every run. */
final class SampleMails {
    static final UUID EDITION = UUID.fromString("019a0000-0000-7000-8000-000000000001");
    static final UUID READER = UUID.fromString("019a0000-0000-7000-8000-000000000002");
    static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    static final Keys KEYS = new Keys(RunningNewsletter.SECRET);
    static final Topics TOPICS = new Topics(List.of(
            new Topics.Topic("health", Map.of("ar", "الصحة", "en", "Health", "fr", "Santé"), null),
            new Topics.Topic("water", Map.of("ar", "المياه", "en", "Water", "fr", "Eau"), null)));

    private static final Map<String, String> TITLES = Map.of(
            "ar", "2026 عام المياه: 40 مدينة تنضم إلى شبكة رصد جودة مياه الشرب",
            "en", "Mobile clinics reach the mountain districts before winter, WHO adviser says",
            "fr", "L’eau potable revient dans la vallée : 20 000 personnes raccordées");
    private static final Map<String, String> SUMMARIES = Map.of(
            "ar",
                    "تعلن المنظمة أن أربعين مدينة انضمت إلى شبكة رصد جودة المياه، وأن المختبرات المتنقلة ستصل إلى"
                            + " المناطق الجبلية قبل حلول الشتاء بدعم من برنامج AquaNet والسلطات المحلية.",
            "en",
                    "Twelve vans with doctors, midwives and a cold chain for vaccines set out on Monday. They will visit"
                            + " 140 villages that are cut off from January to March, and come back every third week.",
            "fr",
                    "Après trois semaines de travaux, les pompes de la vallée fonctionnent de nouveau et vingt mille"
                            + " personnes ont de l’eau à leur robinet ; les analyses du laboratoire sont publiées chaque jour.");
    private static final Map<String, String> NOTES = Map.of(
            "ar", "أعزاءنا القراء،\nيصدر هذا الأسبوع تقرير UNICEF عن المياه، وتجدون خلاصته في المقال الأول.",
            "en",
                    "Dear readers,\nThis week the report on water comes out; its summary is the first article. The word النهر means river.",
            "fr",
                    "Chers lecteurs,\nLe rapport sur l’eau paraît cette semaine ; le premier article en donne le résumé.");
    private static final Map<String, String> CORRECTIONS = Map.of(
            "ar", "بلغ محصول القمح 1.4 مليون طن، لا 4.1 مليون طن كما ورد.",
            "en", "The figure for wheat is 1.4 million tonnes, not 4.1 million.",
            "fr", "La récolte de blé est de 1,4 million de tonnes, et non de 4,1 millions.");

    private SampleMails() {}

    static Organisation organisation(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.ofEntries(
                Map.entry("name.en", "Example Organisation for Water and Health"),
                Map.entry("name.ar", "المنظمة النموذجية للمياه والصحة"),
                Map.entry("name.fr", "Organisation exemple pour l’eau et la santé"),
                Map.entry("short-name.en", "Example Organisation"),
                Map.entry("short-name.ar", "المنظمة النموذجية"),
                Map.entry("short-name.fr", "Organisation exemple"),
                Map.entry("postal-address.en", "1 River Road\n1000 Example City"),
                Map.entry("postal-address.ar", "1 طريق النهر\nالمدينة النموذجية 1000"),
                Map.entry("postal-address.fr", "1, rue du Fleuve\n1000 Ville exemple"),
                Map.entry("privacy-page", "https://news.example.org/privacy"),
                Map.entry("default-language", "en"),
                Map.entry("base-url.newsletter", "https://news.example.org"),
                Map.entry("from", "news@example.org"),
                Map.entry("reply-to", "press@example.org"),
                Map.entry("bounce-domain", "bounce.example.org")));
        settings.putAll(more);
        return Organisation.from(Config.just(ConfigSources.create(settings)));
    }

    static DigestMail digests(Map<String, String> more) {
        return new DigestMail(organisation(more), KEYS, new MailSettings(true, "fbl@bounce.example.org"));
    }

    /** The copy of one reader, as it goes out. */
    static byte[] sent(DigestMail digests, Digest digest) {
        return digests.copy(digests.compile(digest), EDITION, READER, "reader@example.net", NOON)
                .message();
    }

    /** The mails that answer what a reader asked for, by kind. */
    static Map<String, byte[]> notices(Organisation organisation, String language) {
        return notices(organisation, Dkim.off(), language);
    }

    /** The same, signed. */
    static Map<String, byte[]> notices(Organisation organisation, Dkim dkim, String language) {
        ConfirmationMail mails = new ConfirmationMail(organisation, dkim);
        String mailbox = "reader@example.net";
        String token = "t".repeat(42);
        return Map.of(
                "confirm", mails.confirm(READER, mailbox, language, token, Duration.ofDays(7), NOON),
                "standing", mails.standing(READER, mailbox, language, token, NOON),
                "address", mails.address(READER, mailbox, language, token, Duration.ofDays(7), NOON),
                "moved", mails.moved(READER, mailbox, language, token, NOON));
    }

    static Digest digest(
            String language,
            Digest.Span span,
            List<Change.Published> articles,
            List<Digest.Corrected> corrections,
            @Nullable String note) {
        return new Digest(EDITION, language, NOON, span, articles, corrections, TOPICS, "view-id", note);
    }

    /**
     * A week: two articles in the mail's language, one of them with a picture, one in another language and direction, one
     * that a machine translated into hers and one into the other; a correction and an editor's note.
     */
    static Digest full(String language) {
        String other = language.equals("ar") ? "fr" : "ar";
        return digest(
                language,
                Digest.Span.WEEK,
                List.of(
                        pictured(article(1, language)),
                        article(2, language),
                        article(3, other),
                        machine(article(4, language)),
                        machine(article(5, other))),
                List.of(corrected(article(6, language)), corrected(article(7, other))),
                note(language));
    }

    /** More than a mail shows: 45 articles, in three languages by turns. */
    static Digest many(String language) {
        List<String> languages = List.of(language, "ar", "en", "fr");
        List<Change.Published> articles = new ArrayList<>();
        IntStream.rangeClosed(1, 45).forEach(i -> articles.add(article(i, languages.get(i % languages.size()))));
        return digest(language, Digest.Span.MONTH, articles, List.of(), null);
    }

    static String note(String language) {
        return NOTES.get(language);
    }

    static Change.Published article(int number, String language) {
        return Articles.about(
                with(
                        Articles.published(number, language, TITLES.get(language)),
                        Origin.ORIGINAL,
                        null,
                        SUMMARIES.get(language),
                        List.of(),
                        List.of()),
                "health",
                "water");
    }

    static Digest.Corrected corrected(Change.Published article) {
        return new Digest.Corrected(
                article,
                new Correction(article.article(), article.language(), NOON, CORRECTIONS.get(article.language()), 7));
    }

    static Change.Published machine(Change.Published s) {
        return with(
                s,
                Origin.MACHINE,
                "Marian 2",
                s.summary(),
                s.media(),
                List.of(new Change.Sibling(
                        "en", "https://news.example.org/en/articles/of-" + s.slug(), Origin.ORIGINAL)));
    }

    static Change.Published pictured(Change.Published s) {
        return with(
                s,
                s.origin(),
                s.engine(),
                s.summary(),
                List.of(new Change.Media(
                        "lead",
                        "https://news.example.org/media/1.png",
                        "image/png",
                        1000,
                        1200,
                        675,
                        "مختبر متنقل",
                        null)),
                s.translations());
    }

    static Change.Published summarised(Change.Published s, String summary) {
        return with(s, s.origin(), s.engine(), summary, s.media(), s.translations());
    }

    private static Change.Published with(
            Change.Published s,
            Origin origin,
            @Nullable String engine,
            String summary,
            List<Change.Media> media,
            List<Change.Sibling> siblings) {
        return new Change.Published(
                s.position(),
                s.article(),
                s.language(),
                s.entryId(),
                origin,
                engine,
                s.slug(),
                s.url(),
                s.title(),
                summary,
                s.html(),
                s.authors(),
                s.topics(),
                media,
                s.published(),
                s.updated(),
                s.revision(),
                false,
                null,
                siblings,
                null);
    }
}
