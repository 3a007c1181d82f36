package dev.millrace.serdes;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The Confluent wire format: how a Kafka record names the schema of its payload.
 *
 * <pre>
 *   short form   00 | id, 4 bytes big endian  | payload
 *   long form    01 | UUID, 16 bytes          | payload
 * </pre>
 *
 * The name stands before the payload, or in the record header {@code __value_schema_id} ({@code __key_schema_id} for
 * keys), in which case the payload is bare. A header wins over a prefix. The form written is the short one as a
 * prefix; all four combinations are read.
 */
public final class WireFormat {
    /** Header that names the schema of a value. */
    public static final String VALUE_HEADER = "__value_schema_id";

    /** Header that names the schema of a key. */
    public static final String KEY_HEADER = "__key_schema_id";

    static final byte MAGIC_ID = 0;
    static final byte MAGIC_GUID = 1;
    static final int ID_LENGTH = 1 + Integer.BYTES;
    static final int GUID_LENGTH = 1 + 2 * Long.BYTES;

    private WireFormat() {}

    /**
     * The schema a record names, and where its payload starts.
     *
     * @param schema the writer's schema
     * @param payloadOffset index of the first byte of the payload in the value; it ends with the value
     */
    public record Frame(SchemaReference schema, int payloadOffset) {}

    /**
     * Finds the schema that a record's value names; no I/O.
     *
     * @throws UndecodableException ({@link UndecodableException.Reason#NOT_FRAMED}) if neither header nor value does
     */
    public static Frame parseValue(@Nullable Headers headers, byte[] value) {
        return parse(headers, VALUE_HEADER, value);
    }

    /** As {@link #parseValue} for a record's key. */
    public static Frame parseKey(@Nullable Headers headers, byte[] key) {
        return parse(headers, KEY_HEADER, key);
    }

    private static Frame parse(@Nullable Headers headers, String headerName, byte[] data) {
        Header header = headers == null ? null : headers.lastHeader(headerName);
        if (header != null && header.value() != null) {
            return new Frame(reference(header.value(), "header " + headerName), 0);
        }
        SchemaReference reference = reference(data, "value");
        return new Frame(reference, reference instanceof SchemaReference.Id ? ID_LENGTH : GUID_LENGTH);
    }

    private static SchemaReference reference(byte[] data, String where) {
        if (data.length >= ID_LENGTH && data[0] == MAGIC_ID) {
            return new SchemaReference.Id(ByteBuffer.wrap(data).getInt(1));
        }
        if (data.length >= GUID_LENGTH && data[0] == MAGIC_GUID) {
            ByteBuffer buffer = ByteBuffer.wrap(data);
            return new SchemaReference.Guid(new UUID(buffer.getLong(1), buffer.getLong(1 + Long.BYTES)));
        }
        throw new UndecodableException(UndecodableException.Reason.NOT_FRAMED, complaint(data, where));
    }

    private static String complaint(byte[] data, String where) {
        if (data.length == 0) {
            return "The " + where + " must name its schema, but is empty.";
        }
        return "The " + where
                + " must start with 0 and a 4-byte schema id or with 1 and a 16-byte schema guid, but has "
                + data.length + " bytes and starts with " + (data[0] & 0xff) + ".";
    }

    /** The long form of {@code guid}, as it stands in a header: 17 bytes. */
    public static byte[] guidHeader(UUID guid) {
        return ByteBuffer.allocate(GUID_LENGTH)
                .put(MAGIC_GUID)
                .putLong(guid.getMostSignificantBits())
                .putLong(guid.getLeastSignificantBits())
                .array();
    }

    /** The short form of {@code id} as a prefix, 5 bytes. */
    static byte[] idPrefix(int id) {
        return ByteBuffer.allocate(ID_LENGTH).put(MAGIC_ID).putInt(id).array();
    }
}
