package dev.millrace.serdes;

import java.util.UUID;

/** How a record names the schema it was written with. */
public sealed interface SchemaReference {

    /** A number that is unique within one registry: the 4-byte form of the wire format. */
    record Id(int id) implements SchemaReference {
        @Override
        public String toString() {
            return "schema id " + id;
        }
    }

    /** A name that is unique across registries: the 16-byte form of the wire format. */
    record Guid(UUID guid) implements SchemaReference {
        @Override
        public String toString() {
            return "schema guid " + guid;
        }
    }
}
