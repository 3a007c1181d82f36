/**
 * Avro on the Confluent wire format, and the schema-registry client.
 *
 * <p>For Kafka clients: {@link dev.millrace.serdes.MillraceAvroSerializer}, {@link
 * dev.millrace.serdes.MillraceAvroDeserializer} and {@link dev.millrace.serdes.MillraceAvroSerde}, configured with
 * Confluent's keys ({@link dev.millrace.serdes.SchemaRegistryConfig}).
 *
 * <p>For code that must not do I/O where it decodes or encodes: {@link dev.millrace.serdes.RawDocumentReader} with
 * {@link dev.millrace.serdes.WriterSchemas}, and {@link dev.millrace.serdes.WireFormatWriter}, whose id is resolved
 * once at start.
 */
@NullMarked
package dev.millrace.serdes;

import org.jspecify.annotations.NullMarked;
