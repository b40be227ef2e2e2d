package barid.kit.planted;

/** Breaches planted for ArchitectureTest: the kit that knows a service, and that nobody uses. */
public final class PlantedKit {
    private PlantedKit() {}

    static Class<?> service() {
        return barid.feed.Main.class;
    }
}
