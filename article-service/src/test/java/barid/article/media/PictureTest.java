package barid.article.media;

import org.junit.jupiter.api.Test;

import java.util.Base64;

import static org.assertj.core.api.Assertions.assertThat;

/** Headers by RFC 9649. */
class PictureTest {
    @Test
    void lossyWebpTellsItsSize() {
        // frame header of RFC 9649 section 2.5: tag, start code, 14 bits each of width and height
        byte[] file = webp("VP8 ", 0, 0, 0, 0x9d, 0x01, 0x2a, 0x20, 0x03, 0x58, 0x02);
        assertThat(Picture.sniff(file)).contains("image/webp");
        assertThat(Picture.read("image/webp", file)).contains(new Picture("image/webp", 800, 600));
    }

    @Test
    void losslessWebpTellsItsSize() {
        byte[] file = Base64.getDecoder().decode("UklGRh4AAABXRUJQVlA4TBEAAAAvAUAAAAdQmv4nAKL/AQA=");
        byte[] padded = java.util.Arrays.copyOf(file, 40);
        assertThat(Picture.read("image/webp", padded)).contains(new Picture("image/webp", 2, 2));
    }

    @Test
    void extendedWebpTellsItsSize() {
        byte[] file = webp("VP8X", 0, 0, 0, 0, 0x1f, 0x03, 0, 0x57, 0x02, 0);
        assertThat(Picture.read("image/webp", file)).contains(new Picture("image/webp", 800, 600));
    }

    @Test
    void brokenFilesAreNoPictures() {
        assertThat(Picture.read("image/webp", webp("VP8 ", 0, 0, 0, 1, 2, 3, 0, 0, 0, 0)))
                .isEmpty();
        assertThat(Picture.read("image/webp", webp("XXXX"))).isEmpty();
        assertThat(Picture.read("image/jpeg", new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 0}))
                .isEmpty();
        assertThat(Picture.sniff(new byte[] {'R', 'I', 'F', 'F'})).isEmpty();
    }

    private static byte[] webp(String chunk, int... body) {
        byte[] file = new byte[60];
        System.arraycopy("RIFF....WEBP".getBytes(), 0, file, 0, 12);
        System.arraycopy(chunk.getBytes(), 0, file, 12, 4);
        for (int i = 0; i < body.length; i++) {
            file[20 + i] = (byte) body[i];
        }
        return file;
    }
}
