package dev.tally.localstack.cloud;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
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
    private final boolean onAws;
    private final TableWrites noWrites = new TableWrites();

    private EndpointCloud(Clients clients, boolean onAws) {
        this.clients = clients;
        this.onAws = onAws;
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
            return new EndpointCloud(
                    Clients.open(endpoint, endpoint, endpoint, region, credentialsForEmulator()), false);
        }
        Clients aws = Clients.open(
                serviceEndpoint("sqs", region),
                serviceEndpoint("dynamodb", region),
                serviceEndpoint("streams.dynamodb", region),
                region,
                credentialsForAws());
        return new EndpointCloud(aws, true);
    }

    @Override
    public Clients clients() {
        return clients;
    }

    /**
     * Adds the setting that an emulator needs. An emulator may deliver messages of a group while others of it are in
     * flight, as LocalStack does. Made visible again one by one, a later click could then be counted first.
     */
    @Override
    public Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(Cloud.super.environment());
        if (!onAws) {
            environment.put("TALLY_SOON_REDELIVERY", "false");
        }
        return environment;
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
