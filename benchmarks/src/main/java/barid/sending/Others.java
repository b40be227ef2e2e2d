package barid.sending;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;

/** What else sends mails of that size into the same server. */
final class Others {
    private static final String LINE = "Twelve vans with doctors, midwives and a cold chain for vaccines set out.\r\n";

    private final int port;
    private final int bytes;
    private final Path folder;

    Others(int port, int bytes, Path folder) {
        this.port = port;
        this.bytes = bytes;
        this.folder = folder;
    }

    /** Postfix's smtp-source with kept connections: the wire's limit. */
    Run source(int connections, int mails) throws IOException, InterruptedException {
        long began = System.nanoTime();
        // The last two words that bash's time prints are the processor time in user and system mode.
        String times = output(new ProcessBuilder(
                "bash",
                "-c",
                "TIMEFORMAT='%U %S'; time smtp-source -d -s " + connections + " -l " + bytes + " -m " + mails
                        + " -f news@example.org -t reader@example.net 127.0.0.1:" + port));
        double seconds = (System.nanoTime() - began) / 1e9;
        String[] words = times.strip().split("\\s+", -1);
        double cpu = Double.parseDouble(words[words.length - 2]) + Double.parseDouble(words[words.length - 1]);
        return new Run(mails, seconds, cpu, 0, 0);
    }

    /** Angus as it is commonly used: a message built for each reader, a transport kept. */
    Run angus(int connections, int mails) throws InterruptedException {
        long cpu = SendingBenchmark.cpuNanos();
        long began = System.nanoTime();
        AtomicInteger next = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            threads.add(Thread.ofPlatform().start(() -> sendByAngus(next, mails)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        return new Run(mails, seconds, (SendingBenchmark.cpuNanos() - cpu) / 1e9, 0, 0);
    }

    private void sendByAngus(AtomicInteger next, int mails) {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.host", "127.0.0.1");
        properties.setProperty("mail.smtp.port", Integer.toString(port));
        Session session = Session.getInstance(properties);
        try (Transport transport = session.getTransport("smtp")) {
            transport.connect();
            for (int n = next.getAndIncrement(); n < mails; n = next.getAndIncrement()) {
                MimeMessage message = message(session, "reader" + n + "@example.net");
                transport.sendMessage(message, message.getAllRecipients());
            }
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private MimeMessage message(Session session, String to) throws MessagingException {
        String text = LINE.repeat(bytes / 2 / LINE.length());
        MimeMessage message = new MimeMessage(session);
        message.setFrom("news@example.org");
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(to));
        message.setSubject("Mobile clinics reach the mountain districts before winter", "UTF-8");
        MimeBodyPart plain = new MimeBodyPart();
        plain.setText(text, "UTF-8");
        MimeBodyPart html = new MimeBodyPart();
        html.setText(text, "UTF-8", "html");
        message.setContent(new MimeMultipart("alternative", plain, html));
        message.saveChanges();
        return message;
    }

    /** Nodemailer's pool, installed for the occasion; empty where there is no Node. */
    Optional<Run> nodemailer(int connections, int mails, Optional<Path> key) throws IOException, InterruptedException {
        Path modules = folder.resolve("node_modules/nodemailer");
        if (!Files.exists(modules)) {
            try {
                new ProcessBuilder("npm", "install", "--silent", "--no-audit", "--no-fund", "nodemailer")
                        .directory(folder.toFile())
                        .inheritIO()
                        .start()
                        .waitFor();
            } catch (IOException e) {
                return Optional.empty();
            }
        }
        if (!Files.exists(modules)) {
            return Optional.empty();
        }
        Path script = folder.resolve("nodemailer.js");
        try (InputStream source = Others.class.getResourceAsStream("/sending/nodemailer.js")) {
            if (source == null) {
                throw new IllegalStateException("the script is missing");
            }
            Files.write(script, source.readAllBytes());
        }
        List<String> command = new ArrayList<>(List.of(
                "node",
                script.toString(),
                Integer.toString(port),
                Integer.toString(connections),
                Integer.toString(mails),
                Integer.toString(bytes)));
        key.ifPresent(file -> command.add(file.toString()));
        String[] words = output(new ProcessBuilder(command)).strip().split("\\s+", -1);
        return Optional.of(
                new Run(Long.parseLong(words[0]), Double.parseDouble(words[1]), Double.parseDouble(words[2]), 0, 0));
    }

    private static String output(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(builder.command().getFirst() + " failed: " + output);
        }
        return output;
    }
}
