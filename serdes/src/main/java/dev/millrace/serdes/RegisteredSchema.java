package dev.millrace.serdes;

import java.util.UUID;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A schema as a registry knows it.
 *
 * @param id its id in this registry
 * @param guid its id across registries, or null where the registry tells none
 * @param version its version in the subject asked for, from 1; 0 where the registry tells none
 * @param schema the schema itself
 */
public record RegisteredSchema(int id, @Nullable UUID guid, int version, Schema schema) {}
