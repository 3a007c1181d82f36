package dev.millrace.app.run;

import dev.millrace.app.config.ClientProperties;
import dev.millrace.app.config.Settings;
import dev.millrace.app.console.CommandFailure;
import dev.millrace.app.console.Reasons;
import dev.millrace.app.console.UsageException;
import dev.millrace.app.kafka.Cluster;
import dev.millrace.serdes.RegistryException;
import dev.millrace.topology.BackendException;
import dev.millrace.topology.MillraceConfig;
import dev.millrace.topology.TokenizationRuntime;
import dev.millrace.topology.TokenizationTopology;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running tokenization with its HTTP server: {@code new}, {@link #start}, {@link #awaitEnd}, {@link #close}. {@link
 * #stop} may come from any thread at any time.
 */
public final class TokenizationService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TokenizationService.class);

    private final Settings settings;
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile @Nullable TokenizationRuntime runtime;
    private volatile @Nullable KafkaStreams streams;
    private volatile boolean stopping;
    private volatile boolean closed;

    /** Prepares a service; nothing runs yet. */
    public TokenizationService(Settings settings) {
        this.settings = settings;
    }

    /**
     * Starts everything: first HTTP, so that probes are answered while tokenizers load, then the tokenization.
     *
     * @throws CommandFailure if the port is taken, a topic is missing, or cluster or registry do not answer
     * @throws UsageException if limits in the configuration do not fit each other
     */
    public void start() {
        MillraceConfig config = settings.tokenization();
        if (settings.httpPort() >= 0) {
            MonitorServer server = part(MonitorServer.start(
                    settings.httpHost(), settings.httpPort(), this::notLive, this::notReady, metrics::scrape));
            LOG.info("HTTP on port {}: /health/live, /health/ready, /metrics", server.port());
        }
        bindProcessMetrics();
        TokenizationRuntime loaded = part(load(config));
        verifyTopics(loaded);
        runtime = loaded;
        KafkaStreams created = new KafkaStreams(TokenizationTopology.build(loaded), loaded.streamsProperties());
        created.setUncaughtExceptionHandler(loaded.uncaughtExceptionHandler());
        created.setStateListener((now, before) -> {
            LOG.info("{} (was {})", now, before);
            if (now == KafkaStreams.State.ERROR || now == KafkaStreams.State.NOT_RUNNING) {
                end.countDown();
            }
        });
        KafkaStreamsMetrics streamsMetrics = part(new KafkaStreamsMetrics(created));
        streamsMetrics.bindTo(metrics);
        streams = created;
        if (!stopping) {
            created.start();
            LOG.info(
                    "Tokenizing {} into {} with {}",
                    config.documentsTopics(),
                    config.tokensTopic(),
                    loaded.tokenizerNames());
        }
    }

    private <T extends AutoCloseable> T part(T part) {
        synchronized (parts) {
            parts.push(part);
        }
        return part;
    }

    private void bindProcessMetrics() {
        new JvmMemoryMetrics().bindTo(metrics);
        new JvmThreadMetrics().bindTo(metrics);
        new ProcessorMetrics().bindTo(metrics);
        part(new JvmGcMetrics()).bindTo(metrics);
    }

    private TokenizationRuntime load(MillraceConfig config) {
        try {
            return TokenizationRuntime.create(config, metrics);
        } catch (ConfigException e) {
            throw new UsageException("configuration: " + e.getMessage());
        } catch (RegistryException | IllegalStateException e) {
            throw new CommandFailure(Reasons.of(e), e);
        }
    }

    /** Kafka Streams itself would stop some time after its start, and without a hint. */
    private static void verifyTopics(TokenizationRuntime runtime) {
        Map<String, Object> properties = ClientProperties.admin(runtime.config());
        String servers = AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG + "="
                + properties.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG);
        try {
            Admin admin = Admin.create(properties);
            try {
                runtime.verifyTopics(admin);
            } finally {
                admin.close(Duration.ZERO); // else it waits for questions that nobody answers
            }
        } catch (ConfigException e) {
            throw new CommandFailure(Reasons.of(e), e);
        } catch (BackendException e) {
            throw new CommandFailure(Reasons.of(e) + " (" + servers + ")", e);
        } catch (KafkaException e) {
            throw Cluster.noClient(servers, e);
        }
    }

    /** Waits until the tokenization has ended, by a stop or by a fault; returns whether it was a fault. */
    public boolean awaitEnd() throws InterruptedException {
        end.await();
        KafkaStreams ended = streams;
        return ended != null && ended.state() == KafkaStreams.State.ERROR;
    }

    /** Whether the tokenization has ended, or failed to start, without being told to stop. */
    boolean hasEnded() {
        return !stopping && (closed || end.getCount() == 0);
    }

    boolean isStopping() {
        return stopping;
    }

    /** Finishes what was begun and stops; returns whether that was possible in {@code millrace.shutdown.timeout.ms}. */
    public boolean stop() {
        stopping = true;
        LOG.info("Stopping");
        KafkaStreams running = streams;
        boolean finished = running == null || running.close(Duration.ofMillis(settings.shutdownTimeoutMs()));
        if (!finished) {
            LOG.warn(
                    "Not finished after {} ms ({}); what is not committed is done again after the next start",
                    settings.shutdownTimeoutMs(),
                    Settings.SHUTDOWN_TIMEOUT_MS);
        }
        close();
        LOG.info("Stopped");
        end.countDown();
        return finished;
    }

    /** Why the process should be killed, or empty. Rebalancing and starting are life. */
    Optional<String> notLive() {
        KafkaStreams running = streams;
        if (running != null) {
            KafkaStreams.State state = running.state();
            if (state == KafkaStreams.State.ERROR || state == KafkaStreams.State.PENDING_ERROR) {
                return Optional.of("the stream is in state " + state);
            }
        }
        return Optional.empty();
    }

    /** Why the process does not work at full strength now, or empty. */
    Optional<String> notReady() {
        KafkaStreams running = streams;
        TokenizationRuntime loaded = runtime;
        if (running == null || loaded == null) {
            return Optional.of("starting");
        }
        KafkaStreams.State state = running.state();
        if (state != KafkaStreams.State.RUNNING) {
            return Optional.of("the stream is in state " + state);
        }
        return loaded.notReady();
    }

    /** Stops whatever runs, without waiting longer than a shutdown may take. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        KafkaStreams running = streams;
        if (running != null) {
            // A stop has waited before.
            running.close(stopping ? Duration.ZERO : Duration.ofMillis(settings.shutdownTimeoutMs()));
        }
        synchronized (parts) {
            while (!parts.isEmpty()) {
                closeQuietly(parts.pop());
            }
        }
        metrics.close();
    }

    private static void closeQuietly(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.warn("{} did not close: {}", part, Reasons.of(e));
        }
    }
}
