package dev.tally.localstack.cloud;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Queues and tables at an endpoint that speaks AWS's APIs.
 *
 * <p>An emulator serves all APIs at one address. AWS has one address per service. An endpoint in its domain, such as
 * {@code https://amazonaws.com}, therefore stands for the addresses of the region.
 */
public final class EndpointCloud implements Cloud {

    private static final String AWS_DOMAIN = "amazonaws.com";

    private final Clients clients;
    private final TableWrites noWrites = new TableWrites();

    private EndpointCloud(Clients clients) {
        this.clients = clients;
    }

    /**
     * Opens the clients without a call.
     *
     * @throws IllegalArgumentException if the endpoint is not an absolute URL
     * @throws IllegalStateException if the endpoint is AWS's and there are no credentials
     */
    public static EndpointCloud open(URI endpoint, String region) {
        if (endpoint.getHost() == null) {
            throw new IllegalArgumentException(
                    "AWS_ENDPOINT_URL must be a URL such as http://localhost:4566, not '" + endpoint + "'");
        }
        if (!isAws(endpoint)) {
            return new EndpointCloud(Clients.open(endpoint, endpoint, endpoint, region, credentialsForEmulator()));
        }
        return new EndpointCloud(Clients.open(
                serviceEndpoint("sqs", region),
                serviceEndpoint("dynamodb", region),
                serviceEndpoint("streams.dynamodb", region),
                region,
                credentialsForAws()));
    }

    @Override
    public Clients clients() {
        return clients;
    }

    @Override
    public TableWrites tableWrites() {
        return noWrites;
    }

    @Override
    public void close() {
        clients.close();
    }

    private static boolean isAws(URI endpoint) {
        String host = endpoint.getHost();
        return host.equals(AWS_DOMAIN) || host.endsWith("." + AWS_DOMAIN);
    }

    private static URI serviceEndpoint(String service, String region) {
        return URI.create("https://" + service + "." + region + "." + AWS_DOMAIN);
    }

    /**
     * Returns configured credentials. The default chain would also search for a machine's role, which fails only after
     * seconds.
     */
    private static AwsCredentials credentialsForEmulator() {
        AwsCredentialsProvider configured = AwsCredentialsProviderChain.of(
                SystemPropertyCredentialsProvider.create(),
                EnvironmentVariableCredentialsProvider.create(),
                ProfileCredentialsProvider.create());
        try {
            return configured.resolveCredentials();
        } catch (SdkClientException none) {
            return EmbeddedCloud.localCredentials();
        }
    }

    private static AwsCredentials credentialsForAws() {
        try (DefaultCredentialsProvider configured =
                DefaultCredentialsProvider.builder().build()) {
            return configured.resolveCredentials();
        } catch (SdkClientException none) {
            throw new IllegalStateException(
                    "AWS_ENDPOINT_URL is an address of AWS, but there are no credentials: set AWS_ACCESS_KEY_ID and"
                            + " AWS_SECRET_ACCESS_KEY, or AWS_PROFILE",
                    none);
        }
    }
}
