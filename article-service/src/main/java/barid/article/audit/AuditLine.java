package barid.article.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/**
 * One act, as it is told.
 *
 * @param who a token's name, or the part of the software that acted by itself
 * @param detail numbers, instants, reasons and names of what the act was on; never a text
 * @param archived whether it happened in another installation, whose archive told of it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditLine(
        long id,
        Instant at,
        String who,
        String act,
        @Nullable UUID article,
        @Nullable String language,
        @Nullable JsonNode detail,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean archived) {}
