package barid.article.media;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.awt.Color;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RenderingTest {
    private static PictureFile clean(byte[] bytes) throws BrokenPicture {
        return PictureFile.clean(PictureFile.sniff(bytes).orElseThrow(), bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyOrientationEndsUpright(int orientation) throws BrokenPicture {
        BufferedImage scene = Photos.upright(31, 17);
        PictureFile file = clean(Photos.png(scene, orientation));
        assertThat(file.orientation()).isEqualTo(orientation);
        BufferedImage upright = Pixels.upright(Pixels.decode(file), orientation);

        assertThat(upright.getWidth()).isEqualTo(31);
        for (int y = 0; y < 17; y++) {
            for (int x = 0; x < 31; x++) {
                assertThat(new Color(upright.getRGB(x, y))).as(x + ", " + y).isEqualTo(new Color(scene.getRGB(x, y)));
            }
        }
        assertThat(clean(Photos.jpeg(scene, orientation)).orientation()).isEqualTo(orientation);
        assertThat(clean(Photos.webp(scene, orientation)).orientation()).isEqualTo(orientation);
        PictureFile original =
                new Rendering().render(clean(Photos.jpeg(scene, orientation))).original();
        assertThat(original.orientation()).isEqualTo(1);
        assertThat(original.width()).isEqualTo(31);
        assertThat(clean(original.content()).content()).isEqualTo(original.content());
    }

    @ParameterizedTest
    @CsvSource({"10, 10", "320, 320", "700, 320 640 700", "1920, 320 640 960 1200 1920", "4000, 320 640 960 1200 1920"})
    void nothingIsCutWiderThanItIs(int own, String widths) {
        assertThat(Rendering.widths(own).stream().map(String::valueOf)).containsExactly(widths.split(" "));
    }

    @Test
    void transparencyStaysInWebpAndIsWhiteInJpeg() throws BrokenPicture {
        BufferedImage image = new BufferedImage(400, 20, BufferedImage.TYPE_INT_ARGB);
        for (int x = 0; x < 200; x++) {
            for (int y = 0; y < 20; y++) {
                image.setRGB(x, y, 0xff0000ff);
            }
        }
        for (PictureFile cut :
                new Rendering().render(clean(Photos.encoded("png", image))).cuts()) {
            BufferedImage shown = Photos.decoded(cut.content());
            int clear = shown.getRGB(cut.width() - 5, cut.height() / 2);
            if (cut.type().equals("image/webp")) {
                assertThat(clear >>> 24).isZero();
            } else {
                assertThat(clear & 0xff).isGreaterThan(250);
                assertThat(clear >>> 16 & 0xff).isGreaterThan(250);
            }
            assertThat(shown.getRGB(5, cut.height() / 2) & 0xff).isGreaterThan(240);
        }
    }

    /** The middle of linear light is 188 in sRGB. */
    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "png", "webp"})
    void coloursOfAnotherProfileAreRightWithoutIt(String format) throws BrokenPicture {
        byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        BufferedImage grey = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 1200; i++) {
            grey.setRGB(i % 40, i / 40, 0x808080);
        }
        PictureFile file = clean(tagged(format, grey, profile));
        assertThat(file.profile()).isNotNull();

        BufferedImage shown = Pixels.decode(file);

        assertThat(new Color(shown.getRGB(20, 15)).getGreen()).isBetween(186, 190);
        assertThat(clean(file.content()).content()).isEqualTo(file.content());
    }

    private static byte[] tagged(String format, BufferedImage image, byte[] profile) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        switch (format) {
            case "jpeg" -> {
                byte[] plain = Photos.encoded("jpeg", image);
                out.write(plain, 0, 2);
                Photos.segment(out, 0xe2, Photos.ascii("ICC_PROFILE\0\1\1"), profile);
                out.write(plain, 2, plain.length - 2);
            }
            case "png" -> {
                byte[] plain = Photos.encoded("png", image);
                out.write(plain, 0, 33);
                Photos.chunk(out, "iCCP", Photos.join(Photos.ascii("x\0\0"), Photos.deflated(profile)));
                out.write(plain, 33, plain.length - 33);
            }
            default -> {
                byte[] plain = Encoding.losslessWebp(image);
                ByteArrayOutputStream body = new ByteArrayOutputStream();
                Photos.riff(body, "VP8X", new byte[] {0x20, 0, 0, 0, 39, 0, 0, 29, 0, 0});
                Photos.riff(body, "ICCP", profile);
                body.write(plain, 12, plain.length - 12);
                Photos.riff(out, "RIFF", Photos.join(Photos.ascii("WEBP"), body.toByteArray()));
            }
        }
        return out.toByteArray();
    }

    @Test
    void greyStaysAsDarkAsItIs() throws BrokenPicture {
        BufferedImage grey = new BufferedImage(20, 20, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 400; i++) {
            grey.getRaster().setSample(i % 20, i / 20, 0, 100);
        }
        for (String format : new String[] {"jpeg", "png"}) {
            BufferedImage shown = Pixels.decode(clean(Photos.encoded(format, grey)));
            assertThat(new Color(shown.getRGB(9, 9)).getRed()).as(format).isBetween(98, 102);
        }
    }

    @Test
    void whatCannotBeDecodedIsRefused() throws BrokenPicture {
        byte[] jpeg = Photos.encoded("jpeg", Photos.upright(50, 40));
        int tables = 0;
        for (int i = 2; i < jpeg.length - 1; i++) {
            if ((jpeg[i] & 0xff) == 0xff && (jpeg[i + 1] & 0xff) == 0xc4) {
                tables = i;
                break;
            }
        }
        jpeg[tables + 5] = (byte) 0xff;
        PictureFile file = clean(jpeg);
        assertThatThrownBy(() -> new Rendering().render(file))
                .isInstanceOfSatisfying(
                        BrokenPicture.class, e -> assertThat(e.reason()).isEqualTo("cannot be read"));
    }
}
