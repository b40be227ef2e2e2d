package barid.standalone;

import barid.kit.http.Json;
import com.fasterxml.jackson.databind.JsonNode;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * An HTTP client that keeps its connection for as long as the server does not say that it closes, and asks nothing twice: a
 * request that is lost is seen, which the JDK's client would hide.
 */
final class KeptConnection implements AutoCloseable {
    private final int port;
    private Socket socket = new Socket();
    private InputStream in = InputStream.nullInputStream();
    private int connections;

    KeptConnection(int port) {
        this.port = port;
    }

    /** An answer; names of headers are in lower case. */
    record Answer(int status, Map<String, String> headers, String text) {
        JsonNode json() throws IOException {
            return Json.MAPPER.readTree(text);
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    Answer get(String path, String... headers) throws IOException {
        return send("GET", path, "", headers);
    }

    Answer post(String path, String type, String body, String... headers) throws IOException {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 0, headers.length);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = type;
        return send("POST", path, body, all);
    }

    Answer send(String method, String path, String body, String... headers) throws IOException {
        try {
            if (!socket.isConnected() || socket.isClosed()) {
                connect();
            }
            byte[] content = body.getBytes(StandardCharsets.UTF_8);
            StringBuilder head =
                    new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\n");
            for (int i = 0; i < headers.length; i += 2) {
                head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
            }
            if (!method.equals("GET")) {
                head.append("Content-Length: ").append(content.length).append("\r\n");
            }
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
            request.writeBytes(content);
            socket.getOutputStream().write(request.toByteArray());
            Answer answer = read();
            if (answer.header("connection").equalsIgnoreCase("close")) {
                socket.close();
            }
            return answer;
        } catch (IOException e) {
            socket.close();
            throw new IOException(method + " " + path + ", request on connection " + connections + ": " + e, e);
        }
    }

    private void connect() throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(30_000);
        in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
        connections++;
    }

    /** How many connections it needed so far. */
    int connections() {
        return connections;
    }

    private Answer read() throws IOException {
        int status = Integer.parseInt(line().split(" ", -1)[1]);
        Map<String, String> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (status == 204 || status == 304) {
            return new Answer(status, headers, "");
        }
        if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
            for (int size = size(); size > 0; size = size()) {
                take(size, body);
                line();
            }
            line();
        } else {
            take(Integer.parseInt(headers.getOrDefault("content-length", "0")), body);
        }
        return new Answer(status, headers, body.toString(StandardCharsets.UTF_8));
    }

    private int size() throws IOException {
        return Integer.parseInt(line().strip(), 16);
    }

    private void take(int length, ByteArrayOutputStream body) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the body was cut");
        }
        body.writeBytes(bytes);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("closed without an answer");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
