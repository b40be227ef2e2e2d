package barid.article.media;

import barid.kit.http.Problem;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Makes pictures upright and cuts their renditions, no more at once than memory allows. */
final class Rendering {
    /** 1200: what link previews and mails take. */
    static final List<Integer> WIDTHS = List.of(320, 640, 960, 1200, 1920);

    private static final float RENDITION_QUALITY = 0.8f;
    private static final float ORIGINAL_QUALITY = 0.92f;
    private static final int MEGAPIXEL = 1_000_000;
    private static final int WAIT_SECONDS = 30;

    /** In megapixels: the largest picture alone, or several smaller ones; three to four bytes each, twice while turned. */
    private final Semaphore budget = new Semaphore((int) (PictureFile.MAX_PIXELS / MEGAPIXEL), true);

    /** A picture upright, and its renditions. */
    record Rendered(PictureFile original, List<PictureFile> cuts) {}

    /** Decodes a cleaned file; an upright one is kept as it is. */
    Rendered render(PictureFile file) throws BrokenPicture {
        int megapixels = (int) (((long) file.width() * file.height() + MEGAPIXEL - 1) / MEGAPIXEL);
        acquire(megapixels);
        try {
            BufferedImage image = Pixels.upright(Pixels.decode(file), file.orientation());
            PictureFile original = file.orientation() == 1 ? file : encoded(file, image);
            return new Rendered(original, cuts(image));
        } finally {
            budget.release(megapixels);
        }
    }

    private void acquire(int megapixels) {
        try {
            if (!budget.tryAcquire(megapixels, WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw Problem.of(503, "busy", "Other pictures are being taken in.")
                        .withHeader("Retry-After", "30");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(503, "busy", "The service is stopping.").withHeader("Retry-After", "5");
        }
    }

    private static PictureFile encoded(PictureFile file, BufferedImage upright) throws BrokenPicture {
        if (file.animated()) {
            throw new BrokenPicture("is an animation that lies on its side; turn it upright");
        }
        byte[] bytes = switch (file.type()) {
            case "image/jpeg" -> Encoding.jpeg(upright, ORIGINAL_QUALITY);
            case "image/webp" ->
                WebpFile.lossless(file.content())
                        ? Encoding.losslessWebp(upright)
                        : Encoding.webp(upright, ORIGINAL_QUALITY);
            default -> Encoding.png(upright);
        };
        // what was encoded is in the form that a second upload of it would be brought to
        return PictureFile.clean(file.type(), bytes);
    }

    private static List<PictureFile> cuts(BufferedImage image) throws BrokenPicture {
        List<PictureFile> cuts = new ArrayList<>();
        BufferedImage from = image;
        for (int width : widths(image.getWidth()).reversed()) {
            int height = Math.max(1, Math.round(image.getHeight() * (width / (float) image.getWidth())));
            from = Pixels.scaled(from, width, height);
            cuts.add(PictureFile.clean("image/webp", Encoding.webp(from, RENDITION_QUALITY)));
            cuts.add(PictureFile.clean("image/jpeg", Encoding.jpeg(from, RENDITION_QUALITY)));
        }
        return cuts.reversed();
    }

    /** Those that are narrower than the picture, and its own width if that is none too wide. */
    static List<Integer> widths(int own) {
        List<Integer> widths =
                new ArrayList<>(WIDTHS.stream().filter(width -> width < own).toList());
        if (own <= WIDTHS.getLast()) {
            widths.add(own);
        }
        return widths;
    }
}
