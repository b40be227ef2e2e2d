package barid.newsletter.bounces;

import barid.newsletter.keys.Keys;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** Reports in the formats of many mail systems, read as they come and with the other kind of line ends. */
class ReportCorpusTest {
    private static final Keys KEYS = new Keys("a secret of the tests, long enough to be one");
    private static final UUID EDITION = UUID.nameUUIDFromBytes("edition".getBytes(StandardCharsets.UTF_8));

    /** Of the lengths that each report is cut off to. */
    private static final int STEP = Boolean.getBoolean("barid.long") ? 97 : 977;

    /** A line of the index; {@code reader}: who was mailed, {@code named}: the address that the report itself names; maybe "-". */
    private record Sample(String file, String kind, String blame, String reader, String proof, String named) {
        byte[] bytes() {
            return resource(file);
        }

        Report report() {
            return ReportParser.parse(bytes());
        }

        UUID subscriber() {
            return UUID.nameUUIDFromBytes(("reader " + reader).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static final List<Sample> SAMPLES = new String(resource("index.tsv"), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.split("\t"))
            .map(cells -> new Sample(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]))
            .toList();

    private static byte[] resource(String file) {
        try (InputStream in = ReportCorpusTest.class.getResourceAsStream("dsn/" + file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theCorpusIsWideEnough() {
        Set<String> systems = SAMPLES.stream()
                .map(sample -> sample.file().replaceAll("[-.].*", ""))
                .collect(Collectors.toSet());
        System.out.printf(
                "corpus: %d reports, %d of them bounces; kinds of files: %s%n",
                SAMPLES.size(), bounces().size(), systems);
        assertThat(SAMPLES).hasSizeGreaterThan(100);
        assertThat(bounces()).hasSizeGreaterThan(60);
        assertThat(systems)
                .contains(
                        "postfix",
                        "sendmail",
                        "exim",
                        "qmail",
                        "gmail",
                        "office365",
                        "exchange2003",
                        "outlook",
                        "yahoo",
                        "icloud",
                        "domino",
                        "ses",
                        "mimecast",
                        "proofpoint",
                        "ironport",
                        "gmx",
                        "webde",
                        "ovh",
                        "orange",
                        "zimbra",
                        "arabic",
                        "forwarded",
                        "damaged");
    }

    @Test
    void whatIsABounceAndWhatIsNotIsToldApart() {
        for (Sample sample : SAMPLES) {
            assertThat(sample.report().kind()).as(sample.file()).isEqualTo(sample.kind());
        }
    }

    @Test
    void theRecipientIsFoundWhereverOneIsNamed() {
        List<String> missed = new ArrayList<>();
        int carrying = 0;
        for (Sample sample : bounces()) {
            Report.Bounce bounce = (Report.Bounce) sample.report();
            boolean named = !sample.named().equals("-");
            boolean proven = !Set.of("none", "address").contains(sample.proof());
            if (named || proven) {
                carrying++;
            }
            if (named
                    && bounce.failures().stream()
                            .noneMatch(failure -> failure.recipients().contains(sample.named()))) {
                missed.add(sample.file() + " names " + sample.named() + ", read " + bounce.failures());
            }
            if (proven && !proves(bounce.clues(), sample)) {
                missed.add(sample.file() + " is not known to be hers: " + bounce.clues());
            }
        }
        System.out.printf(
                "corpus: recipient found in %d of the %d bounces that carry one%n", carrying - missed.size(), carrying);
        assertThat(missed).isEmpty();
    }

    @Test
    void aComplaintOrAMailThatLeavesIsKnownToBeHers() {
        for (Sample sample : SAMPLES) {
            switch (sample.report()) {
                case Report.Complaint complaint ->
                    assertThat(proves(complaint.clues(), sample))
                            .as(sample.file())
                            .isTrue();
                case Report.Unsubscribe leaving ->
                    assertThat(leaving.tokens().stream().flatMap(token -> KEYS.unsubscribing(token).stream()))
                            .as(sample.file())
                            .isEqualTo(sample.proof().equals("none") ? List.of() : List.of(sample.subscriber()));
                default -> {}
            }
        }
    }

    private static boolean proves(Report.Clues clues, Sample sample) {
        return switch (sample.proof()) {
            case "verp" ->
                clues.returnPaths().stream()
                        .flatMap(path -> KEYS.returned(path).stream())
                        .anyMatch(new Keys.Returned(EDITION, sample.subscriber())::equals);
            case "token" ->
                clues.returnPaths().isEmpty()
                        && clues.tokens().stream()
                                .flatMap(token -> KEYS.unsubscribing(token).stream())
                                .anyMatch(sample.subscriber()::equals);
            default -> clues.messageIds().contains(KEYS.messageId(EDITION, sample.subscriber()));
        };
    }

    @Test
    void whoseFaultItIsIsRightInNineteenOfTwenty() {
        List<String> wrong = new ArrayList<>();
        for (Sample sample : bounces()) {
            String blame = blame(sample, (Report.Bounce) sample.report());
            if (!blame.equals(sample.blame())) {
                wrong.add(sample.file() + ": " + blame + " instead of " + sample.blame());
            }
        }
        int right = bounces().size() - wrong.size();
        System.out.printf(
                "corpus: class right in %d of %d bounces (%.1f %%) %s%n",
                right, bounces().size(), 100.0 * right / bounces().size(), wrong);
        assertThat(right * 100).isGreaterThanOrEqualTo(bounces().size() * 95);
    }

    @Test
    void noRefusalOfUsIsEverTheReadersFault() {
        List<Sample> ours = bounces().stream()
                .filter(sample -> sample.blame().equals("ours"))
                .toList();
        assertThat(ours).hasSizeGreaterThan(10);
        for (Sample sample : ours) {
            assertThat(blame(sample, (Report.Bounce) sample.report()))
                    .as(sample.file())
                    .isEqualTo("ours");
        }
        for (Sample sample : bounces()) {
            ((Report.Bounce) sample.report())
                    .failures().stream()
                            .filter(failure -> failure.status().startsWith("5.7."))
                            .forEach(failure -> assertThat(failure.blame().name())
                                    .as(sample.file())
                                    .isEqualTo("OURS"));
        }
    }

    @Test
    void noAddressIsInWhatWouldBeStored() {
        for (Sample sample : bounces()) {
            for (Report.Failure failure : ((Report.Bounce) sample.report()).failures()) {
                assertThat(failure.reason()).as(sample.file()).doesNotContain("@");
                String name = sample.reader().replaceAll("@.*", "");
                if (name.length() > 2 && failure.recipients().contains(sample.reader())) {
                    assertThat(failure.reason().toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}.]+"))
                            .as(sample.file())
                            .doesNotContain(name);
                }
            }
        }
    }

    @Test
    void otherLineEndsAndHopsMakeItNoOtherReport() {
        for (Sample sample : SAMPLES) {
            byte[] raw = sample.bytes();
            String text = new String(raw, StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
            String hops = "Received: from one by two; Sat, 28 Nov 2026 09:00:00 +0000\nX-Spam-Score: 1.0\n" + text;
            byte[] other = hops.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
            assertThat(ReportParser.parse(other).kind()).as(sample.file()).isEqualTo(sample.kind());
            assertThat(ReportHash.of(MailPart.parse(other)))
                    .as(sample.file())
                    .isEqualTo(ReportHash.of(MailPart.parse(raw)));
        }
        assertThat(SAMPLES.stream()
                        .map(sample -> HexFormat.of().formatHex(ReportHash.of(MailPart.parse(sample.bytes()))))
                        .distinct())
                .hasSameSizeAs(SAMPLES);
    }

    @Test
    void whateverIsCutOffIsReadAsFarAsItGoes() {
        for (Sample sample : SAMPLES) {
            byte[] raw = sample.bytes();
            for (int length = 0; length < raw.length; length += STEP) {
                ReportParser.parse(Arrays.copyOf(raw, length));
            }
        }
    }

    /** Of the failure that is hers. */
    private static String blame(Sample sample, Report.Bounce bounce) {
        return bounce.failures().stream()
                .filter(failure -> failure.recipients().contains(sample.named()))
                .findFirst()
                .orElse(bounce.failures().getFirst())
                .blame()
                .name()
                .toLowerCase(Locale.ROOT);
    }

    private static List<Sample> bounces() {
        return SAMPLES.stream().filter(sample -> sample.kind().equals("bounce")).toList();
    }
}
