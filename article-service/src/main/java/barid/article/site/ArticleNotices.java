package barid.article.site;

import barid.kit.changes.Origin;
import barid.kit.site.Dates;
import barid.kit.site.Languages;
import barid.kit.site.Notice;
import barid.kit.site.Organisation;
import barid.kit.site.Site;
import barid.kit.site.Texts;
import gg.jte.Content;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a reader is told of a text before reading it: a machine made it, it is behind its original, it was corrected. */
final class ArticleNotices {
    private final Site site;
    private final Organisation organisation;
    private final Texts texts;

    ArticleNotices(Site site, Texts texts) {
        this.site = site;
        this.organisation = site.organisation();
        this.texts = texts;
    }

    /** In the order in which they are read, before the text. */
    List<Content> of(PublicArticle article, List<Story> translations) {
        Texts.In words = texts.in(article.language(), organisation.fallback());
        Optional<Story> original = translations.stream()
                .filter(story -> story.language().equals(article.original()))
                .filter(story -> !story.language().equals(article.language()))
                .findFirst();
        List<Notice> notices = new ArrayList<>();
        if (article.origin() == Origin.MACHINE) {
            notices.add(linked(
                    Notice.of(
                            Notice.Meaning.INFORMATION,
                            words.language(),
                            words.get("machine.name"),
                            words.get(
                                    "machine.text", article.engine().orElse(""), organisation.name(words.language()))),
                    original,
                    words));
        }
        if (article.outdated()) {
            notices.add(linked(
                    Notice.of(
                            Notice.Meaning.WARNING,
                            words.language(),
                            words.get("outdated.name"),
                            words.get("outdated.text")),
                    original,
                    words));
        }
        article.correction()
                .ifPresent(correction -> notices.add(Notice.of(
                                Notice.Meaning.WARNING,
                                words.language(),
                                words.get("correction.name", day(correction.at(), words.language())),
                                correction.note())
                        .withSentenceIn(article.language())));
        return notices.stream().map(site::notice).toList();
    }

    private static Notice linked(Notice notice, Optional<Story> original, Texts.In words) {
        return original.map(story -> notice.withLink(
                        story.path(),
                        words.get("original.link", Languages.nameIn(story.language(), words.language())),
                        story.language()))
                .orElse(notice);
    }

    /** Why the text is no longer here. */
    Content ofWithdrawal(PublicArticle article) {
        Texts.In words = texts.in(article.language(), organisation.fallback());
        PublicArticle.Withdrawal withdrawal = article.withdrawal().orElseThrow();
        return site.notice(Notice.of(
                        Notice.Meaning.DANGER,
                        words.language(),
                        words.get("withdrawn.name", day(withdrawal.at(), words.language())),
                        withdrawal.reason())
                .withSentenceIn(article.language()));
    }

    private String day(Instant instant, String language) {
        return Dates.day(instant, language, organisation.zone());
    }
}
