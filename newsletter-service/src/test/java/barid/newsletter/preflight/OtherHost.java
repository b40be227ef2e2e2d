package barid.newsletter.preflight;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;

/** The certificate of a host that is not the one connected to; while this is open it is trusted by whoever connects anew. */
final class OtherHost implements AutoCloseable {
    static final String NAME = "mx.another.example";
    private static final String PASSWORD = "changeit";
    private static final KeyStore KEYS = make();

    private final SSLContext before;

    OtherHost() throws GeneralSecurityException {
        before = SSLContext.getDefault();
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(KEYS);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        SSLContext.setDefault(context);
    }

    static KeyStore keys() {
        return KEYS;
    }

    private static KeyStore make() {
        try {
            Path folder = Files.createTempDirectory("another");
            Path store = folder.resolve("another.p12");
            Process made = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "another",
                            "-keyalg",
                            "EC",
                            "-groupname",
                            "secp256r1",
                            "-dname",
                            "CN=" + NAME,
                            "-ext",
                            "SAN=dns:" + NAME + ",ip:192.0.2.9",
                            "-validity",
                            "2",
                            "-keystore",
                            store.toString(),
                            "-storetype",
                            "PKCS12",
                            "-storepass",
                            PASSWORD))
                    .inheritIO()
                    .start();
            if (made.waitFor() != 0) {
                throw new IllegalStateException("keytool made no certificate");
            }
            KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            Files.delete(store);
            Files.delete(folder);
            return keys;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        SSLContext.setDefault(before);
    }
}
