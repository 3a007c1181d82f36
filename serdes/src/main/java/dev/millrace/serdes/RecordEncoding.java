package dev.millrace.serdes;

import dev.millrace.schemas.TokenRecord;
import java.io.IOException;
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
    private final boolean ofTokens;
    private final @Nullable Projection projection;

    /** From records in our schema to records in the one written. */
    private record Projection(RecordResolver<GenericRecord> resolver, DatumWriter<GenericRecord> writer) {
        byte[] project(int id, byte[] framed) throws IOException {
            return encode(id, resolver.read(framed, WireFormat.ID_LENGTH), writer);
        }
    }

    private RecordEncoding(Schema schema, @Nullable Projection projection) {
        this.schema = schema;
        this.ofTokens = schema.equals(TokenRecord.getClassSchema());
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
        try {
            byte[] framed = encodeAsItIs(id, record);
            return projection == null ? framed : projection.project(id, framed);
        } catch (IOException
                | AvroRuntimeException
                | NullPointerException
                | ClassCastException
                | IndexOutOfBoundsException e) {
            // Avro reports a record that breaks its schema by any of these.
            throw new SerializationException(
                    "A record must fit its schema " + schema.getFullName() + ", but does not: " + e.getMessage(), e);
        }
    }

    private byte[] encodeAsItIs(int id, IndexedRecord record) throws IOException {
        if (ofTokens && record instanceof TokenRecord tokens) {
            return TokenRecordLayout.encode(id, tokens);
        }
        // A generated class knows the conversions of its logical types.
        GenericData data =
                record instanceof SpecificRecordBase specific ? specific.getSpecificData() : GenericData.get();
        return encode(id, record, writer(data, schema));
    }

    @SuppressWarnings("unchecked") // a writer takes whatever its schema describes
    private static DatumWriter<IndexedRecord> writer(GenericData data, Schema schema) {
        return (DatumWriter<IndexedRecord>) data.createDatumWriter(schema);
    }

    private static <D extends IndexedRecord> byte[] encode(int id, D record, DatumWriter<D> writer) throws IOException {
        BinaryBuffer buffer = BinaryBuffer.framed(id, FIRST_CAPACITY);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(buffer, null);
        writer.write(record, encoder);
        encoder.flush();
        return buffer.toByteArray();
    }
}
