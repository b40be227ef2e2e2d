package barid.newsletter.deliveries;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

import static org.assertj.core.api.Assertions.assertThat;

/** What waits to be written holds the sending back, whenever it came. */
class UnwrittenTest {
    private final Unwritten unwritten = new Unwritten();
    private final Queue<String> queue = new ArrayDeque<>();

    @Test
    void anAnswerThatComesWhileOthersAreWrittenWaitsForItsOwn() {
        unwritten.add(System.nanoTime(), () -> queue.add("first"));
        unwritten.begin(queue::clear);
        unwritten.add(System.nanoTime(), () -> queue.add("second"));
        unwritten.end();
        assertThat(mayGoOn()).isFalse();
        unwritten.begin(queue::clear);
        assertThat(mayGoOn()).isFalse();
        unwritten.end();
        assertThat(mayGoOn()).isTrue();
    }

    @Test
    void anAnswerThatComesJustAsTheWriterTakesWhatThereIsIsNotForgotten() throws InterruptedException {
        unwritten.add(System.nanoTime(), () -> queue.add("first"));
        Thread second = Thread.ofVirtual().unstarted(() -> unwritten.add(System.nanoTime(), () -> queue.add("second")));
        unwritten.begin(() -> {
            queue.clear();
            second.start();
        });
        second.join();
        unwritten.end();
        assertThat(queue).containsExactly("second");
        assertThat(mayGoOn()).isFalse();
    }

    @Test
    void aMailCountsFromWhenItLeftHoweverLateItsAnswerCame() {
        long now = System.nanoTime();
        unwritten.add(now, () -> queue.add("prompt"));
        unwritten.add(now - Duration.ofHours(1).toNanos(), () -> queue.add("late"));
        assertThat(unwritten.await(Duration.ofMinutes(59).toNanos(), () -> false))
                .isFalse();
        unwritten.begin(queue::clear);
        assertThat(unwritten.await(Duration.ofMinutes(59).toNanos(), () -> false))
                .isFalse();
        unwritten.end();
        assertThat(mayGoOn()).isTrue();
    }

    private boolean mayGoOn() {
        return unwritten.await(0, () -> false);
    }
}
