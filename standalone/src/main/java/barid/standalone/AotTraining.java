package barid.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Makes the AOT cache of one service's image: {@code AotTraining SERVICE JAR CACHE}, by the java that runs it. */
public final class AotTraining {
    private AotTraining() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length != 3 || !Rehearsal.SERVICES.contains(args[0])) {
            System.err.println("AotTraining article|feed|newsletter JAR CACHE");
            System.exit(2);
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        try (Rehearsal rehearsal = Rehearsal.open()) {
            rehearsal.train(args[0], Path.of(args[1]), Path.of(args[2]), List.of(java));
        }
        System.exit(0);
    }
}
