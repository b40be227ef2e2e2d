package barid.newsletter.imports;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

class HeadingsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,TIMEZONE,LANGUAGE,TAGS"
                        + "| email,ignore,ignore,ignore,ignore,ignore,consented,zone,languages,ignore",
                "Email Address,UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_REASON | email,left,ignore,reason",
                "Email Address,CLEAN_TIME,CLEAN_CAMPAIGN_TITLE | email,cleaned,ignore",
                "uuid,email,name,attributes,status,created_at,subscription_status"
                        + "| ignore,email,ignore,attributes,state,consented,state",
                "id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,labels"
                        + "| ignore,email,ignore,ignore,state,ignore,ignore,consented,left,ignore",
                "Adresse e-mail,Langue,Fréquence,Heure | email,languages,cadence,hour",
                "البريد الإلكتروني,اللغة,الحالة | email,languages,state",
                "email,languages,topics,cadence,hour,day,zone,state,consented"
                        + "| email,languages,topics,cadence,hour,day,zone,state,consented",
                "Kontakt,Ort | ignore,ignore"
            })
    void knowsTheColumnsOfOtherSystems(String headings, String meanings) {
        assertThat(Headings.meanings(Arrays.asList(headings.split(","))).stream()
                        .map(ColumnMeaning::word)
                        .collect(Collectors.joining(",")))
                .isEqualTo(meanings);
    }
}
