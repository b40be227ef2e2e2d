package barid.newsletter.editions;

import barid.kit.changes.Change;
import barid.kit.db.Database;
import barid.newsletter.mail.CompiledMail;
import barid.newsletter.mail.Digest;
import barid.newsletter.mail.DigestMail;
import barid.newsletter.stories.Correction;
import barid.newsletter.stories.StoryKey;
import barid.newsletter.stories.StoryStore;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.helidon.dbclient.DbExecute;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Compiles a variant once for its readers, and anew without what was withdrawn. */
public final class VariantCompiler {
    private static final long CACHED_BYTES = 64L << 20;
    private static final int CACHED_VARIANTS = 10_000;
    /** A revised article is in mails made after a minute: of what was read a while before, a mail is kept no longer than this. */
    private static final Duration FRESH = Duration.ofMinutes(1).minus(Ingredients.FRESH);

    private final Database database;
    private final EditionStore editions;
    private final StoryStore stories;
    private final DigestMail digests;
    private final ZoneId zone;
    private final Ingredients kept;
    private final CompiledFormStore forms = new CompiledFormStore();
    private final Cache<UUID, Variant> variants =
            Caffeine.newBuilder().maximumSize(CACHED_VARIANTS).build();
    private final Cache<Key, CompiledMail> compiled = Caffeine.newBuilder()
            .maximumWeight(CACHED_BYTES)
            .weigher((Key key, CompiledMail mail) -> mail.size())
            .expireAfterWrite(FRESH)
            .build();

    private record Key(UUID variant, Set<StoryKey> omitted) {}

    public VariantCompiler(
            Database database, EditionStore editions, StoryStore stories, DigestMail digests, ZoneId zone) {
        this.database = database;
        this.editions = editions;
        this.stories = stories;
        this.digests = digests;
        this.zone = zone;
        this.kept = new Ingredients(editions, stories);
    }

    /** A variant never changes, so it is read once. */
    public Map<UUID, Variant> variants(DbExecute tx, Collection<UUID> ids) {
        Map<UUID, Variant> found = new HashMap<>(variants.getAllPresent(ids));
        List<UUID> missing =
                ids.stream().filter(id -> !found.containsKey(id)).distinct().toList();
        if (!missing.isEmpty()) {
            editions.variants(tx, missing).forEach(variant -> {
                variants.put(variant.id(), variant);
                found.put(variant.id(), variant);
            });
        }
        return found;
    }

    public CompiledMail mail(UUID variant, Set<StoryKey> omitted) {
        return compiled.get(new Key(variant, Set.copyOf(omitted)), this::compile);
    }

    /** A mail and what it was made of. */
    public record Compiled(CompiledMail mail, Sources sources) {}

    /** The mail as it would be compiled now; nothing is kept of it. */
    public Compiled again(UUID variant, Set<StoryKey> omitted) {
        return compiled(new Ingredients(editions, stories), variant, omitted);
    }

    /** Noted before the first copy leaves, so that there is none of which no form is known. */
    private CompiledMail compile(Key key) {
        Compiled made = compiled(kept, key.variant(), key.omitted());
        forms.note(
                database.client().execute(),
                key.variant(),
                key.omitted(),
                made.mail().fingerprint(),
                made.sources());
        return made.mail();
    }

    /** The mail of a variant that need not be stored; {@code period} is its edition's. */
    CompiledMail compile(DbExecute db, Variant variant, Period period, Set<StoryKey> omitted) {
        Ingredients ingredients = new Ingredients(editions, stories);
        return compiled(db, ingredients, variant, ingredients.frame(db, period), omitted)
                .mail();
    }

    private Compiled compiled(Ingredients ingredients, UUID variant, Set<StoryKey> omitted) {
        DbExecute db = database.client().execute();
        Variant stored = variants(db, List.of(variant)).values().iterator().next();
        return compiled(db, ingredients, stored, ingredients.frame(db, stored.edition()), omitted);
    }

    private Compiled compiled(
            DbExecute db, Ingredients ingredients, Variant variant, Ingredients.Frame frame, Set<StoryKey> omitted) {
        List<StoryKey> items =
                variant.items().stream().filter(item -> !omitted.contains(item)).toList();
        List<CorrectionKey> corrections = variant.corrections().stream()
                .filter(correction -> !omitted.contains(correction.story()))
                .toList();
        Set<StoryKey> all = new HashSet<>(items);
        corrections.forEach(correction -> all.add(correction.story()));
        Map<StoryKey, Change.Published> stories = ingredients.stories(db, all);
        Map<CorrectionKey, Correction> corrected = ingredients.corrections(db, corrections);
        String note = frame.notes().get(variant.language());
        CompiledMail mail = digests.compile(new Digest(
                variant.edition(),
                variant.language(),
                frame.period().date(zone),
                frame.period().cadence().span(),
                items.stream().map(item -> known(stories, item)).toList(),
                corrections.stream()
                        .map(correction ->
                                new Digest.Corrected(known(stories, correction.story()), known(corrected, correction)))
                        .toList(),
                frame.topics(),
                variant.viewId(),
                note));
        return new Compiled(mail, Sources.of(stories.values(), note));
    }

    private static <K, V> V known(Map<K, V> found, K key) {
        V value = found.get(key);
        if (value == null) {
            throw new IllegalStateException("a variant names " + key + ", which is not stored");
        }
        return value;
    }
}
