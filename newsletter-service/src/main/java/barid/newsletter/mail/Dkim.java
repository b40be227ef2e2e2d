package barid.newsletter.mail;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Signs mails in the name of a domain (RFC 6376), with one signature of each algorithm that there is a key of. */
public final class Dkim {
    private static final Logger LOG = LoggerFactory.getLogger(Dkim.class);

    private final DkimSettings settings;
    private final Map<String, DkimSigner> signers = new HashMap<>();

    /** {@code domain} is that of the address that our mails come from. */
    public Dkim(DkimSettings settings, String domain) {
        this(settings, domain, CryptoProviders.fastestFirst());
    }

    /** Signs with the first of these providers that can use a key. */
    Dkim(DkimSettings settings, String domain, List<Provider> providers) {
        this.settings = settings;
        if (settings.mode() == DkimSettings.Mode.SERVICE) {
            for (DkimSettings.Key key : settings.keys()) {
                DkimSigner signer = signer(key, domain, providers);
                signers.put(key.selector(), signer);
                LOG.info("the DKIM key {} signs by {}", key, signer.provider().getName());
            }
        }
    }

    /** Signs nothing. */
    public static Dkim off() {
        return new Dkim(DkimSettings.UNSET, "", List.of());
    }

    private static DkimSigner signer(DkimSettings.Key key, String domain, List<Provider> providers) {
        GeneralSecurityException last = null;
        for (Provider provider : providers) {
            try {
                return new DkimSigner(key, domain, provider);
            } catch (GeneralSecurityException e) {
                last = e;
            }
        }
        throw new IllegalStateException("nothing here can sign with the DKIM key " + key, last);
    }

    /** Of the keys that sign at {@code now}. */
    List<DkimSigner> signers(Instant now) {
        if (signers.isEmpty()) {
            return List.of();
        }
        List<DkimSigner> active = new ArrayList<>(2);
        for (DkimSettings.Key key : settings.active(now)) {
            DkimSigner signer = signers.get(key.selector());
            if (signer != null) {
                active.add(signer);
            }
        }
        return active;
    }

    /** A whole message of ours, unsigned till now, with the signatures ahead of it. */
    public byte[] signed(byte[] message, Instant now) {
        return WholeMail.read(message).splice(WholeMail.NOBODY, signers(now), now);
    }
}
