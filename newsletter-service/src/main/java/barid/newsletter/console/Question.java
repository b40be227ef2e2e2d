package barid.newsletter.console;

import java.util.List;

/** A page that says what an act will do and asks once; {@code options} is what may be chosen about it, or empty. */
public record Question(String title, String text, String button, String action, String back, List<Option> options) {
    /** One of the choices; sent as the field {@code choice}. */
    public record Option(String value, String label, boolean chosen) {}
}
