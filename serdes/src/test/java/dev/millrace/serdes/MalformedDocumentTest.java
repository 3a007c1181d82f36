package dev.millrace.serdes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.millrace.schemas.RawDocument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The hand-written reader of our own schema, and the walk before Avro's reader, against Avro's own reader on input cut
 * short, changed and made up: the same documents, the same refusals, no other exception, and no allocation beyond a
 * small multiple of the input.
 */
final class MalformedDocumentTest {
    private static final Schema SCHEMA = RawDocument.getClassSchema();

    /** What a refusal may cost besides the input: exceptions, messages, readers. */
    private static final long FREE_BYTES = 256 << 10;

    private static final long BYTES_PER_INPUT_BYTE = 64;

    private static byte[] payload(RawDocument document) {
        byte[] framed = RecordEncoding.of(SCHEMA, SCHEMA).encode(1, document);
        return Arrays.copyOfRange(framed, WireFormat.ID_LENGTH, framed.length);
    }

    private static @Nullable RawDocument byHand(byte[] payload) {
        try {
            return RawDocumentReader.decodeOurs(payload, 0).toRawDocument();
        } catch (UndecodableException e) {
            assertThat(e.reason()).isEqualTo(UndecodableException.Reason.MALFORMED);
            return null;
        }
    }

    private static @Nullable RawDocument byAvro(byte[] payload) {
        TrustedClasses.trustOwn();
        try {
            return new SpecificDatumReader<RawDocument>(SCHEMA, SCHEMA, SpecificData.getForClass(RawDocument.class))
                    .read(null, DecoderFactory.get().binaryDecoder(payload, null));
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    /** Reads every way there is; they must agree. */
    private static @Nullable RawDocument read(byte[] payload) {
        RawDocument expected = byAvro(payload);
        RawDocument actual = byHand(payload);
        assertThat(actual).isEqualTo(expected);
        return actual;
    }

    @Test
    void readsRandomDocumentsAsAvroDoes() {
        Random random = Seeds.random("readsRandomDocumentsAsAvroDoes", 1);
        for (int i = Seeds.rounds(2_000); i > 0; i--) {
            RawDocument document = Documents.random(random);
            assertThat(read(payload(document))).isEqualTo(document);
        }
    }

    @Test
    void refusesEveryPrefixOfADocument() {
        Random random = Seeds.random("refusesEveryPrefixOfADocument", 2);
        for (int i = Seeds.rounds(20); i > 0; i--) {
            byte[] payload = payload(Documents.random(random));
            for (int length = 0; length < payload.length; length++) {
                assertThat(read(Arrays.copyOf(payload, length))).isNull();
            }
        }
    }

    @Test
    void refusesOrReadsMutatedDocumentsAsAvroDoes() {
        Random random = Seeds.random("refusesOrReadsMutatedDocumentsAsAvroDoes", 3);
        int refused = 0;
        int rounds = Seeds.rounds(20_000);
        for (int i = rounds; i > 0; i--) {
            byte[] payload = payload(Documents.random(random));
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                payload[random.nextInt(payload.length)] = (byte) random.nextInt(256);
            }
            if (read(payload) == null) {
                refused++;
            }
        }
        // Both outcomes were met often, or this test would show nothing.
        assertThat(refused).isBetween(rounds / 10, rounds - rounds / 10);
    }

    @Test
    void refusesOrReadsNoiseAsAvroDoes() {
        Random random = Seeds.random("refusesOrReadsNoiseAsAvroDoes", 4);
        for (int i = Seeds.rounds(20_000); i > 0; i--) {
            byte[] payload = new byte[random.nextInt(40)];
            random.nextBytes(payload);
            read(payload);
        }
    }

    /** Documents whose one length or count lies, each by a lot. */
    private static byte[] withLyingLength(int field, long lie) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
        switch (field) {
            case 0 -> out.writeLong(lie); // id
            case 1 -> {
                out.writeString("id");
                out.writeLong(lie); // tenant
            }
            case 2 -> {
                out.writeString("id");
                out.writeString("tenant");
                out.writeIndex(1);
                out.writeLong(lie); // domain
            }
            default -> {
                out.writeString("id");
                out.writeString("tenant");
                for (int i = 0; i < 4; i++) {
                    out.writeIndex(0);
                }
                if (field == 3) {
                    out.writeLong(lie); // labels
                } else {
                    out.writeLong(0);
                    out.writeIndex(0);
                    out.writeLong(lie); // content
                }
            }
        }
        bytes.write(new byte[64]);
        return bytes.toByteArray();
    }

    @Test
    void refusesLyingLengthsWithoutAllocatingThem() throws IOException {
        long[] lies = {-64, 1 << 20, Integer.MAX_VALUE, Integer.MAX_VALUE + 1L, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE
        };
        RecordResolver<RawDocument> resolver = RecordResolver.specific(otherVersion(), SCHEMA, RawDocument.class);
        for (int field = 0; field < 5; field++) {
            for (long lie : lies) {
                byte[] payload = withLyingLength(field, lie);
                long byHand = allocatedBy(() -> assertThat(byHand(payload)).isNull());
                assertThat(byHand)
                        .as("field %d, length %d, by hand", field, lie)
                        .isLessThan(bound(payload));
                long resolved = allocatedBy(() -> refuse(resolver, payload));
                assertThat(resolved)
                        .as("field %d, length %d, resolved", field, lie)
                        .isLessThan(bound(payload));
            }
        }
    }

    @Test
    void allocatesNoMoreThanASmallMultipleOfMutatedInput() {
        Random random = Seeds.random("allocatesNoMoreThanASmallMultipleOfMutatedInput", 5);
        RecordResolver<RawDocument> resolver = RecordResolver.specific(otherVersion(), SCHEMA, RawDocument.class);
        for (int i = Seeds.rounds(2_000); i > 0; i--) {
            byte[] payload = payload(Documents.random(random));
            payload[random.nextInt(payload.length)] = (byte) random.nextInt(256);
            assertThat(allocatedBy(() -> byHand(payload))).isLessThan(bound(payload));
            assertThat(allocatedBy(() -> tryRead(resolver, payload))).isLessThan(bound(payload));
        }
    }

    /** The same layout under a schema that differs, so that Avro resolves it. */
    private static Schema otherVersion() {
        return new Schema.Parser()
                .parse(SCHEMA.toString().replace("\"name\":\"language\"", "\"name\":\"formerLanguage\""));
    }

    private static void refuse(RecordResolver<RawDocument> resolver, byte[] payload) {
        try {
            resolver.read(payload, 0);
            fail("a lying length was believed");
        } catch (UndecodableException e) {
            assertThat(e.reason()).isEqualTo(UndecodableException.Reason.MALFORMED);
        }
    }

    /** Any outcome but another exception. */
    private static void tryRead(RecordResolver<RawDocument> resolver, byte[] payload) {
        try {
            assertThat(resolver.read(payload, 0)).isNotNull();
        } catch (UndecodableException e) {
            assertThat(e.detail()).isNotEmpty();
        }
    }

    private static long bound(byte[] payload) {
        return FREE_BYTES + BYTES_PER_INPUT_BYTE * payload.length;
    }

    private static long allocatedBy(Runnable action) {
        action.run(); // classes and caches are not the input's fault
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        action.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
