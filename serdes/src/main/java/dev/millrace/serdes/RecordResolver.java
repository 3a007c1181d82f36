package dev.millrace.serdes;

import java.io.IOException;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;

/**
 * Reads Avro binary of one writer's schema into records of one reader's schema, by Avro's rules of resolution. Input
 * is walked over by {@link BinaryCheck} first.
 *
 * <p><b>Thread safety:</b> safe for use by several threads.
 */
final class RecordResolver<T> {
    private final Schema writer;
    private final DatumReader<T> reader;

    private RecordResolver(Schema writer, DatumReader<T> reader) {
        this.writer = writer;
        this.reader = reader;
    }

    /** Into objects of the generated class {@code type}, whose schema is {@code reader}. */
    static <T extends SpecificRecord> RecordResolver<T> specific(Schema writer, Schema reader, Class<T> type) {
        TrustedClasses.trust(type);
        return new RecordResolver<>(writer, new SpecificDatumReader<>(writer, reader, SpecificData.getForClass(type)));
    }

    /** Into generic records; strings are {@code Utf8} unless {@code reader} asks for another class. */
    static RecordResolver<GenericRecord> generic(Schema writer, Schema reader) {
        return new RecordResolver<>(writer, new GenericDatumReader<>(writer, reader, GenericData.get()));
    }

    /**
     * The record at {@code value[payloadOffset, …)}; bytes after it are ignored.
     *
     * @throws UndecodableException ({@code MALFORMED} or {@code SCHEMA_MISMATCH}) if there is none
     */
    T read(byte[] value, int payloadOffset) {
        try {
            BinaryCheck.skip(writer, new BinaryCursor(value, payloadOffset));
            return reader.read(
                    null, DecoderFactory.get().binaryDecoder(value, payloadOffset, value.length - payloadOffset, null));
        } catch (UndecodableException e) {
            throw e;
        } catch (AvroTypeException e) {
            throw new UndecodableException(
                    UndecodableException.Reason.SCHEMA_MISMATCH,
                    "The writer's schema " + writer.getFullName() + " must fit the reader's: " + e.getMessage(),
                    e);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // Avro has no common exception: a datum that passed the walk and fails here breaks a rule of its schema.
            throw new UndecodableException(
                    UndecodableException.Reason.MALFORMED,
                    "The value must be Avro binary of its writer's schema " + writer.getFullName()
                            + ", but reading it gave " + e,
                    e);
        }
    }
}
