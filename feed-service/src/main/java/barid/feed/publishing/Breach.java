package barid.feed.publishing;

import java.util.List;
import java.util.UUID;

/** An entry that is left out of the documents, and why; {@code version} is that of what is stored of it. */
record Breach(UUID article, String language, long version, List<Fragment.Flaw> flaws) {}
