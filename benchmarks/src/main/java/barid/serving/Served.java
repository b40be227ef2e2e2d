package barid.serving;

import barid.standalone.ServiceProcess;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server of the document, as a process on cores of its own, with the tag that it gives the document. */
final class Served implements AutoCloseable {
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern COUNT = Pattern.compile("([0-9]+) requests in");
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    final String name;
    private final Process process;
    private final String url;
    private String tag = "";
    private byte[] body = {};

    private Served(String name, Process process, String url) {
        this.name = name;
        this.process = process;
        this.url = url;
    }

    /** Starts {@code command} on {@code cores} and waits until it serves {@code url}; its words go to {@code log}. */
    static Served start(String name, String cores, ProcessBuilder command, String url, Path log)
            throws IOException, InterruptedException {
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", cores));
        pinned.addAll(command.command());
        Process process = command.command(pinned)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Served served = new Served(name, process, url);
        for (int tries = 0; tries < 300; tries++) {
            try {
                HttpResponse<byte[]> answer = HTTP.send(
                        HttpRequest.newBuilder(URI.create(url))
                                .header("Accept-Encoding", "gzip")
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
                if (answer.statusCode() == 200) {
                    served.tag = answer.headers().firstValue("ETag").orElseThrow();
                    served.body = answer.body();
                    return served;
                }
            } catch (IOException e) {
                if (!process.isAlive()) {
                    break;
                }
            }
            Thread.sleep(100);
        }
        served.close();
        throw new IOException(name + " does not serve " + url + ":\n" + Files.readString(log));
    }

    /** The document as it is sent, packed by gzip. */
    byte[] body() {
        return body;
    }

    /**
     * How it went.
     *
     * @param rate answers a second
     * @param cpu processor time of the server for one answer, in microseconds: tells more than the rate where the client, on a
     *     core of its own, is what is busy all the time, or where others use the machine
     */
    record Run(double rate, double cpu) {}

    /** 32 connections that each ask for the whole document, or whether the newest is still that. */
    Run run(String cores, int seconds, boolean whole) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "taskset", "-c", cores, "wrk", "-t1", "-c32", "-d" + seconds + "s", "-H", "Accept-Encoding: gzip"));
        if (!whole) {
            command.addAll(List.of("-H", "If-None-Match: " + tag));
        }
        command.add(url);
        Duration before = cpu();
        String report = output(command);
        Duration used = cpu().minus(before);
        Matcher rate = RATE.matcher(report);
        Matcher count = COUNT.matcher(report);
        if (!rate.find() || !count.find() || report.contains("Non-2xx") || report.contains("Socket errors")) {
            throw new IOException(name + ": " + report);
        }
        return new Run(
                Double.parseDouble(rate.group(1)), used.toNanos() / 1e3 / Math.max(1, Long.parseLong(count.group(1))));
    }

    private static String output(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String report = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return report;
    }

    private List<ProcessHandle> processes() {
        return Stream.concat(Stream.of(process.toHandle()), process.toHandle().descendants())
                .toList();
    }

    private Duration cpu() {
        return processes().stream()
                .flatMap(one -> one.info().totalCpuDuration().stream())
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Resident memory of the process and its children, in MiB. */
    long memory() throws IOException {
        long kilobytes = 0;
        for (ProcessHandle one : processes()) {
            kilobytes += ServiceProcess.kilobytes(one);
        }
        return kilobytes / 1024;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
