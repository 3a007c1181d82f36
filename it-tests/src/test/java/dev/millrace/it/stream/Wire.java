package dev.millrace.it.stream;

import dev.millrace.schemas.IdType;
import dev.millrace.schemas.MergeTable;
import dev.millrace.schemas.MergedToken;
import dev.millrace.schemas.RawDocument;
import dev.millrace.schemas.Redaction;
import dev.millrace.schemas.Sha256Head;
import dev.millrace.schemas.TokenRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.util.ClassSecurityValidator;

/** The Confluent wire format, written and read by hand: magic 0, schema id, Avro. */
public final class Wire {
    private static final int PREFIX = 5;

    static {
        // Avro instantiates no class that it was not told to trust.
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(),
                ClassSecurityValidator.builder()
                        .add(TokenRecord.class)
                        .add(IdType.class)
                        .add(Redaction.class)
                        .add(Sha256Head.class)
                        .add(MergeTable.class)
                        .add(MergedToken.class)
                        .build()));
    }

    private Wire() {}

    /** A document as its producer would send it. */
    public static byte[] document(int schemaId, String id, byte[] content, String... tokenizers) {
        return document(
                schemaId,
                RawDocument.newBuilder()
                        .setId(id)
                        .setTokenizer(tokenizers.length == 0 ? null : String.join(",", tokenizers))
                        .setContent(ByteBuffer.wrap(content))
                        .build());
    }

    /** A document as its producer would send it. */
    public static byte[] document(int schemaId, RawDocument document) {
        return message(schemaId, encoder -> new SpecificDatumWriter<>(RawDocument.class).write(document, encoder));
    }

    /** A record of any schema. */
    public static byte[] record(int schemaId, GenericRecord record) {
        return message(
                schemaId, encoder -> new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder));
    }

    /** Reads the value of a record of the tokens topic. */
    public static TokenRecord tokens(byte[] value) {
        return read(TokenRecord.class, value);
    }

    /** Reads the value of a record of the merges topic. */
    public static MergeTable mergeTable(byte[] value) {
        return read(MergeTable.class, value);
    }

    private static <T> T read(Class<T> type, byte[] value) {
        if (value.length < PREFIX || value[0] != 0) {
            throw new IllegalArgumentException("a record must start with magic 0 and a schema id");
        }
        try {
            return new SpecificDatumReader<>(type)
                    .read(null, DecoderFactory.get().binaryDecoder(value, PREFIX, value.length - PREFIX, null));
        } catch (IOException e) {
            throw new UncheckedIOException("could not read a record of " + value.length + " bytes", e);
        }
    }

    /** The ids of a token record, unpacked. */
    public static int[] ids(TokenRecord record) {
        ByteBuffer packed = record.getTokens().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        boolean narrow = record.getDtype() == IdType.U16LE;
        int[] ids = new int[record.getTokenCount()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = narrow ? Short.toUnsignedInt(packed.getShort()) : packed.getInt();
        }
        if (packed.hasRemaining()) {
            throw new IllegalArgumentException(
                    "a token record of " + ids.length + " ids has " + packed.remaining() + " bytes too many");
        }
        return ids;
    }

    private interface Body {
        void write(BinaryEncoder encoder) throws IOException;
    }

    private static byte[] message(int schemaId, Body body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(
                ByteBuffer.allocate(PREFIX).put((byte) 0).putInt(schemaId).array());
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        try {
            body.write(encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("could not write a record", e);
        }
        return out.toByteArray();
    }
}
