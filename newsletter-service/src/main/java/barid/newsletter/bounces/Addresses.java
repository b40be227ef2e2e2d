package barid.newsletter.bounces;

import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds mail addresses in what servers write. */
final class Addresses {
    private static final Pattern ADDRESS = Pattern.compile(
            "[^\\s<>()\\[\\]\"',;:@\\\\]{1,64}@(?:[\\p{L}\\p{M}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]{0,62})\\.){1,10}[\\p{L}\\p{N}-]{2,63}");

    private static final Set<String> MACHINES =
            Set.of("mailer-daemon", "postmaster", "mail-daemon", "mdaemon", "abuse");

    private Addresses() {}

    static Stream<String> in(String text) {
        return ADDRESS.matcher(text).results().map(MatchResult::group);
    }

    /** Those of people: not those of mail systems, nor our own return paths. */
    static Stream<String> ofReaders(String text) {
        return in(text).filter(address -> {
            String name = address.substring(0, address.lastIndexOf('@')).toLowerCase(Locale.ROOT);
            return !MACHINES.contains(name) && !name.startsWith("b+") && !name.startsWith("unsub+");
        });
    }
}
