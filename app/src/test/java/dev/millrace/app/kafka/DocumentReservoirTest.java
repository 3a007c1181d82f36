package dev.millrace.app.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DocumentReservoirTest {
    private record Document(int partition, long offset, byte[] content) {}

    private static List<Document> documents() {
        Random random = new Random(3);
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            documents.add(new Document(i % 7, i / 7, new byte[random.nextInt(200)]));
        }
        return documents;
    }

    private static DocumentReservoir filled(long seed, List<Document> documents) {
        DocumentReservoir reservoir = new DocumentReservoir(10_000, seed);
        documents.forEach(document -> reservoir.offer(document.partition(), document.offset(), document.content()));
        return reservoir;
    }

    @Test
    void theSampleDependsOnTheSeedAndNotOnTheOrder() {
        List<Document> documents = documents();
        DocumentReservoir first = filled(1, documents);
        for (int round = 0; round < 20; round++) {
            Collections.shuffle(documents, new Random(round));
            assertThat(filled(1, documents).documents()).isEqualTo(first.documents());
        }
        assertThat(filled(2, documents).documents()).isNotEqualTo(first.documents());
    }

    @Test
    void isAsFullAsTheNextDocumentAllowsAndTakesFromEverywhere() {
        List<Document> documents = documents();
        DocumentReservoir reservoir = filled(1, documents);
        assertThat(reservoir.bytes()).isBetween(10_000L - 200, 10_000L);
        assertThat(reservoir.documents()).hasSize(reservoir.size());
        for (int part = 0; part < 6; part++) {
            List<byte[]> contents = documents.subList(500 * part, 500 * part + 500).stream()
                    .map(Document::content)
                    .toList();
            assertThat(reservoir.documents()).anyMatch(kept -> contents.stream().anyMatch(one -> one == kept));
        }
    }

    @Test
    void leavesOutWhatIsLargerThanItself() {
        DocumentReservoir reservoir = new DocumentReservoir(10, 0);
        reservoir.offer(0, 0, new byte[11]);
        reservoir.offer(0, 1, new byte[10]);
        assertThat(reservoir.size()).isEqualTo(1);
        assertThat(reservoir.oversized()).isEqualTo(1);
    }
}
