package barid.article.comparison;

import com.fasterxml.jackson.annotation.JsonProperty;

import java.util.List;

/**
 * How a text became another: its parts in order, of which {@code equal} and {@code delete} make the first, {@code equal} and
 * {@code insert} the second.
 *
 * @param detail the coarsest grain that was needed
 * @param markupOnly whether the texts read the same, and only their markup differs
 */
public record Difference(boolean changed, boolean markupOnly, Detail detail, List<Part> parts) {
    /** A run of text and what became of it. */
    public record Part(Op op, String text) {}

    /** What became of a run of text. */
    public enum Op {
        @JsonProperty("equal")
        EQUAL,
        @JsonProperty("delete")
        DELETE,
        @JsonProperty("insert")
        INSERT
    }

    /** How finely the texts were compared. */
    public enum Detail {
        /** By word throughout. */
        @JsonProperty("word")
        WORD,
        /** Somewhere by paragraphs, list items or cells, since too much differed there. */
        @JsonProperty("block")
        BLOCK,
        /** The texts share hardly more than their beginning and end. */
        @JsonProperty("whole")
        WHOLE
    }
}
