package barid.article.media;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Headers by RFC 9649 and the other formats' own rules. */
class PictureFileTest {
    private static final byte[] GIF =
            Base64.getDecoder().decode("R0lGODlhAgACAIAAAP8AAAAAACH5BAAAAAAALAAAAAACAAIAAAIChFEAOw==");

    private static PictureFile clean(byte[] bytes) throws BrokenPicture {
        return PictureFile.clean(PictureFile.sniff(bytes).orElseThrow(), bytes);
    }

    @Test
    void lossyWebpTellsItsSize() throws BrokenPicture {
        // frame header of RFC 9649 section 2.5: tag, start code, 14 bits each of width and height
        PictureFile file = clean(webp("VP8 ", 0, 0, 0, 0x9d, 0x01, 0x2a, 0x20, 0x03, 0x58, 0x02));
        assertThat(file.type()).isEqualTo("image/webp");
        assertThat(List.of(file.width(), file.height())).containsExactly(800, 600);
    }

    @Test
    void losslessWebpTellsItsSize() throws BrokenPicture {
        byte[] bytes = Base64.getDecoder().decode("UklGRh4AAABXRUJQVlA4TBEAAAAvAUAAAAdQmv4nAKL/AQA=");
        PictureFile file = clean(Arrays.copyOf(bytes, 40));
        assertThat(List.of(file.width(), file.height())).containsExactly(2, 2);
        assertThat(WebpFile.lossless(file.content())).isTrue();
    }

    @Test
    void brokenFilesAreNoPictures() {
        assertRefused(webp("VP8 ", 0, 0, 0, 1, 2, 3, 0, 0, 0, 0), "holds no image");
        assertRefused(webp("VP8X", 0, 0, 0, 0, 0x1f, 0x03, 0, 0x57, 0x02, 0), "holds no image");
        assertRefused(webp("VP8Q"), "holds no image");
        assertRefused(new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 0}, "has a marker where none may stand");
        assertRefused(new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xd9}, "holds no image");
        assertThat(PictureFile.sniff(new byte[] {'R', 'I', 'F', 'F'})).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "png", "gif", "webp"})
    void aFileThatIsCutOffAnywhereIsRefused(String format) throws BrokenPicture {
        byte[] whole = file(format);
        clean(whole);
        for (int length = 16; length < whole.length; length += 1 + length / 100) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> clean(part)).as("at " + length).isInstanceOf(BrokenPicture.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "png", "gif", "webp"})
    void cleaningTwiceEqualsOnceAndDamageEndsInARefusalAtWorst(String format) throws BrokenPicture {
        byte[] whole = file(format);
        byte[] once = clean(whole).content();
        assertThat(clean(once).content()).isEqualTo(once);
        Random random = new Random(5);
        for (int i = 0; i < 600; i++) {
            byte[] damaged = whole.clone();
            for (int n = 0; n <= i % 5; n++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                byte[] cleaned = clean(damaged).content();
                assertThat(clean(cleaned).content()).isEqualTo(cleaned);
            } catch (BrokenPicture | NoSuchElementException e) {
                // refused
            }
        }
    }

    private static byte[] file(String format) {
        BufferedImage small = Photos.upright(24, 16);
        return switch (format) {
            case "jpeg" -> {
                byte[] photo = Photos.jpeg(small, 3);
                // without what stands behind the end
                yield Arrays.copyOf(photo, end(photo));
            }
            case "png" -> {
                byte[] photo = Photos.png(small, 3);
                yield Arrays.copyOf(photo, photo.length - Photos.AUTHOR.length());
            }
            case "webp" -> Photos.webp(small, 3);
            default -> GIF;
        };
    }

    private static int end(byte[] jpeg) {
        for (int i = 0; i < jpeg.length - 3; i++) {
            if ((jpeg[i] & 0xff) == 0xff
                    && (jpeg[i + 1] & 0xff) == 0xd9
                    && (jpeg[i + 2] & 0xff) == 0xff
                    && (jpeg[i + 3] & 0xff) == 0xd8) {
                return i + 2;
            }
        }
        throw new AssertionError("no second picture");
    }

    @Test
    void aGifKeepsItsMotionAndLosesItsWords() throws BrokenPicture {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(GIF, 0, 19);
        out.writeBytes(Photos.join(
                new byte[] {0x21, (byte) 0xff, 11},
                Photos.ascii("NETSCAPE2.0"),
                new byte[] {3, 1, 0, 0, 0},
                new byte[] {0x21, (byte) 0xff, 11},
                Photos.ascii("XMP DataXMP"),
                new byte[] {6},
                Photos.ascii("Zaynab"),
                new byte[] {0},
                new byte[] {0x21, (byte) 0xfe, 6},
                Photos.ascii("Zaynab"),
                new byte[] {0}));
        byte[] frame = Arrays.copyOfRange(GIF, 19, GIF.length - 1);
        out.writeBytes(frame);
        out.writeBytes(frame);
        out.write(0x3b);
        out.writeBytes(Photos.ascii("Zaynab"));

        PictureFile file = clean(out.toByteArray());

        assertThat(file.animated()).isTrue();
        assertThat(Photos.join(file.content()))
                .asString(StandardCharsets.ISO_8859_1)
                .contains("NETSCAPE2.0")
                .doesNotContain("Zaynab");
        assertThat(file.content()).hasSize(19 + 19 + 2 * frame.length + 1);
    }

    @Test
    void bombsAreRefusedByWhatTheirHeaderSays() {
        assertRefused(header(8_000, 8_000), "has more than 50000000 pixels");
        assertRefused(header(20_000, 1), "is longer than 16383 pixels on one side");
        assertRefused(header(Integer.MAX_VALUE, Integer.MAX_VALUE), "is longer than 16383 pixels on one side");
        assertRefused(header(0, 5), "does not begin with one header");
        byte[] scans = Photos.encoded("jpeg", Photos.upright(8, 8));
        int at = scan(scans);
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        many.write(scans, 0, at);
        for (int i = 0; i < 101; i++) {
            many.write(scans, at, scans.length - at - 2);
        }
        many.writeBytes(new byte[] {(byte) 0xff, (byte) 0xd9});
        assertRefused(many.toByteArray(), "has more than 100 scans");
    }

    private static int scan(byte[] jpeg) {
        int at = 2;
        while ((jpeg[at + 1] & 0xff) != 0xda) {
            at += 2 + ((jpeg[at + 2] & 0xff) << 8 | jpeg[at + 3] & 0xff);
        }
        return at;
    }

    /** A PNG of which nothing but the header is there. */
    private static byte[] header(int width, int height) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a});
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 2, 0, 0, 0})
                .array();
        Photos.chunk(out, "IHDR", header);
        Photos.chunk(out, "IDAT", new byte[10]);
        Photos.chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private static void assertRefused(byte[] bytes, String reason) {
        assertThatThrownBy(() -> clean(bytes))
                .isInstanceOfSatisfying(
                        BrokenPicture.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static byte[] webp(String chunk, int... body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] data = new byte[Math.max(body.length, 10)];
        for (int i = 0; i < body.length; i++) {
            data[i] = (byte) body[i];
        }
        Photos.riff(out, chunk, data);
        return ByteBuffer.allocate(12 + out.size())
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(Photos.ascii("RIFF"))
                .putInt(4 + out.size())
                .put(Photos.ascii("WEBP"))
                .put(out.toByteArray())
                .array();
    }
}
