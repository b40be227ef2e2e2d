package barid.newsletter.imports;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;

/**
 * What an operator says of a file.
 *
 * @param consent where and when these readers consented, in words
 * @param charset its encoding, if it is not to be found out
 * @param columns what each column is, if the headings are not to tell; empty if they are
 * @param dryRun whether it waits for a person between check and import
 */
record Upload(
        String name,
        String consent,
        Defaults defaults,
        Optional<Charset> charset,
        List<ColumnMeaning> columns,
        boolean dryRun) {}
