package dev.tally.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

    @Test
    void settings_absentOrEmpty_areThoseOfTheScenario() {
        Settings settings = settings(Map.of("load.seconds", " ", "load.url", ""));
        assertThat(settings.seconds(60)).isEqualTo(60);
        assertThat(settings.rate(500)).isEqualTo(500);
        assertThat(settings.users(300)).isEqualTo(300);
        assertThat(settings.url()).isEmpty();
    }

    @Test
    void settings_given_areUsed() {
        Settings settings = settings(Map.of("load.seconds", "5", "load.rate", "0", "load.warmUp", "0"));
        assertThat(settings.seconds(60)).isEqualTo(5);
        assertThat(settings.rate(500)).isEqualTo(1);
        assertThat(settings.warmUpSeconds()).isZero();
    }

    @Test
    void settings_noNumber_isRejectedByName() {
        assertThatThrownBy(() -> settings(Map.of("load.rate", "fast")).rate(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("load.rate is 'fast'");
    }

    @Test
    void url_withASlashAtTheEnd_isWithoutIt() {
        assertThat(settings(Map.of("load.url", "https://a.example/")).url()).contains(URI.create("https://a.example"));
    }

    @Test
    void webSocketUrl_ofALocalStack_isBesideItsHttpApi() {
        URI url = URI.create("http://localhost:8080");
        assertThat(settings(Map.of()).webSocketUrl(url)).hasToString("ws://localhost:8080/ws");
        assertThat(settings(Map.of("load.webSocketUrl", "wss://a.example/live")).webSocketUrl(url))
                .hasToString("wss://a.example/live");
    }

    private static Settings settings(Map<String, String> properties) {
        return new Settings(properties::get);
    }
}
