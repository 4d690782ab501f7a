package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.spi.DirectoryView;
import io.humpback.core.spi.RefusedRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecordNewsTest {
    private static final RefusedRecord EMPTY = new RefusedRecord("a", "it is empty");
    private static final RefusedRecord LARGE = new RefusedRecord("a", "it is too large");
    private static final RefusedRecord OTHER = new RefusedRecord("b", "it is empty");

    private final List<String> told = new ArrayList<>();
    private final RecordNews news = new RecordNews(new LoopListener() {
        @Override
        public void recordRefused(RefusedRecord record) {
            told.add(record.key() + ": " + record.reason());
        }

        @Override
        public void recordMended(String key) {
            told.add(key + " is mended");
        }
    });

    private static DirectoryView view(RefusedRecord... refused) {
        return new DirectoryView(List.of(), true, "", Set.of(), List.of(refused));
    }

    @Test
    void n13_tellsOfEachRecordOnce() {
        news.hear(view(EMPTY));
        news.hear(view(EMPTY, OTHER));
        news.hear(view(EMPTY, OTHER));

        assertThat(told).containsExactly("a: it is empty", "b: it is empty");
        assertThat(news.refused()).containsExactly(EMPTY, OTHER);
    }

    @Test
    void n13_tellsAgainWhenTheReasonIsAnother() {
        news.hear(view(EMPTY));
        news.hear(view(LARGE));

        assertThat(told).containsExactly("a: it is empty", "a: it is too large");
        assertThat(news.refused()).containsExactly(LARGE);
    }

    @Test
    void n13_tellsThatARecordIsMendedAndOfItsNextFault() {
        news.hear(view(EMPTY));
        news.hear(view());
        news.hear(view(EMPTY));

        assertThat(told).containsExactly("a: it is empty", "a is mended", "a: it is empty");
    }

    @Test
    void n13_followsNothingFromAnOutage() {
        news.hear(view(EMPTY));
        news.hear(view().withOutage("no leader"));

        assertThat(told).containsExactly("a: it is empty");
        assertThat(news.refused()).containsExactly(EMPTY);
    }

    @Test
    void n13_tellsOfManyAtOnceByTheirNumber() {
        news.hear(view(IntStream.range(100, 200)
                .mapToObj(i -> new RefusedRecord("k" + i, "it is empty"))
                .toArray(RefusedRecord[]::new)));

        assertThat(told).hasSize(11).endsWith("k109: it is empty", ": there are 90 more of them");
        assertThat(news.refused()).hasSize(100);
    }
}
