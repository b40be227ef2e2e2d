package barid.kit.http;

import io.helidon.config.Config;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Asks URLs that a stranger or an editor chose. It resolves a name once, refuses every address that is not in the public
 * Internet, and connects to the very address that it checked; each redirect is checked anew.
 *
 * <p>Why not the JDK's client: it looks the name up by itself when it connects, so a name that answers first with a public
 * and then with a private address would pass the check and lead inside.
 */
public final class GuardedClient implements AutoCloseable {
    private static final int MOST_REDIRECTS = 5;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int FIRST_OPEN_PORT = 1024;
    private static final Pattern LITERAL_V4 = Pattern.compile("(.*\\.)?[0-9]+\\.?");
    private static final TimeValue STALE = TimeValue.ofSeconds(1);
    private static final TimeValue IDLE = TimeValue.ofSeconds(30);

    /** Looks a name up. */
    interface Names {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    private final boolean allowPrivate;
    private final Duration connect;
    private final Duration total;
    private final Names names;
    private final CloseableHttpClient http;
    /** A call waits for its network and little else, so thousands of them need no thread of the system each. */
    private final ExecutorService calls = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("outgoing-", 0).factory());
    /** The system's resolver holds the thread that asks it, which must not be one of those that carry all virtual ones. */
    private final ExecutorService lookups = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("outgoing-names-", 0).factory());

    /** How many connections may be open at once, in all and to one host. */
    public record Connections(int all, int toOneHost) {
        static final Connections FEW = new Connections(25, 5);
    }

    GuardedClient(boolean allowPrivate, Duration connect, Duration total, Connections connections, Names names) {
        this.allowPrivate = allowPrivate;
        this.connect = connect;
        this.total = total;
        this.names = names;
        Timeout timeout = Timeout.of(connect);
        this.http = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(new CheckedNames(this::lookUp))
                        .setMaxConnTotal(connections.all())
                        .setMaxConnPerRoute(connections.toOneHost())
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(timeout)
                                .setSocketTimeout(Timeout.of(total))
                                .setValidateAfterInactivity(STALE)
                                .build())
                        .build())
                .evictIdleConnections(IDLE)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(timeout)
                        .build())
                .setUserAgent("Barid")
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableAutomaticRetries()
                // A limit on what is read is then a limit on what was sent, and nothing unpacks to more.
                .disableContentCompression()
                .build();
    }

    /** Reads the {@code outgoing} block: {@code allow-private} (false), {@code connect-timeout}, {@code total-timeout} (20 s). */
    public static GuardedClient from(Config config) {
        return from(
                config, config.get("total-timeout").as(Duration.class).orElse(Duration.ofSeconds(20)), Connections.FEW);
    }

    /** The same for one who asks many at once, and knows how long each may take. */
    public static GuardedClient from(Config config, Duration total, Connections connections) {
        return new GuardedClient(
                config.get("allow-private").asBoolean().orElse(false),
                config.get("connect-timeout").as(Duration.class).orElse(Duration.ofSeconds(5)),
                total,
                connections,
                InetAddress::getAllByName);
    }

    /** The URL is none that may be asked; nothing was sent. */
    public static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        Refused(String reason) {
            super(reason);
        }
    }

    /** What to ask. */
    public static final class Request {
        private final String method;
        private final URI uri;
        private final Map<String, String> headers;
        private final Optional<byte[]> body;
        private final boolean redirected;

        private Request(
                String method, URI uri, Map<String, String> headers, Optional<byte[]> body, boolean redirected) {
            this.method = method;
            this.uri = uri;
            this.headers = headers;
            this.body = body;
            this.redirected = redirected;
        }

        /** A GET that follows redirects. */
        public static Request get(URI uri) {
            return new Request("GET", uri, Map.of(), Optional.empty(), true);
        }

        /** A GET whose redirect is its answer. */
        public static Request getOnce(URI uri) {
            return new Request("GET", uri, Map.of(), Optional.empty(), false);
        }

        /** A POST, whose redirect is its answer; {@code headers} name the body's Content-Type. The body is not copied. */
        public static Request post(URI uri, Map<String, String> headers, byte[] body) {
            return new Request("POST", uri, headers, Optional.of(body), false);
        }
    }

    /** What was answered. */
    public static final class Answer {
        private final int status;
        private final URI uri;
        private final Map<String, String> headers;
        private final byte[] body;

        Answer(int status, URI uri, Map<String, String> headers, byte[] body) {
            this.status = status;
            this.uri = uri;
            this.headers = headers;
            this.body = body;
        }

        public int status() {
            return status;
        }

        /** Where it was answered, after all redirects. */
        public URI uri() {
            return uri;
        }

        /** By name in lower case. */
        public Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name));
        }

        public byte[] body() {
            return body;
        }
    }

    /**
     * Asks, and reads at most {@code limit} bytes.
     *
     * @throws Refused if the URL, or one that it redirects to, is none that may be asked
     * @throws IOException if nobody answers in time, or with more than {@code limit} bytes
     */
    public Answer send(Request request, int limit) throws IOException, InterruptedException {
        return send(new Call(request, response -> readAll(response, limit)));
    }

    /**
     * Asks, and heeds nothing but the status, however long the answer is.
     *
     * @throws Refused as {@link #send} does
     * @throws IOException if nobody answers in time
     */
    public int status(Request request) throws IOException, InterruptedException {
        return send(new Call(request, GuardedClient::readLittle)).status();
    }

    private Answer send(Call call) throws IOException, InterruptedException {
        Future<Answer> answer = calls.submit(call::run);
        try {
            return answer.get(total.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("no complete answer within " + total, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException(e.getCause());
        } finally {
            call.end();
            answer.cancel(true);
        }
    }

    @Override
    public void close() {
        http.close(CloseMode.IMMEDIATE);
        calls.shutdownNow();
        lookups.shutdownNow();
    }

    private interface BodyReader {
        /** The body; empty where some of it was left unread. */
        Optional<byte[]> read(ClassicHttpResponse response) throws IOException;
    }

    private final class Call {
        private final Request request;
        private final BodyReader reader;
        private volatile boolean ended;
        private volatile @Nullable HttpUriRequestBase hop;

        Call(Request request, BodyReader reader) {
            this.request = request;
            this.reader = reader;
        }

        void end() {
            ended = true;
            HttpUriRequestBase last = hop;
            if (last != null) {
                last.cancel();
            }
        }

        Answer run() throws IOException {
            URI uri = request.uri;
            for (int redirects = 0; redirects <= MOST_REDIRECTS && !ended; redirects++) {
                Answer answer = ask(uri);
                Optional<String> location = answer.header("location");
                if (!REDIRECTS.contains(answer.status()) || location.isEmpty() || !request.redirected) {
                    return answer;
                }
                uri = target(uri, location.get());
            }
            throw new IOException("is redirected more than " + MOST_REDIRECTS + " times");
        }

        private Answer ask(URI uri) throws IOException {
            check(uri);
            HttpUriRequestBase next = new HttpUriRequestBase(request.method, uri);
            request.headers.forEach(next::setHeader);
            request.body.ifPresent(body ->
                    next.setEntity(new ByteArrayEntity(body, ContentType.parse(request.headers.get("Content-Type")))));
            hop = next;
            try {
                ClassicHttpResponse response = http.executeOpen(HttpHost.create(uri), next, null);
                return new Answer(response.getCode(), uri, headers(response), read(next, response));
            } catch (NotPublic e) {
                throw new Refused(e.host + " is not an address of the public Internet");
            }
        }

        private byte[] read(HttpUriRequestBase hop, ClassicHttpResponse response) throws IOException {
            boolean whole = false;
            try {
                Optional<byte[]> body = reader.read(response);
                whole = body.isPresent();
                return body.orElseGet(() -> new byte[0]);
            } finally {
                if (whole) {
                    response.close();
                } else {
                    // To close it would be to read it to its end, which may never come.
                    hop.cancel();
                }
            }
        }
    }

    private static URI target(URI from, String location) throws Refused {
        try {
            return from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new Refused("redirects to what is no URL");
        }
    }

    /**
     * Refuses what {@link #send} would refuse by the URL's form or by an address that stands in it; of a name nothing is
     * known before it is looked up.
     */
    public void check(URI uri) throws Refused {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new Refused("is neither http nor https");
        }
        if (uri.getHost() == null || uri.getRawUserInfo() != null) {
            throw new Refused("names no plain host");
        }
        int port = uri.getPort();
        // Below 1024 live the protocols that a request could be made to speak: mail, name service and the like.
        if (!allowPrivate && port != -1 && port != 80 && port != 443 && port < FIRST_OPEN_PORT) {
            throw new Refused("names a port that is not for the web");
        }
        if (!allowPrivate && isClosedLiteral(uri.getHost())) {
            throw new Refused("names an address that is not of the public Internet");
        }
    }

    private static boolean isClosedLiteral(String host) {
        // Also the short and the long forms of old, 127.1 and 2130706433, which the system's resolver takes.
        if (!host.startsWith("[") && !LITERAL_V4.matcher(host).matches()) {
            return false;
        }
        try {
            return !PublicAddresses.contains(InetAddress.getByName(host));
        } catch (UnknownHostException e) {
            return true;
        }
    }

    private static Map<String, String> headers(ClassicHttpResponse response) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : response.getHeaders()) {
            headers.putIfAbsent(header.getName().toLowerCase(Locale.ROOT), header.getValue());
        }
        return headers;
    }

    private static Optional<byte[]> readAll(ClassicHttpResponse response, int limit) throws IOException {
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return Optional.of(new byte[0]);
        }
        if (entity.getContentLength() > limit) {
            throw new IOException("is longer than " + limit + " bytes");
        }
        InputStream in = entity.getContent();
        byte[] body = in.readNBytes(limit);
        if (body.length == limit && in.read() >= 0) {
            throw new IOException("is longer than " + limit + " bytes");
        }
        return Optional.of(body);
    }

    /** Takes what has come with the head, so that the connection can be kept, and waits for nothing. */
    private static Optional<byte[]> readLittle(ClassicHttpResponse response) throws IOException {
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return Optional.of(new byte[0]);
        }
        InputStream in = entity.getContent();
        long length = entity.getContentLength();
        return length >= 0 && length <= in.available() ? Optional.of(in.readAllBytes()) : Optional.empty();
    }

    private static final class NotPublic extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        private final String host;

        NotPublic(String host) {
            super(host);
            this.host = host;
        }
    }

    private InetAddress[] lookUp(String host) throws UnknownHostException {
        InetAddress[] all = within(connect, host);
        if (allowPrivate) {
            return all;
        }
        InetAddress[] open =
                Arrays.stream(all).filter(PublicAddresses::contains).toArray(InetAddress[]::new);
        if (open.length == 0) {
            throw new NotPublic(host);
        }
        return open;
    }

    /** The system's own resolver may ask for minutes. */
    private InetAddress[] within(Duration limit, String host) throws UnknownHostException {
        Future<InetAddress[]> addresses = lookups.submit(() -> names.addresses(host));
        try {
            return addresses.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new UnknownHostException(host);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException(host);
        }
    }

    private record CheckedNames(Names names) implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            return names.addresses(host);
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }
}
