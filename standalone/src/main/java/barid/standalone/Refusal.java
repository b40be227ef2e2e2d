package barid.standalone;

/** A reason not to go on, told to the person at the terminal in one line. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    Refusal(String line) {
        super(line, null, false, false);
    }

    String line() {
        return String.valueOf(getMessage());
    }
}
