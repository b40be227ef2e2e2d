package barid.newsletter.mail;

import barid.kit.site.Organisation;
import barid.newsletter.keys.Keys;
import io.helidon.config.Config;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What one reader's copy of a digest of 20 KB costs, unsigned and signed, by who signs. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class SigningBenchmark {
    private static final UUID EDITION = new UUID(1, 2);
    private static final Instant NOW = Instant.parse("2026-11-28T07:00:00Z");
    private static final int BODY = 19_000;

    /** Which keys sign. */
    @Param({"unsigned", "ed25519", "rsa", "both"})
    public String keys = "";

    /** Amazon's Corretto provider, or the JDK's own. */
    @Param({"corretto", "jdk"})
    public String provider = "";

    private Supplier<byte[]> next = () -> new byte[0];
    private long reader;

    /** Makes the keys and the mail. */
    @Setup
    public void compile() throws GeneralSecurityException {
        List<DkimSettings.Key> made = new ArrayList<>();
        if (keys.equals("ed25519") || keys.equals("both")) {
            made.add(DkimKeys.ed25519("e", pem("Ed25519", 255), Optional.empty()));
        }
        if (keys.equals("rsa") || keys.equals("both")) {
            made.add(DkimKeys.rsa("r", pem("RSA", 2048), Optional.empty()));
        }
        List<Provider> providers = provider.equals("jdk") ? CryptoProviders.jdk() : CryptoProviders.corretto();
        DkimSettings settings = new DkimSettings(DkimSettings.Mode.SERVICE, Optional.empty(), made);
        DigestMail digests = new DigestMail(
                Organisation.from(Config.empty()),
                new Keys("a secret of the benchmarks, long enough to be one"),
                new MailSettings(true, "fbl@localhost"),
                new Dkim(settings, "example.org", providers));
        CompiledMail mail = new MimeWriter()
                .mailbox("From", "Example Organisation", "news@example.org")
                .personal("To", Slot.TO)
                .header("Subject", "Mobile clinics reach the mountain districts before winter")
                .personal("Date", Slot.DATE)
                .personal("Message-ID", "<", Slot.MESSAGE_ID, ">")
                .personal(
                        "List-Unsubscribe", "<https://news.example.org/newsletter/unsubscribe/", Slot.UNSUBSCRIBE, ">")
                .header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
                .header("Feedback-ID", EDITION + ":en:digest:exampleorg")
                .header("List-Id", "Example Organisation <digest.en.example.org>")
                .alternatives(words(BODY / 3), words(BODY - BODY / 3));
        next = () -> digests.copy(mail, EDITION, new UUID(3, ++reader), "reader@example.net", NOW)
                .message();
    }

    private static String words(int length) {
        String line = "Twelve vans with doctors, midwives and a cold chain for vaccines set out.\r\n";
        return line.repeat(length / line.length())
                + "https://news.example.org/newsletter/unsubscribe/" + Slot.UNSUBSCRIBE.placeholder()
                + "\r\nhttps://news.example.org/newsletter/preferences/" + Slot.PREFERENCES.placeholder() + "\r\n";
    }

    private static String pem(String algorithm, int size) throws GeneralSecurityException {
        KeyPairGenerator pairs = KeyPairGenerator.getInstance(algorithm);
        pairs.initialize(size);
        return Base64.getMimeEncoder()
                .encodeToString(pairs.generateKeyPair().getPrivate().getEncoded());
    }

    /** A copy as it goes to the relay. */
    @Benchmark
    public byte[] copy() {
        return next.get();
    }
}
