package barid.kit.db;

import barid.kit.config.Secrets;
import io.helidon.config.Config;

import java.util.List;

/**
 * Where a service's database is and as whom it connects.
 *
 * @param name the service's word: {@code article}, {@code feed} or {@code newsletter}; names the folder of migrations
 * @param url a JDBC URL of PostgreSQL
 * @param poolSize the most connections held at once
 * @param migrations the folders of Flyway's migrations
 */
public record DatabaseSettings(
        String name, String url, String username, String password, int poolSize, List<String> migrations) {
    /** Reads the {@code db} block; the password comes from {@code password} or the file {@code password-file}. */
    public static DatabaseSettings from(String name, Config config) {
        return new DatabaseSettings(
                name,
                config.get("url").asString().get(),
                config.get("username").asString().get(),
                Secrets.read(config, "password"),
                config.get("pool-size").asInt().orElse(10),
                List.of("classpath:db/" + name));
    }

    /**
     * Reads the owner's settings for {@link Database#migrate}: the block {@code migrator} inside {@code db} gives the
     * credentials. Without it they are the application's own, since {@code run} needs no owner.
     */
    public static DatabaseSettings owner(String name, Config config) {
        Config migrator = config.get("migrator");
        if (!migrator.exists()) {
            return from(name, config);
        }
        return new DatabaseSettings(
                name,
                config.get("url").asString().get(),
                migrator.get("username").asString().get(),
                Secrets.read(migrator, "password"),
                1,
                List.of("classpath:db/" + name));
    }

    /** The same for a service that keeps a copy of the change feed: its schema holds the follower's tables as well. */
    public DatabaseSettings withFollower() {
        return new DatabaseSettings(
                name, url, username, password, poolSize, List.of("classpath:db/follower", "classpath:db/" + name));
    }
}
