package dev.millrace.serdes;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Encodes records of one schema, in that schema or in another that can read it.
 *
 * <p><b>Thread safety:</b> safe for use by several threads.
 */
final class RecordEncoding {
    private static final int FIRST_CAPACITY = 512;

    private final Schema schema;
    private final @Nullable Projection projection;

    /** From records in our schema to records in the one written. */
    private record Projection(RecordResolver<GenericRecord> resolver, DatumWriter<GenericRecord> writer) {}

    private RecordEncoding(Schema schema, @Nullable Projection projection) {
        this.schema = schema;
        this.projection = projection;
    }

    /** Records of {@code schema}, written as {@code target}. */
    static RecordEncoding of(Schema schema, Schema target) {
        boolean same = SchemaNormalization.toParsingForm(schema).equals(SchemaNormalization.toParsingForm(target));
        Projection projection =
                same ? null : new Projection(RecordResolver.generic(schema, target), new GenericDatumWriter<>(target));
        return new RecordEncoding(schema, projection);
    }

    /** {@code record} after the prefix for {@code id}. */
    byte[] encode(int id, IndexedRecord record) {
        // A generated class knows the conversions of its logical types.
        GenericData data =
                record instanceof SpecificRecordBase specific ? specific.getSpecificData() : GenericData.get();
        byte[] framed = encode(id, record, writer(data, schema));
        if (projection == null) {
            return framed;
        }
        return encode(id, projection.resolver.read(framed, WireFormat.ID_LENGTH), projection.writer);
    }

    @SuppressWarnings("unchecked") // a writer takes whatever its schema describes
    private static DatumWriter<IndexedRecord> writer(GenericData data, Schema schema) {
        return (DatumWriter<IndexedRecord>) data.createDatumWriter(schema);
    }

    private static <D extends IndexedRecord> byte[] encode(int id, D record, DatumWriter<D> writer) {
        Buffer buffer = new Buffer(FIRST_CAPACITY);
        buffer.write(WireFormat.idPrefix(id), 0, WireFormat.ID_LENGTH);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(buffer, null);
        try {
            writer.write(record, encoder);
            encoder.flush();
        } catch (IOException | AvroRuntimeException | NullPointerException | ClassCastException e) {
            // Avro reports a record that breaks its schema by any of these.
            throw new SerializationException(
                    "A record must fit its schema " + record.getSchema().getFullName() + ", but does not: "
                            + e.getMessage(),
                    e);
        }
        return buffer.toByteArray();
    }

    /** An unsynchronized {@link java.io.ByteArrayOutputStream}. */
    private static final class Buffer extends OutputStream {
        private byte[] bytes;
        private int size;

        Buffer(int capacity) {
            bytes = new byte[capacity];
        }

        @Override
        public void write(int value) {
            ensure(1);
            bytes[size++] = (byte) value;
        }

        @Override
        public void write(byte[] source, int offset, int length) {
            ensure(length);
            System.arraycopy(source, offset, bytes, size, length);
            size += length;
        }

        private void ensure(int more) {
            if (more > bytes.length - size) {
                bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), 2 * bytes.length));
            }
        }

        byte[] toByteArray() {
            return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
        }
    }
}
