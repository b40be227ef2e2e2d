package barid.article.planted;

/** A breach planted for ArchitectureTest: a service that knows another. */
final class PlantedNeighbour {
    private PlantedNeighbour() {}

    static Class<?> other() {
        return barid.feed.Main.class;
    }
}
