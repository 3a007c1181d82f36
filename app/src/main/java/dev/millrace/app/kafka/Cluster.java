package dev.millrace.app.kafka;

import dev.millrace.app.config.ClientProperties;
import dev.millrace.app.console.CommandFailure;
import dev.millrace.app.console.Console;
import dev.millrace.app.console.Reasons;
import dev.millrace.topology.MillraceConfig;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;

/** The cluster of a configuration, before a command does anything with it. */
public final class Cluster {
    private static final long SILENCE_MS = 3_000;
    private static final String TIMEOUT_MS = "20000";

    private Cluster() {}

    /**
     * Waits until a broker answers, and says so if that takes more than three seconds. After 20 seconds, or those of the
     * configuration's {@code default.api.timeout.ms}, it gives up: Kafka's own clients would try for minutes, in silence.
     *
     * @throws CommandFailure if none answers, naming the addresses
     */
    static void require(MillraceConfig config, Console console) {
        Map<String, Object> properties = ClientProperties.admin(config);
        String servers = AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG + "="
                + properties.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG);
        if (!properties.containsKey(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG)) {
            properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
            properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        }
        try {
            Admin admin = Admin.create(properties);
            try {
                await(admin.describeCluster().clusterId(), servers, console);
            } finally {
                admin.close(Duration.ZERO);
            }
        } catch (ExecutionException e) {
            Throwable reason = e.getCause() == null ? e : e.getCause();
            throw new CommandFailure(
                    reason instanceof org.apache.kafka.common.errors.TimeoutException
                            ? "a broker must answer within "
                                    + properties.get(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG)
                                    + " ms, but none of "
                                    + servers + " does"
                            : "the cluster of " + servers + " cannot be described: " + Reasons.of(reason),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("waiting for " + servers + " was interrupted", e);
        } catch (KafkaException e) {
            throw noClient(servers, e);
        }
    }

    /** What to throw for a client that cannot be made, because of addresses or security; {@code servers} names the cluster. */
    public static CommandFailure noClient(String servers, KafkaException e) {
        Throwable reason = e.getCause() == null ? e : e.getCause();
        return new CommandFailure("a client of " + servers + " cannot be made: " + Reasons.of(reason), e);
    }

    private static void await(KafkaFuture<String> answer, String servers, Console console)
            throws ExecutionException, InterruptedException {
        try {
            var unused = answer.get(SILENCE_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            console.say("Waiting for a broker of " + servers);
            var unused = answer.get();
        }
    }
}
