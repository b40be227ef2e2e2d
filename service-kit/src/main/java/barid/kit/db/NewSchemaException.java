package barid.kit.db;

/** A schema is newer than the software. */
public final class NewSchemaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NewSchemaException(String message) {
        super(message);
    }
}
