package barid.standalone.backup;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.LongConsumer;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes the entries of a backup, summing each up. */
final class EntryWriter {
    private final ZipOutputStream zip;
    private final LongConsumer progress;

    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    EntryWriter(OutputStream out, LongConsumer progress) {
        this.zip = new ZipOutputStream(out);
        this.progress = progress;
        zip.setLevel(Deflater.BEST_SPEED);
    }

    Manifest.Entry write(String name, Content content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        MessageDigest hash = sha256();
        Counting counting = new Counting(new DigestOutputStream(zip, hash), progress);
        content.writeTo(counting);
        counting.flush();
        zip.closeEntry();
        return new Manifest.Entry(name, counting.bytes, HexFormat.of().formatHex(hash.digest()));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** There are no further entries; the stream below stays open. */
    void finish() throws IOException {
        zip.finish();
    }

    private static final class Counting extends FilterOutputStream {
        private final LongConsumer progress;
        private long bytes;

        Counting(OutputStream out, LongConsumer progress) {
            super(out);
            this.progress = progress;
        }

        @Override
        public void write(int one) throws IOException {
            out.write(one);
            count(1);
        }

        @Override
        public void write(byte[] some, int from, int length) throws IOException {
            out.write(some, from, length);
            count(length);
        }

        private void count(int more) {
            bytes += more;
            progress.accept(more);
        }

        /** The entry ends here, not the file. */
        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
