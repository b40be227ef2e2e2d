package barid.kit.db;

/** The database's schema is older than the software, which therefore refuses to start. */
public final class OldSchemaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OldSchemaException(String message) {
        super(message);
    }
}
