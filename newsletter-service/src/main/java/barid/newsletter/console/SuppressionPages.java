package barid.newsletter.console;

import barid.kit.db.Database;
import barid.kit.http.Answers;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.operators.OperatorSession;
import barid.newsletter.frame.ConsoleFrame;
import barid.newsletter.frame.ConsoleFrame.Place;
import barid.newsletter.frame.ConsoleFrame.Section;
import barid.newsletter.keys.Keys;
import barid.newsletter.subscriptions.Address;
import barid.newsletter.suppression.Suppressions;
import io.helidon.dbclient.DbExecute;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** The addresses that are never mailed. None is stored, so one is looked up by its owner's whole address alone. */
public final class SuppressionPages {
    private static final String ROOT = ConsoleFrame.IN_LANGUAGE + Section.SUPPRESSIONS.path();
    private static final int PAGE = 50;
    private static final int PREFIX = 10;
    private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");
    private static final Set<String> DONE = Set.of("suppressed", "lifted", "not-lifted");
    /** Beyond every key. */
    private static final String LAST_KEY = "ff".repeat(33);

    private final PageWriter pages;
    private final Database database;
    private final Suppressions suppressions;
    private final SuppressionStore store;
    private final SubscriberListStore readers;
    private final AuditStore audit;
    private final Keys keys;
    private final InstantSource clock;

    SuppressionPages(
            PageWriter pages,
            Database database,
            Suppressions suppressions,
            SuppressionStore store,
            SubscriberListStore readers,
            AuditStore audit,
            Keys keys,
            InstantSource clock) {
        this.pages = pages;
        this.database = database;
        this.suppressions = suppressions;
        this.store = store;
        this.readers = readers;
        this.audit = audit;
        this.keys = keys;
        this.clock = clock;
    }

    void register(HttpRules rules) {
        ConsoleFrame frame = pages.frame();
        Endpoint.at(ROOT).get(frame.page(this::list)).register(rules);
        Endpoint.at(ROOT + "/find")
                .get(frame.page(this::back))
                .post(frame.form(this::find))
                .register(rules);
        Endpoint.at(ROOT + "/add")
                .get(frame.page(this::back))
                .post(frame.form(this::add))
                .register(rules);
        Endpoint.at(ROOT + "/lift")
                .get(frame.page(this::back))
                .post(frame.form(this::lift))
                .register(rules);
    }

    /** How many there are of a reason. */
    public record Count(String reason, String count) {}

    /** One of the list: the beginning of the keyed hash tells two apart, and tells nothing else. */
    public record Row(String hash, String reason, String when) {}

    /**
     * What was found of an address.
     *
     * @param says in a sentence
     * @param key the keyed hash of the address, which stands in the form that acts on it
     * @param reader the path of the page of who has the address, or empty
     */
    public record Found(String says, String key, boolean suppressible, boolean liftable, String reader) {}

    /** What the page shows. */
    public record View(
            List<Count> counts,
            List<Row> rows,
            String next,
            String first,
            String given,
            String error,
            @Nullable Found found,
            String done) {}

    private void list(ServerRequest request, ServerResponse response, OperatorSession session) {
        send(request, response, session, 200, "", "", null);
    }

    private void find(
            ServerRequest request, ServerResponse response, OperatorSession session, Map<String, String> fields) {
        String given = fields.getOrDefault("email", "");
        Words words = pages.words(request);
        Optional<Address> address = Address.parse(given);
        if (address.isEmpty()) {
            send(request, response, session, 422, given, words.get("find.no-address"), null);
            return;
        }
        byte[] key = keys.addressKey(address.get().normalised());
        Optional<SuppressionStore.Suppressed> suppressed = store.find(db(), key);
        String masked = Masked.of(address.get().email());
        String reason = suppressed.map(SuppressionStore.Suppressed::reason).orElse("");
        Found found = new Found(
                suppressed
                        .map(known -> words.get(
                                "suppressions.found",
                                masked,
                                words.get("reason." + SubscriberViews.known(known.reason())),
                                words.time(known.at())))
                        .orElse(words.get("suppressions.not-found", masked)),
                HexFormat.of().formatHex(key),
                reason.isEmpty(),
                Suppressing.liftable(reason),
                readers.withAddress(key)
                        .map(id -> new Place(words.language(), Section.SUBSCRIBERS, "/" + id).here())
                        .orElse(""));
        send(request, response, session, 200, given, "", found);
    }

    private void add(
            ServerRequest request, ServerResponse response, OperatorSession session, Map<String, String> fields) {
        byte[] key = key(fields);
        database.transactions().run(tx -> {
            suppressions.byOperator(tx, key, Suppressing.OPERATOR.word(), clock.instant());
            note(tx, session, "suppressed", key);
        });
        done(request, response, "suppressed");
    }

    private void lift(
            ServerRequest request, ServerResponse response, OperatorSession session, Map<String, String> fields) {
        byte[] key = key(fields);
        boolean lifted = database.transactions().inTransaction(tx -> {
            boolean done = suppressions.lift(tx, key);
            if (done) {
                note(tx, session, "lifted", key);
            }
            return done;
        });
        done(request, response, lifted ? "lifted" : "not-lifted");
    }

    private void note(DbExecute tx, OperatorSession session, String act, byte[] key) {
        UUID reader = readers.withAddress(key).orElse(null);
        audit.note(tx, clock.instant(), session.operator(), act, reader);
    }

    private void send(
            ServerRequest request,
            ServerResponse response,
            OperatorSession session,
            int status,
            String given,
            String error,
            @Nullable Found found) {
        Words words = pages.words(request);
        String after = request.query().first("after").orElse("");
        List<SuppressionStore.Suppressed> newest = page(after);
        String root = root(request);
        View view = new View(
                counts(words),
                newest.stream()
                        .limit(PAGE)
                        .map(one -> new Row(
                                one.key().substring(0, PREFIX),
                                words.get("reason." + SubscriberViews.known(one.reason())),
                                words.time(one.at())))
                        .toList(),
                newest.size() > PAGE ? root + "?after=" + position(newest.get(PAGE - 1)) : "",
                after.isEmpty() ? "" : root,
                given,
                error,
                found,
                request.query()
                        .first("done")
                        .filter(DONE::contains)
                        .map(what -> words.get("done." + what))
                        .orElse(""));
        pages.send(
                request,
                response,
                status,
                session,
                new Place(words.language(), Section.SUPPRESSIONS, after.isEmpty() ? "" : "?after=" + after),
                words.get("suppressions.title"),
                "suppressions",
                Map.of("view", view, "root", root));
    }

    private List<Count> counts(Words words) {
        return store.counts(db()).entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> new Count(
                        words.get("reason." + SubscriberViews.known(entry.getKey())), words.number(entry.getValue())))
                .toList();
    }

    private List<SuppressionStore.Suppressed> page(String after) {
        if (after.isEmpty()) {
            return store.list(db(), After.START.at(), LAST_KEY, PAGE + 1);
        }
        int dot = after.indexOf('.');
        String key = after.substring(dot + 1);
        if (dot < 0 || !KEY.matcher(key).matches()) {
            throw Problem.malformed("The page of the list is not known.");
        }
        return store.list(db(), After.instant(after.substring(0, dot)), key, PAGE + 1);
    }

    private static String position(SuppressionStore.Suppressed last) {
        return After.micros(last.at()) + "." + last.key();
    }

    private void back(ServerRequest request, ServerResponse response, OperatorSession session) {
        Answers.seeOther(response, root(request));
    }

    private void done(ServerRequest request, ServerResponse response, String what) {
        Answers.seeOther(response, root(request) + "?done=" + what);
    }

    private String root(ServerRequest request) {
        return new Place(pages.frame().language(request), Section.SUPPRESSIONS, "").here();
    }

    private static byte[] key(Map<String, String> fields) {
        String key = fields.getOrDefault("key", "");
        if (!KEY.matcher(key).matches()) {
            throw Problem.malformed("The address is not named.");
        }
        return HexFormat.of().parseHex(key);
    }

    private DbExecute db() {
        return database.client().execute();
    }
}
