package barid.kit.db;

import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Listens to one PostgreSQL channel on a connection of its own and calls back for every notification; reconnects for ever.
 *
 * <p>A notification may be lost while the connection is: the callback therefore runs once after every connect as well.
 */
public final class Notifications implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);
    private static final int POLL_MILLIS = 1000;

    private final Database database;
    private final String channel;
    private final Runnable callback;
    private final Thread thread;
    private volatile boolean closed;

    private Notifications(Database database, String channel, Runnable callback) {
        this.database = database;
        this.channel = channel;
        this.callback = callback;
        this.thread = Thread.ofPlatform().daemon().name("listen-" + channel).unstarted(this::run);
    }

    /** Starts to listen; {@code channel} is an SQL identifier of ours, never input. */
    public static Notifications listen(Database database, String channel, Runnable callback) {
        Notifications notifications = new Notifications(database, channel, callback);
        notifications.thread.start();
        return notifications;
    }

    private void run() {
        boolean failing = false;
        while (!closed) {
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("LISTEN " + channel);
                failing = false;
                callback.run();
                poll(connection.unwrap(PGConnection.class));
            } catch (SQLException | RuntimeException e) {
                if (!failing && !closed) {
                    LOG.warn(
                            "Listening to {} was interrupted, connecting until it goes on: {}",
                            channel,
                            e.getMessage());
                    failing = true;
                }
                pause();
            }
        }
    }

    private void poll(PGConnection connection) throws SQLException {
        while (!closed) {
            PGNotification[] notifications = connection.getNotifications(POLL_MILLIS);
            if (notifications != null && notifications.length > 0) {
                callback.run();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
