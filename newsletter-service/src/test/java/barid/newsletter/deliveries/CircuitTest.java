package barid.newsletter.deliveries;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CircuitTest {
    private final Circuit circuit = new Circuit();

    @Test
    void twentyRefusalsOfTheLastHundredAnswersOpenIt() {
        assertThat(opens(100, 19)).isFalse();
        assertThat(new CircuitTest().opens(100, 20)).isTrue();
    }

    @Test
    void refusalsThatAreMoreThanAHundredAnswersAgoDoNotCount() {
        for (int i = 0; i < 19; i++) {
            assertThat(circuit.answered(true)).isFalse();
        }
        for (int i = 0; i < 81; i++) {
            assertThat(circuit.answered(false)).isFalse();
        }
        assertThat(circuit.answered(true)).isFalse();
    }

    @Test
    void onceOpenedItBeginsAnew() {
        assertThat(opens(20, 20)).isTrue();
        assertThat(opens(19, 19)).isFalse();
    }

    private boolean opens(int answers, int refusals) {
        boolean opened = false;
        for (int i = 0; i < answers; i++) {
            opened |= circuit.answered(i >= answers - refusals);
        }
        return opened;
    }
}
