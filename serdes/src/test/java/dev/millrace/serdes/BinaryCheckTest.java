package dev.millrace.serdes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.RawDocument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The walk that keeps hostile data and hostile schemas away from Avro's reader. */
@Timeout(60)
final class BinaryCheckTest {
    private static final Schema EVERYTHING = new Schema.Parser().parse("""
                    {"type": "record", "name": "Everything", "fields": [
                      {"name": "a", "type": "null"}, {"name": "b", "type": "boolean"},
                      {"name": "c", "type": "int"}, {"name": "d", "type": "long"},
                      {"name": "e", "type": "float"}, {"name": "f", "type": "double"},
                      {"name": "g", "type": "string"}, {"name": "h", "type": "bytes"},
                      {"name": "i", "type": {"type": "fixed", "name": "F", "size": 3}},
                      {"name": "j", "type": {"type": "enum", "name": "E", "symbols": ["X", "Y"]}},
                      {"name": "k", "type": {"type": "array", "items": ["null", "long", "Everything"]}},
                      {"name": "l", "type": {"type": "map", "values": "F"}}]}""");

    private static Schema schema(String json) {
        return JsonSchemas.parse("test", json.replace('\'', '"'), List.of());
    }

    private static void resolveToDocument(Schema writer, byte[] data) {
        RecordResolver.specific(writer, RawDocument.getClassSchema(), RawDocument.class)
                .read(data, 0);
    }

    @Test
    void walksExactlyToTheEndOfAnythingThatAvroWrites() throws IOException {
        Random random = Seeds.random("walksExactlyToTheEndOfAnythingThatAvroWrites", 6);
        for (Object datum : new RandomData(EVERYTHING, Seeds.rounds(200), random.nextLong())) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            BinaryEncoder out = EncoderFactory.get().blockingBinaryEncoder(bytes, null);
            new GenericDatumWriter<>(EVERYTHING, GenericData.get()).write(datum, out);
            out.flush();
            BinaryCursor cursor = new BinaryCursor(bytes.toByteArray(), 0);
            BinaryCheck.skip(EVERYTHING, cursor);
            assertThat(cursor.remaining()).isZero();
        }
    }

    @Test
    void refusesARecordThatContainsItselfWithoutEnd() {
        Schema endless = schema("{'type':'record','name':'R','fields':[{'name':'next','type':'R'}]}");
        assertThatThrownBy(() -> resolveToDocument(endless, new byte[10])).isInstanceOf(UndecodableException.class);
        assertThatThrownBy(() -> BinaryCheck.skip(endless, new BinaryCursor(new byte[10], 0)))
                .isInstanceOf(UndecodableException.class)
                .hasMessageContaining("nesting");
    }

    @Test
    void refusesDataThatNestTooDeep() {
        Schema list = schema("{'type':'record','name':'L','fields':[{'name':'next','type':['null','L']}]}");
        byte[] deep = new byte[1 << 20];
        Arrays.fill(deep, (byte) 2);
        assertThatThrownBy(() -> resolveToDocument(list, deep))
                .isInstanceOf(UndecodableException.class)
                .hasMessageContaining("nesting");
    }

    @Test
    void acceptsDataThatNestDeeply() {
        Schema list = schema("{'type':'record','name':'L','fields':[{'name':'next','type':['null','L']}]}");
        byte[] deep = new byte[BinaryCheck.MAX_DEPTH / 2 - 1];
        Arrays.fill(deep, 0, deep.length - 1, (byte) 2);
        BinaryCursor cursor = new BinaryCursor(deep, 0);
        BinaryCheck.skip(list, cursor);
        assertThat(cursor.remaining()).isZero();
    }

    @Test
    void refusesListsOfNothingThatAreLongerThanTheirData() {
        Schema nothings = schema("{'type':'array','items':'null'}");
        byte[] manyBlocks = new byte[1_000];
        Arrays.fill(manyBlocks, (byte) 0x7e); // 63 items each
        assertThatThrownBy(() -> BinaryCheck.skip(nothings, new BinaryCursor(manyBlocks, 0)))
                .isInstanceOf(UndecodableException.class)
                .hasMessageContaining("items");
    }

    /** Record n has twenty of record n + 1, and the last ones take no bytes at all. */
    private static String pyramid(int height) {
        StringBuilder json = new StringBuilder("{'type':'record','name':'R0','fields':[");
        StringBuilder end = new StringBuilder();
        for (int i = 1; i <= height; i++) {
            String more = "";
            for (int k = 1; k < 20; k++) {
                more += ",{'name':'f" + k + "','type':'R" + i + "'}";
            }
            json.append("{'name':'f0','type':{'type':'record','name':'R" + i + "','fields':[");
            end.insert(0, "]}}" + more);
        }
        return json.append(end).append("]}").toString();
    }

    @Test
    void refusesASmallSchemaThatUnfoldsIntoAHugeOne() {
        assertThatThrownBy(() -> schema(pyramid(8)))
                .isInstanceOfSatisfying(
                        UndecodableException.class,
                        e -> assertThat(e.reason()).isEqualTo(UndecodableException.Reason.SCHEMA_UNUSABLE));
        Schema huge = new Schema.Parser().parse(pyramid(8).replace('\'', '"'));
        assertThatThrownBy(() -> BinaryCheck.skip(huge, new BinaryCursor(new byte[10], 0)))
                .isInstanceOf(UndecodableException.class)
                .hasMessageContaining("too many values");
    }

    @Test
    void acceptsALargeSchema() {
        SchemaBuilder.FieldAssembler<Schema> fields =
                SchemaBuilder.record("Wide").fields();
        for (int i = 0; i < 5_000; i++) {
            fields = fields.optionalString("field" + i);
        }
        Schema wide = fields.endRecord();
        assertThat(schema(wide.toString())).isEqualTo(wide);
        BinaryCursor cursor = new BinaryCursor(new byte[5_000], 0);
        BinaryCheck.skip(wide, cursor);
        assertThat(cursor.remaining()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "no schema", "{", "{'type':'record'}", "{'type':'record','name':'A','fields':[{'type':'B'}]}"
            })
    void refusesWhatIsNoSchema(String json) {
        assertThatThrownBy(() -> schema(json))
                .isInstanceOfSatisfying(
                        UndecodableException.class,
                        e -> assertThat(e.reason()).isEqualTo(UndecodableException.Reason.SCHEMA_UNUSABLE));
    }

    @Test
    void refusesAnAbyssOfASchemaWithoutOverflowingTheStack() {
        StringBuilder abyss = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            abyss.append("{'type':'array','items':");
        }
        assertThatThrownBy(() -> schema(abyss.toString())).isInstanceOf(UndecodableException.class);
    }
}
