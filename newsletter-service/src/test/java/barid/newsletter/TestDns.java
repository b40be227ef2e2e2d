package barid.newsletter;

import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A name server over UDP that says what it is told to. */
public final class TestDns implements AutoCloseable {
    private static final int PIECE = 255;

    private final DatagramSocket socket;
    private final Map<String, List<Record>> records = new ConcurrentHashMap<>();
    private final Set<String> silent = ConcurrentHashMap.newKeySet();

    public TestDns() {
        try {
            socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::serve);
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /** As {@code preflight.resolver} has it. */
    public String setting() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** Says these values of a name, and nothing else of that type: none removes it. */
    public TestDns say(String name, int type, String... values) {
        records.put(
                key(name, type),
                Arrays.stream(values).map(value -> record(name, type, value)).toList());
        return this;
    }

    public TestDns txt(String name, String... values) {
        return say(name, Type.TXT, values);
    }

    /** Whoever asks about this name hears nothing. */
    public TestDns silentAbout(String name) {
        silent.add(name + ".");
        return this;
    }

    private static String key(String name, int type) {
        return (name.endsWith(".") ? name : name + ".") + type;
    }

    private static Record record(String name, int type, String value) {
        try {
            Name at = Name.fromString(name, Name.root);
            return type == Type.TXT
                    ? new TXTRecord(at, DClass.IN, 60, pieces(value))
                    : Record.fromString(at, type, DClass.IN, 60, value, Name.root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> pieces(String value) {
        List<String> pieces = new ArrayList<>();
        for (int from = 0; from < value.length(); from += PIECE) {
            pieces.add(value.substring(from, Math.min(value.length(), from + PIECE)));
        }
        return pieces;
    }

    private void serve() {
        byte[] buffer = new byte[4096];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                Message question = new Message(Arrays.copyOf(buffer, packet.getLength()));
                if (!silent.contains(question.getQuestion().getName().toString())) {
                    byte[] answer = answer(question).toWire();
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                // A broken question has no answer, and a closed socket ends the loop.
            }
        }
    }

    private Message answer(Message question) {
        Record asked = question.getQuestion();
        Message answer = new Message(question.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.RA);
        answer.addRecord(asked, Section.QUESTION);
        String name = asked.getName().toString();
        List<Record> found = records.getOrDefault(key(name, asked.getType()), List.of());
        found.forEach(record -> answer.addRecord(record, Section.ANSWER));
        if (records.keySet().stream().noneMatch(key -> key.startsWith(name))) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        return answer;
    }

    @Override
    public void close() {
        socket.close();
    }
}
