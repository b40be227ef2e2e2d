package barid.feed.other;

import barid.feed.planted.PlantedHabits;

/** The other half of a cycle planted for ArchitectureTest. */
public record PlantedCycle(Object feed) {
    Class<?> back() {
        return PlantedHabits.class;
    }
}
