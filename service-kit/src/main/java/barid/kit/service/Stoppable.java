package barid.kit.service;

/** Something that runs until it is stopped; {@code stop} returns when it has. */
@FunctionalInterface
public interface Stoppable {
    void stop();
}
