package barid.newsletter.imports;

/**
 * How a file is written.
 *
 * @param charset its encoding, by the name of the JDK
 * @param separator what stands between two fields
 * @param marked whether its first line only names the separator, as Excel writes it: {@code sep=;}
 * @param headed whether its first row holds headings
 */
record Layout(String charset, char separator, boolean marked, boolean headed) {}
