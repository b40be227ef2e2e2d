package barid.newsletter.mail;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Who can sign: Amazon's Corretto provider where its native code loads, and the JDK's own. None is installed for the whole process. */
final class CryptoProviders {
    private static final Logger LOG = LoggerFactory.getLogger(CryptoProviders.class);

    private CryptoProviders() {}

    static List<Provider> fastestFirst() {
        return Stream.concat(corretto().stream(), jdk().stream()).toList();
    }

    /** Empty where the native code is of another machine. */
    static List<Provider> corretto() {
        try {
            AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
            provider.assertHealthy();
            return List.of(provider);
        } catch (RuntimeException | LinkageError e) {
            LOG.info("signing by the JDK, which is slower: {}", e.toString());
            return List.of();
        }
    }

    static List<Provider> jdk() {
        return Stream.of("SunRsaSign", "SunEC")
                .map(Security::getProvider)
                .filter(Objects::nonNull)
                .toList();
    }
}
