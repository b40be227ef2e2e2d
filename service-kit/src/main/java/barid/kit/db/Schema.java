package barid.kit.db;

import java.util.List;

/**
 * The state of a database's schema, by the file names of migrations.
 *
 * @param applied those that it has
 * @param pending those of this software that it lacks
 * @param unknown those that it has and this software lacks: it is of a newer version
 */
public record Schema(List<String> applied, List<String> pending, List<String> unknown) {}
