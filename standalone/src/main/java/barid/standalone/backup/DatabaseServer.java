package barid.standalone.backup;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * The server that holds the databases of an installation.
 *
 * @param url a JDBC URL up to the database's name
 * @param password the superuser's, who is {@code postgres}
 */
public record DatabaseServer(String url, String password) {
    Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(url + database, "postgres", password);
    }

    @Override
    public String toString() {
        return url;
    }
}
