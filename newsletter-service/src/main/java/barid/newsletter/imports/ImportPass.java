package barid.newsletter.imports;

import barid.newsletter.keys.Keys;
import barid.newsletter.subscriptions.Address;
import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;

import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * One process's way through one file: reads it from the start, since only so it knows which addresses came before, judges each
 * row, and hands on batches of those that are not dealt with yet.
 */
final class ImportPass {
    private static final int RENEW_EVERY = 50_000;

    private final ImportJob job;
    private final RowRules rules;
    private final Keys keys;
    private final int size;
    private final Sink sink;
    private final SeenAddresses seen = new SeenAddresses();

    private RowBatch batch = new RowBatch();
    private long row;
    private long line;

    /** Where batches go. */
    interface Sink {
        /** Writes a batch that ends at this row and line; false if this process has the import no more. */
        boolean write(RowBatch batch, long row, long line);

        /** Says that the process lives, while it reads what is dealt with; false as above. */
        boolean renew();
    }

    /** How a pass ends. */
    sealed interface End {
        record Finished() implements End {}

        /** Another process has it now, it was cancelled, or this one is to stop. */
        record Left() implements End {}

        /** The file cannot be read beyond this line; {@code reason} is a word. */
        record Broken(String reason, long line) implements End {}
    }

    ImportPass(ImportJob job, RowRules rules, Keys keys, int size, Sink sink) {
        this.job = job;
        this.rules = rules;
        this.keys = keys;
        this.size = size;
        this.sink = sink;
    }

    End run(InputStream file, long mostRows, BooleanSupplier stopped) throws IOException {
        Layout layout = Objects.requireNonNull(job.layout());
        try (CsvReader<CsvRecord> reader = CsvFile.open(file, layout);
                CloseableIterator<CsvRecord> records = reader.iterator()) {
            if (layout.headed() && records.hasNext()) {
                records.next();
            }
            while (records.hasNext()) {
                CsvRecord record = records.next();
                if (row == mostRows) {
                    return new End.Broken("rows", record.getStartingLineNumber());
                }
                if (!take(record) || stopped.getAsBoolean()) {
                    return new End.Left();
                }
            }
        } catch (CsvParseException e) {
            // What was read so far counts; a message of the parser may hold what stands there.
            return batch.isEmpty() || sink.write(batch, row, line)
                    ? new End.Broken("unreadable", line + 1)
                    : new End.Left();
        }
        boolean written = batch.isEmpty() || sink.write(batch, row, line);
        return written ? new End.Finished() : new End.Left();
    }

    private boolean take(CsvRecord record) {
        row++;
        line = record.getStartingLineNumber();
        boolean dealtWith = row <= job.rowsDone();
        add(rules.judge(line, record.getFields()), dealtWith);
        if (dealtWith) {
            return row % RENEW_EVERY != 0 || sink.renew();
        }
        if (batch.rows() < size) {
            return true;
        }
        RowBatch full = batch;
        batch = new RowBatch();
        return sink.write(full, row, line);
    }

    private void add(RowVerdict verdict, boolean dealtWith) {
        switch (verdict) {
            case RowVerdict.Subscribed(var address, var choices, String consented) -> {
                byte[] key = key(address);
                boolean first = seen.add(key);
                if (!dealtWith && first) {
                    batch.add(new RowBatch.Candidate(
                            line, UUID.randomUUID(), address, HexFormat.of().formatHex(key), choices, consented));
                } else if (!dealtWith) {
                    batch.addDoubled(new Fault(line, "email", "doubled"));
                }
            }
            case RowVerdict.Gone(Address address, Standing standing) -> {
                byte[] key = key(address);
                seen.add(key);
                if (!dealtWith) {
                    batch.addLeft(new Fault(line, "state", standing.rule()), standing, key);
                }
            }
            case RowVerdict.Bad(List<Fault> faults) -> {
                if (!dealtWith) {
                    batch.addBad(faults);
                }
            }
        }
    }

    private byte[] key(Address address) {
        return keys.addressKey(address.normalised());
    }
}
