package barid.newsletter.mail;

import barid.kit.site.Organisation;
import io.helidon.config.Config;

/**
 * What an installation may choose of its mails.
 *
 * @param images whether articles bring their picture
 * @param complaints where receivers send reports of abuse (RFC 9477)
 */
public record MailSettings(boolean images, String complaints) {
    /** Reads the {@code mail} block. */
    public static MailSettings from(Config config, Organisation organisation) {
        return new MailSettings(
                config.get("images").asBoolean().orElse(true),
                config.get("complaints").asString().orElse("fbl@" + organisation.bounceDomain()));
    }
}
