package barid.newsletter.preflight;

import barid.newsletter.mail.MailTransport;

import java.util.function.Supplier;

/** A relay, and how a connection to it is made as deliveries make theirs. */
public record Relay(String host, Supplier<? extends MailTransport> connection) {}
