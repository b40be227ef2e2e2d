package barid.newsletter.consent;

import barid.kit.db.Database;
import io.helidon.dbclient.DbExecute;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Computes the hashes of the chains anew, and tells the first act that does not fit. */
public final class ConsentChain {
    private static final int CHAINS = 500;
    private static final UUID FIRST = new UUID(0, 0);

    private final Database database;
    private final ConsentStore store = new ConsentStore();

    public ConsentChain(Database database) {
        this.database = database;
    }

    /** What a verification found. */
    public sealed interface Verdict {
        /** All that was looked at fits. */
        record Intact(long chains, long acts) implements Verdict {}

        /** {@code step} is the first act of {@code subscriber} that does not fit, or the number of the one that is missing. */
        record Broken(UUID subscriber, int step, String what) implements Verdict {}
    }

    /** Verifies one reader's chain; intact with 0 chains if there is none. */
    public Verdict verify(UUID subscriber) {
        DbExecute db = database.client().execute();
        return verify(store.chain(db, subscriber), texts(db));
    }

    /** Verifies all chains, some hundred at a time. */
    public Verdict verifyAll() {
        DbExecute db = database.client().execute();
        long chains = 0;
        long acts = 0;
        UUID after = FIRST;
        while (true) {
            List<ConsentStore.Chain> next = store.chains(db, after, CHAINS);
            if (next.isEmpty()) {
                return new Verdict.Intact(chains, acts);
            }
            // Read after the acts: a text is there before the act that names it.
            switch (verify(next, texts(db))) {
                case Verdict.Broken broken -> {
                    return broken;
                }
                case Verdict.Intact(long some, long theirs) -> {
                    chains += some;
                    acts += theirs;
                }
            }
            after = next.getLast().subscriber();
        }
    }

    /** The versions whose text is the one that the version was computed of. */
    private Set<String> texts(DbExecute db) {
        Set<String> genuine = new HashSet<>();
        for (ConsentStore.Text text : store.texts(db)) {
            if (ChainHash.ofText(text.language(), text.text()).equals(text.version())) {
                genuine.add(text.version());
            }
        }
        return genuine;
    }

    private static Verdict verify(List<ConsentStore.Chain> chains, Set<String> texts) {
        long acts = 0;
        for (ConsentStore.Chain chain : chains) {
            Optional<Verdict.Broken> broken = firstBreak(chain, texts);
            if (broken.isPresent()) {
                return broken.get();
            }
            acts += chain.steps();
        }
        return new Verdict.Intact(chains.size(), acts);
    }

    private static Optional<Verdict.Broken> firstBreak(ConsentStore.Chain chain, Set<String> texts) {
        String previous = ChainHash.START;
        int step = 0;
        for (ConsentStore.Row row : chain.acts()) {
            step++;
            String version = row.textVersion() == null ? "" : row.textVersion();
            String hash = ChainHash.ofAct(
                    row.subscriber(),
                    row.step(),
                    row.act(),
                    row.at(),
                    row.form(),
                    row.language(),
                    version,
                    row.sealed(),
                    row.previous());
            if (row.step() != step || !row.previous().equals(previous)) {
                return broken(chain, step, "an act is missing");
            }
            if (!row.hash().equals(hash)) {
                return broken(chain, step, "the act was changed");
            }
            if (!version.isEmpty() && !texts.contains(version)) {
                return broken(chain, step, "the text was changed");
            }
            previous = hash;
        }
        return step == chain.steps() && previous.equals(chain.head())
                ? Optional.empty()
                : broken(chain, step + 1, "the chain was cut short");
    }

    private static Optional<Verdict.Broken> broken(ConsentStore.Chain chain, int step, String what) {
        return Optional.of(new Verdict.Broken(chain.subscriber(), step, what));
    }
}
