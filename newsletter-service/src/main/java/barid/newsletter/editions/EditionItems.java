package barid.newsletter.editions;

import barid.kit.changes.Change;
import barid.kit.changes.Origin;
import barid.kit.site.Dates;
import barid.kit.site.Languages;
import barid.kit.site.Notice;
import barid.kit.site.Site;
import barid.kit.site.Texts;
import barid.newsletter.stories.StoryKey;
import barid.newsletter.stories.StoryStore;
import gg.jte.Content;
import io.helidon.dbclient.DbExecute;
import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Turns the translations and corrections of an edition into what its page shows; what is withdrawn is left out. */
public final class EditionItems {
    private final StoryStore stories;
    private final Site site;
    private final Texts texts;

    EditionItems(StoryStore stories, Site site, Texts texts) {
        this.stories = stories;
        this.site = site;
        this.texts = texts;
    }

    /** An article on the page; {@code notice} says that a machine translated it. */
    public record Item(
            String language,
            String direction,
            String title,
            String url,
            String summary,
            String date,
            @Nullable Content notice) {}

    /** A correction on the page. */
    public record Note(String language, String direction, String title, String url, String note) {}

    /** Both, in the order that they were asked for. */
    record Shown(List<Item> items, List<Note> notes) {
        boolean isEmpty() {
            return items.isEmpty() && notes.isEmpty();
        }
    }

    Shown shown(DbExecute db, List<StoryKey> items, List<CorrectionKey> corrections) {
        Set<StoryKey> keys = new HashSet<>(items);
        corrections.forEach(correction -> keys.add(correction.story()));
        Map<StoryKey, Change.Published> snapshots = stories.snapshots(db, keys);
        stories.withdrawn(db, keys.stream().map(StoryKey::article).collect(Collectors.toSet()))
                .forEach(snapshots::remove);
        return new Shown(
                items.stream()
                        .flatMap(key -> Stream.ofNullable(snapshots.get(key)))
                        .map(this::item)
                        .toList(),
                notes(db, corrections, snapshots));
    }

    private Item item(Change.Published story) {
        return new Item(
                story.language(),
                Languages.direction(story.language()),
                story.title(),
                story.url(),
                story.summary(),
                Dates.day(
                        story.published(), story.language(), site.organisation().zone()),
                story.origin() == Origin.MACHINE ? notice(story) : null);
    }

    private Content notice(Change.Published story) {
        Texts.In in = texts.in(story.language(), site.organisation().fallback());
        String name = site.organisation().shortName(in.language());
        Notice notice = Notice.of(
                Notice.Meaning.INFORMATION,
                in.language(),
                in.get("machine.name"),
                in.get("machine.sentence", story.engine() == null ? "" : story.engine(), name));
        return site.notice(story.translations().stream()
                .filter(sibling -> sibling.origin() == Origin.ORIGINAL)
                .findFirst()
                .map(original -> notice.withLink(original.url(), in.get("machine.original"), original.language()))
                .orElse(notice));
    }

    private List<Note> notes(
            DbExecute db, Collection<CorrectionKey> corrections, Map<StoryKey, Change.Published> snapshots) {
        if (corrections.isEmpty()) {
            return List.of();
        }
        Set<UUID> articles = corrections.stream().map(CorrectionKey::article).collect(Collectors.toSet());
        return stories.corrections(db, articles).stream()
                .filter(note -> corrections.contains(CorrectionKey.of(note)))
                .flatMap(note -> Stream.ofNullable(snapshots.get(note.story()))
                        .map(story -> new Note(
                                story.language(),
                                Languages.direction(story.language()),
                                story.title(),
                                story.url(),
                                note.note())))
                .toList();
    }
}
