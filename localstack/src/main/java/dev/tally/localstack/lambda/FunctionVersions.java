package dev.tally.localstack.lambda;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The code and configuration of a function, its published versions, and its alias {@value FunctionName#LIVE}.
 *
 * @param latest the version {@code $LATEST}, the only one that changes
 * @param published the versions 1, 2 and so on, never empty
 * @param live the alias that the APIs and the event sources invoke
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html">Lambda function versions</a>
 */
public record FunctionVersions(FunctionDeployment latest, List<FunctionDeployment> published, FunctionAlias live) {

    public FunctionVersions {
        published = List.copyOf(published);
    }

    /** Returns a function with the version 1, which is live. */
    static FunctionVersions of(FunctionDeployment function) {
        return new FunctionVersions(function, List.of(function.as("1", "")), FunctionAlias.of("1"));
    }

    /** Returns all versions, {@code $LATEST} first. */
    List<FunctionDeployment> all() {
        return Stream.concat(Stream.of(latest), published.stream()).toList();
    }

    /**
     * Returns the version of a qualifier.
     *
     * @param draw from 0 to below 1, chooses one of two versions of the alias
     */
    Optional<FunctionDeployment> find(String qualifier, double draw) {
        String version = qualifier.equals(FunctionName.LIVE) ? live.choose(draw) : qualifier;
        return all().stream()
                .filter(function -> function.version().equals(version))
                .findFirst();
    }

    /** Replaces {@code $LATEST}. */
    FunctionVersions update(FunctionDeployment function) {
        return new FunctionVersions(function, published, live);
    }

    /** Publishes {@code $LATEST}, unless it is the same as the newest version. */
    FunctionVersions publish(String description) {
        FunctionDeployment newest = newest();
        if (latest.as(newest.version(), newest.description()).equals(newest)) {
            return this;
        }
        List<FunctionDeployment> more = new ArrayList<>(published);
        more.add(latest.as(Integer.toString(published.size() + 1), description));
        return new FunctionVersions(latest, more, live);
    }

    FunctionDeployment newest() {
        return published.get(published.size() - 1);
    }

    FunctionVersions withLive(FunctionAlias alias) {
        return new FunctionVersions(latest, published, alias);
    }
}
