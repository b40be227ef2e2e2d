package barid.newsletter.mail;

import java.util.List;

/** A header field; the value is as on the wire, folded where it is, without the line end that closes it. */
record Field(String name, List<Segment> value) {}
