package barid.newsletter.mail;

import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;

import static org.assertj.core.api.Assertions.assertThat;

class MimeWriterTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"OIFL : actualités", "أخبار المنظمة، العدد (٣)", "News, \"daily\": all of it", "Élan <nouvelles>"
            })
    void aNameBeforeAnAddressIsReadBackWhateverItHolds(String name) throws Exception {
        byte[] mail = new MimeWriter()
                .mailbox("From", name, "news@example.org")
                .alternatives("text", "<p>text</p>")
                .splice(new CompiledMail.Personal("reader@example.org", "", "", "", ""));

        InternetAddress from = (InternetAddress) new MimeMessage(null, new ByteArrayInputStream(mail)).getFrom()[0];

        assertThat(from.getAddress()).isEqualTo("news@example.org");
        assertThat(from.getPersonal()).isEqualTo(name);
    }
}
