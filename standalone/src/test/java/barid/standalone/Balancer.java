package barid.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands for a Service of Kubernetes: leads each connection to the next of its endpoints, the instances that say that they are
 * ready and are not leaving. A connection stays where it is for as long as both sides keep it, whatever the endpoints are then.
 */
final class Balancer implements AutoCloseable {
    private static final long PROBE_MILLIS = 200;

    private final ServerSocket listening;
    private final List<ServiceInstance> instances = new CopyOnWriteArrayList<>();
    private final Set<ServiceInstance> leaving = ConcurrentHashMap.newKeySet();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile List<ServiceInstance> endpoints = List.of();

    Balancer() {
        try {
            listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
        Thread.ofVirtual().start(this::probe);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** From now on it is asked whether it is ready. */
    void add(ServiceInstance instance) {
        instances.add(instance);
    }

    /** It gets no new connection any more, as soon as that is noticed. */
    void leaves(ServiceInstance instance) {
        leaving.add(instance);
    }

    void remove(ServiceInstance instance) {
        instances.remove(instance);
        leaving.remove(instance);
    }

    List<ServiceInstance> endpoints() {
        return endpoints;
    }

    /** How many connections found no endpoint that takes them. */
    int refused() {
        return refused.get();
    }

    private void probe() {
        try {
            do {
                endpoints = instances.stream()
                        .filter(instance -> !leaving.contains(instance) && instance.isReady())
                        .toList();
            } while (!closed.await(PROBE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Thread.ofVirtual().start(() -> lead(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void lead(Socket client) {
        List<ServiceInstance> choice = endpoints;
        try (client;
                Socket server = choice.isEmpty()
                        ? new Socket()
                        : new Socket(
                                InetAddress.getLoopbackAddress(),
                                choice.get(Math.floorMod(turn.getAndIncrement(), choice.size()))
                                        .port())) {
            if (!server.isConnected()) {
                refused.incrementAndGet();
                return;
            }
            open.add(client);
            open.add(server);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Thread back = Thread.ofVirtual().start(() -> copy(server, client));
            copy(client, server);
            back.join();
        } catch (IOException e) {
            refused.incrementAndGet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    /** Until the end, which is passed on. */
    private void copy(Socket from, Socket to) {
        byte[] buffer = new byte[16 << 10];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            close(from);
            close(to);
        } finally {
            open.remove(from);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed either way.
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.forEach(Balancer::close);
    }
}
