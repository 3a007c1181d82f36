package dev.millrace.serdes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.IdType;
import dev.millrace.schemas.Redaction;
import dev.millrace.schemas.Sha256Head;
import dev.millrace.schemas.TokenRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The hand-written layout of token records against Avro's own writer. */
final class TokenRecordLayoutTest {
    private static final Schema SCHEMA = TokenRecord.getClassSchema();

    private static byte[] byAvro(int id, TokenRecord record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(WireFormat.idPrefix(id));
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new SpecificDatumWriter<>(TokenRecord.class).write(record, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }

    private static TokenRecord random(Random random) {
        Map<String, String> labels = new HashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            labels.put(Documents.string(random), Documents.string(random));
        }
        byte[] sha256 = new byte[16];
        random.nextBytes(sha256);
        return new TokenRecord(
                Documents.string(random),
                Documents.string(random),
                Documents.string(random),
                random.nextInt(),
                random.nextLong() >> random.nextInt(64),
                Instant.ofEpochMilli(random.nextLong() >> random.nextInt(64)),
                new Sha256Head(sha256),
                random.nextLong() >> random.nextInt(64),
                Documents.string(random),
                Documents.string(random),
                Documents.string(random),
                random.nextInt(1_000_000),
                random.nextInt(1_000_000),
                random.nextBoolean() ? IdType.U16LE : IdType.U32LE,
                slice(random),
                random.nextBoolean()
                        ? null
                        : random.ints(random.nextInt(5)).boxed().toList(),
                random.nextInt(100),
                random.nextInt(100),
                random.nextBoolean() ? null : Documents.string(random),
                random.nextBoolean(),
                random.nextBoolean(),
                optionalSlice(random),
                labels,
                random.nextBoolean() ? null : redactions(random));
    }

    private static List<Redaction> redactions(Random random) {
        List<Redaction> redactions = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            redactions.add(new Redaction(
                    Documents.string(random),
                    random.nextLong() >> random.nextInt(64),
                    random.nextLong() >> random.nextInt(64),
                    random.nextLong() >> random.nextInt(64),
                    random.nextLong() >> random.nextInt(64)));
        }
        return redactions;
    }

    private static @Nullable ByteBuffer optionalSlice(Random random) {
        return random.nextBoolean() ? null : slice(random);
    }

    /** Some bytes in the middle of a buffer, which need not be an array. */
    private static ByteBuffer slice(Random random) {
        byte[] bytes = new byte[random.nextInt(2_000)];
        random.nextBytes(bytes);
        ByteBuffer buffer = random.nextBoolean()
                ? ByteBuffer.wrap(bytes)
                : ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        int from = random.nextInt(bytes.length + 1);
        return buffer.position(from).limit(from + random.nextInt(bytes.length - from + 1));
    }

    @Test
    void writesTheBytesThatAvroWrites() throws IOException {
        Random random = Seeds.random("writesTheBytesThatAvroWrites", 8);
        RecordEncoding encoding = RecordEncoding.of(SCHEMA, SCHEMA);
        for (int i = Seeds.rounds(5_000); i > 0; i--) {
            TokenRecord record = random(random);
            int position = record.getTokens().position();
            assertThat(encoding.encode(i, record)).isEqualTo(byAvro(i, record));
            assertThat(record.getTokens().position()).isEqualTo(position);
        }
    }

    @Test
    void refusesARecordWithAHoleInIt() {
        TokenRecord record = random(new Random(9));
        RecordEncoding encoding = RecordEncoding.of(SCHEMA, SCHEMA);
        for (Schema.Field field : SCHEMA.getFields()) {
            Schema.Type type = field.schema().getType();
            boolean primitive = List.of(Schema.Type.INT, Schema.Type.LONG, Schema.Type.BOOLEAN)
                            .contains(type)
                    && field.schema().getLogicalType() == null;
            if (primitive || type == Schema.Type.UNION) {
                continue;
            }
            Object before = record.get(field.pos());
            put(record, field, null);
            assertThatThrownBy(() -> encoding.encode(1, record))
                    .as(field.name())
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("TokenRecord");
            put(record, field, before);
        }
        assertThat(encoding.encode(1, record)).isNotEmpty();
    }

    @SuppressWarnings("NullAway") // what a careless caller does
    private static void put(TokenRecord record, Schema.Field field, @Nullable Object value) {
        record.put(field.pos(), value);
    }

    @Test
    void refusesADigestOfAnotherLength() {
        TokenRecord record = random(new Random(10));
        record.put(SCHEMA.getField("contentSha256").pos(), new Sha256Head(new byte[3]));
        assertThatThrownBy(() -> RecordEncoding.of(SCHEMA, SCHEMA).encode(1, record))
                .isInstanceOf(SerializationException.class);
    }
}
