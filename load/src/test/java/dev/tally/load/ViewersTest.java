package dev.tally.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class ViewersTest {

    private final Viewers viewers = new Viewers();

    @Test
    void showing_viewersOfDifferentCounts_areTheViewersOfThatCount() {
        viewers.open();
        viewers.open().received(total(4, 3), 10);
        Viewers.Viewer late = viewers.open();
        late.received(total(5, 4), 10);
        late.received(total(4, 3), 20);
        late.received("{\"type\":\"pong\"}", 30);
        assertThat(viewers.watching()).isEqualTo(2);
        assertThat(viewers.showing(3)).isEqualTo(1);
        assertThat(viewers.showing(4)).isEqualTo(1);
        assertThat(late.changedMillis()).isEqualTo(10);
    }

    @Test
    void delays_totalWithSeveralClicks_hasADelayForEachClick() {
        Viewers.Viewer viewer = viewers.open();
        viewer.received(total(0, 0), 50);
        viewer.received(total(1, 1), 130);
        viewer.received(total(2, 3), 250);
        Histogram delays = viewers.delays(new long[] {100, 110, 200});
        assertThat(delays.getTotalCount()).isEqualTo(3);
        assertThat(delays.getCountAtValue(30)).isEqualTo(1);
        assertThat(delays.getCountAtValue(140)).isEqualTo(1);
        assertThat(delays.getCountAtValue(50)).isEqualTo(1);
    }

    @Test
    void delays_lateViewer_areOfClicksAfterItsFirstTotal() {
        Viewers.Viewer viewer = viewers.open();
        viewer.received(total(7, 2), 300);
        viewer.received(total(8, 3), 400);
        assertThat(viewers.delays(new long[] {100, 110, 380}).getTotalCount()).isEqualTo(1);
    }

    private static String total(long version, long count) {
        return "{\"type\":\"total\",\"counter\":\"a\",\"count\":" + count + ",\"version\":" + version + "}";
    }
}
