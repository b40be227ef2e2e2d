package barid.kit.service;

import barid.kit.db.Database;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.OldSchemaException;
import io.helidon.config.Config;

import java.util.function.Function;
import java.util.function.Supplier;

/** The two words that every service's command line knows: {@code migrate} and {@code run}. */
public final class ServiceCommand {
    private ServiceCommand() {}

    /**
     * Runs what {@code args} ask for and returns the exit code; a running service is stopped by SIGTERM, and then ends with 0.
     *
     * @param owner asked for by {@code migrate} alone: where the service runs, the owner's password need not be known
     */
    public static int run(
            String[] args, Config config, Supplier<DatabaseSettings> owner, Function<Config, RunningService> start) {
        switch (args.length == 0 ? "run" : args[0]) {
            case "migrate" -> {
                Database.migrate(owner.get());
                return 0;
            }
            case "run" -> {
                try {
                    RunningService service = start.apply(config);
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(service), "stop"));
                    return 0;
                } catch (OldSchemaException e) {
                    System.err.println(e.getMessage());
                    return 1;
                }
            }
            default -> {
                System.err.println("The command is migrate or run, not " + args[0] + ".");
                return 2;
            }
        }
    }

    /** A JVM told to end by a signal would end with 143, which whoever runs it may take for a failure. */
    private static void stop(RunningService service) {
        service.stop();
        Runtime.getRuntime().halt(0);
    }
}
