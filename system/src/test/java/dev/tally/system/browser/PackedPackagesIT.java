package dev.tally.system.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.system.kit.Npm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packed client and the packed button of a release, installed into a project without a registry. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PackedPackagesIT {

    private static final String CONSUMER =
            """
            import { TallyClient, type CounterView } from '@tally/client';
            import { TallyProvider, useCounter } from '@tally/client/react';
            import { TallyButton, type PressDetail } from '@tally/button';
            import { wordsFor } from '@tally/button/words';

            const client: TallyClient = new TallyClient({ httpUrl: 'http://localhost:8080' });
            client.counter('likes').subscribe(({ count, status }: CounterView) => console.log(count?.toFixed(), status));
            export const presses = (): Promise<unknown> => useCounter('likes').press(2);
            export const detail: PressDetail = { counter: 'likes', kind: 'clicks', delta: 1 };
            TallyButton.defaultApi = 'http://localhost:8080/';
            new TallyButton().client = client;
            // @ts-expect-error: the types must reject another type of option.
            new TallyClient({ httpUrl: 42 });
            export { TallyProvider, wordsFor };
            """;

    private static final String IMPORT_ALL =
            """
            const names = ['@tally/client', '@tally/client/react', '@tally/button', '@tally/button/words'];
            for (const name of names) console.log(name, Object.keys(await import(name)).join(' '));
            """;

    private Path project;

    @BeforeAll
    void install(@TempDir Path directory) throws IOException, InterruptedException {
        project = directory;
        Npm.require("the packed packages");
        Files.writeString(project.resolve("package.json"), "{\"private\": true, \"type\": \"module\"}");
        // The install lines of both READMEs.
        Path client = Npm.pack("client", project);
        Path button = Npm.pack("button", project);
        run("npm", "install", "--offline", "--no-audit", "--no-fund", "./" + client.getFileName());
        run(
                "npm",
                "install",
                "--offline",
                "--no-audit",
                "--no-fund",
                "./" + client.getFileName(),
                "./" + button.getFileName());
        Npm.linkPackages(project);
    }

    @Test
    void everyEntry_isImportedByNode() throws IOException, InterruptedException {
        assertThat(run("node", "--input-type=module", "--eval", IMPORT_ALL).lines())
                .satisfiesExactly(
                        client -> assertThat(client).contains("TallyClient", "TallyError", "includes", "windows"),
                        react -> assertThat(react).contains("TallyProvider", "useCounter"),
                        button -> assertThat(button).contains("TallyButton"),
                        words -> assertThat(words).contains("fill", "plural", "wordsFor"));
    }

    @ParameterizedTest
    @CsvSource({"node16, node16", "esnext, bundler"})
    void types_checkInEachResolution(String module, String resolution) throws IOException, InterruptedException {
        Files.writeString(project.resolve("consumer.ts"), CONSUMER);
        String output = run(
                "node",
                "node_modules/typescript/bin/tsc",
                "--noEmit",
                "--strict",
                "--exactOptionalPropertyTypes",
                "--target",
                "es2022",
                "--lib",
                "es2022,dom",
                "--module",
                module,
                "--moduleResolution",
                resolution,
                "consumer.ts");
        assertThat(output).isEmpty();
    }

    private String run(String... command) throws IOException, InterruptedException {
        return Npm.run(project, Map.of(), command);
    }
}
