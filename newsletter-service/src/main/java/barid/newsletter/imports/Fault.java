package barid.newsletter.imports;

/** Why a row was not taken: its line in the file, the field and the name of the rule; never what stands there. */
record Fault(long line, String field, String rule) {}
