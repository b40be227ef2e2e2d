package barid.newsletter.console;

import barid.kit.site.Languages;
import barid.newsletter.evidence.MailEvidence;
import barid.newsletter.frame.ConsoleFrame.Place;
import barid.newsletter.frame.ConsoleFrame.Section;
import barid.newsletter.stories.StoryKey;
import barid.newsletter.stories.Topics;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Puts what is known of a mail into words. */
final class MailViews {
    private final Supplier<Topics> topics;

    MailViews(Supplier<Topics> topics) {
        this.topics = topics;
    }

    MailView view(Words words, MailEvidence mail, boolean revealed) {
        Topics names = topics.get();
        String email = mail.email();
        String proof = mail.bytes().proof().name().toLowerCase(Locale.ROOT).replace('_', '-');
        return new MailView(
                email == null ? "" : revealed ? email : Masked.of(email),
                revealed,
                new Place(words.language(), Section.SUBSCRIBERS, "/" + mail.subscriber()).here(),
                mail.state(),
                words.get("delivery." + mail.state()),
                Stream.of(mail.code(), mail.reason())
                        .flatMap(Stream::ofNullable)
                        .reduce("", (one, other) -> one.isEmpty() ? other : one + " " + other),
                facts(words, mail),
                mail.articles().stream().map(why -> article(words, names, why)).toList(),
                mail.corrections().stream().map(why -> correction(words, why)).toList(),
                "/newsletter/editions/" + mail.viewId(),
                words.get("mail.proof." + proof),
                mail.bytes().proof() == MailEvidence.Proof.SAME,
                mail.bytes().hash(),
                revised(words, mail),
                mail.reports().stream()
                        .map(report -> new SubscriberView.Fact(
                                words.get("mail.report." + report.kind()),
                                report.code() == null
                                        ? words.time(report.at())
                                        : words.time(report.at()) + " " + report.code()))
                        .toList());
    }

    private static List<SubscriberView.Fact> facts(Words words, MailEvidence mail) {
        List<SubscriberView.Fact> facts = new ArrayList<>();
        facts.add(fact(words, "mail.id", "<" + mail.messageId() + ">"));
        facts.add(fact(words, "mail.language", words.name(mail.language())));
        facts.add(fact(words, "lane", mail.receiver().equals("others") ? words.get("lane.others") : mail.receiver()));
        facts.add(fact(words, "mail.due", words.time(mail.dueAt())));
        Instant claimed = mail.claimedAt();
        Instant done = mail.doneAt();
        if (claimed != null && done != null) {
            facts.add(fact(words, "mail.left", words.get("mail.left.between", words.time(claimed), words.time(done))));
        } else if (claimed != null) {
            facts.add(fact(words, "mail.left", words.get("mail.left.from", words.time(claimed))));
        }
        Instant answered = mail.answeredAt();
        if (answered != null) {
            facts.add(fact(words, "mail.answered", words.time(answered)));
        }
        if (mail.attempts() > 0) {
            facts.add(fact(words, "mail.attempts", words.number(mail.attempts())));
        }
        if (mail.everUncertain()) {
            facts.add(fact(words, "mail.uncertain", words.get("yes")));
        }
        return facts;
    }

    private static SubscriberView.Fact fact(Words words, String name, String value) {
        return new SubscriberView.Fact(words.get(name), value);
    }

    private static MailView.Why article(Words words, Topics names, MailEvidence.Why why) {
        List<String> reasons = new ArrayList<>();
        Integer choice = why.choice();
        reasons.add(
                choice == null
                        ? words.get("why.language.not", words.name(why.language()))
                        : words.get("why.language", words.name(why.language()), choice));
        if (!why.topics().isEmpty()) {
            reasons.add(words.get(
                    "why.topics",
                    words.list(why.topics().stream()
                            .map(slug -> words.topic(names, slug))
                            .toList())));
        } else {
            reasons.add(words.get(why.followed() ? "why.topics.all" : "why.topics.not"));
        }
        why.reasons().forEach(reason -> reasons.add(words.get("why." + reason)));
        return new MailView.Why(
                why.title(), why.language(), Languages.direction(why.language()), why.url(), reasons, why.isPublic());
    }

    private static MailView.Why correction(Words words, MailEvidence.CorrectionWhy why) {
        String language = why.correction().language();
        return new MailView.Why(
                why.title(),
                language,
                Languages.direction(language),
                "",
                List.of(words.get(
                        "why.correction",
                        words.time(why.correction().at()),
                        why.brought().size())),
                why.isPublic());
    }

    private static List<SubscriberView.Title> revised(Words words, MailEvidence mail) {
        List<SubscriberView.Title> titles = new ArrayList<>();
        for (StoryKey key : mail.bytes().revised()) {
            mail.articles().stream()
                    .filter(why -> why.article().equals(key.article())
                            && why.language().equals(key.language()))
                    .map(MailEvidence.Why::title)
                    .findFirst()
                    .ifPresent(title -> titles.add(
                            new SubscriberView.Title(key.language(), Languages.direction(key.language()), title)));
        }
        if (mail.bytes().noteChanged()) {
            titles.add(new SubscriberView.Title(
                    words.language(), Languages.direction(words.language()), words.get("mail.note-changed")));
        } else if (titles.isEmpty() && mail.bytes().proof() == MailEvidence.Proof.CHANGED) {
            titles.add(new SubscriberView.Title(
                    words.language(), Languages.direction(words.language()), words.get("mail.software-changed")));
        }
        return titles;
    }
}
