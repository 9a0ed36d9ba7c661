package dev.tally.localstack.lambda;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The versions that an alias leads to.
 *
 * @param weights the shares of invocations for other versions, at most one, each from 0 to 1
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html">Weighted aliases</a>
 */
public record FunctionAlias(String version, Map<String, Double> weights) {

    public FunctionAlias {
        weights = Map.copyOf(weights);
    }

    static FunctionAlias of(String version) {
        return new FunctionAlias(version, Map.of());
    }

    List<String> versions() {
        return Stream.concat(Stream.of(version), weights.keySet().stream()).toList();
    }

    /** @param draw from 0 to below 1 */
    String choose(double draw) {
        return weights.entrySet().stream()
                .filter(other -> draw < other.getValue())
                .findFirst()
                .map(Map.Entry::getKey)
                .orElse(version);
    }
}
