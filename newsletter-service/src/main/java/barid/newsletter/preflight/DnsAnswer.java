package barid.newsletter.preflight;

import java.util.List;

/** What the DNS says of a name. */
sealed interface DnsAnswer {
    /** Records as text: of TXT the strings joined, of MX, A, AAAA and PTR the name or address; an empty name is the root. */
    record Found(String name, List<String> values) implements DnsAnswer {}

    /** The name has no such record. */
    record None(String name) implements DnsAnswer {}

    /** Nobody can tell. */
    record Unanswered(String name, String reason) implements DnsAnswer {}
}
