package dev.millrace.serdes.peer;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Confluent's own serializers, 7.9.5, which are not on Maven Central but inside a jar of Apache Pinot. They live in a
 * class loader of their own that shares only Kafka, Avro, SLF4J and Millrace with the tests, so their other
 * dependencies meet nothing else.
 */
public final class ConfluentClasses {
    /** Name of the real serializer, for configurations. */
    public static final String SERIALIZER = "io.confluent.kafka.serializers.KafkaAvroSerializer";

    /** Name of the real deserializer, for configurations. */
    public static final String DESERIALIZER = "io.confluent.kafka.serializers.KafkaAvroDeserializer";

    private static final ClassLoader LOADER = createLoader();

    private ConfluentClasses() {}

    /**
     * The loader that finds the classes by name. As the context class loader of a thread it lets Kafka find them in a
     * configuration.
     */
    public static ClassLoader loader() {
        return LOADER;
    }

    /** The real serializer, configured. */
    @SuppressWarnings("unchecked") // it takes any Avro record
    public static Serializer<Object> serializer(Map<String, ?> configs, boolean isKey) {
        return inContext(() -> {
            Serializer<Object> serializer = (Serializer<Object>) create(SERIALIZER);
            serializer.configure(configs, isKey);
            return serializer;
        });
    }

    /** The real deserializer, configured. */
    @SuppressWarnings("unchecked") // it gives Avro records
    public static Deserializer<Object> deserializer(Map<String, ?> configs, boolean isKey) {
        return inContext(() -> {
            Deserializer<Object> deserializer = (Deserializer<Object>) create(DESERIALIZER);
            deserializer.configure(configs, isKey);
            return deserializer;
        });
    }

    /** Runs {@code action} with {@link #loader} as the context class loader, by which Kafka finds configured classes. */
    public static <T> T inContext(Supplier<T> action) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(LOADER);
        try {
            return action.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static Object create(String name) {
        try {
            return Class.forName(name, true, LOADER).getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ClassLoader createLoader() {
        try {
            return new OwnFirst(Peers.find("confluent.jar").toUri().toURL());
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Looks into the jar first, except for what is shared. */
    private static final class OwnFirst extends URLClassLoader {
        private static final String SHARED =
                "(java|javax|org\\.apache\\.avro|org\\.apache\\.kafka|org\\.slf4j|dev\\.millrace)\\..*";

        OwnFirst(URL jar) {
            super(new URL[] {jar}, ConfluentClasses.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.matches(SHARED)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                try {
                    return findClass(name);
                } catch (ClassNotFoundException e) {
                    return super.loadClass(name, resolve);
                }
            }
        }
    }
}
