package dev.millrace.serdes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.UUID;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WireFormatTest {
    private static final UUID GUID = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
    private static final byte[] GUID_FORM = HexFormat.of().parseHex("0100112233445566778899aabbccddeeff");

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    private static Headers header(String name, byte[] value) {
        return new RecordHeaders().add(name, value);
    }

    @Test
    void readsTheShortFormBeforeThePayload() {
        assertThat(WireFormat.parseValue(null, hex("000102030405")))
                .isEqualTo(new WireFormat.Frame(new SchemaReference.Id(0x01020304), 5));
        assertThat(WireFormat.parseValue(new RecordHeaders(), hex("00ffffffff")))
                .isEqualTo(new WireFormat.Frame(new SchemaReference.Id(-1), 5));
    }

    @Test
    void readsTheLongFormBeforeThePayload() {
        assertThat(WireFormat.parseValue(null, GUID_FORM))
                .isEqualTo(new WireFormat.Frame(new SchemaReference.Guid(GUID), 17));
    }

    @Test
    void readsEitherFormInTheHeaderWithABarePayload() {
        assertThat(WireFormat.parseValue(header("__value_schema_id", GUID_FORM), hex("2a")))
                .isEqualTo(new WireFormat.Frame(new SchemaReference.Guid(GUID), 0));
        assertThat(WireFormat.parseValue(header("__value_schema_id", hex("0000000007")), new byte[0]))
                .isEqualTo(new WireFormat.Frame(new SchemaReference.Id(7), 0));
        assertThat(WireFormat.parseKey(header("__key_schema_id", GUID_FORM), hex("2a")))
                .isEqualTo(new WireFormat.Frame(new SchemaReference.Guid(GUID), 0));
    }

    @Test
    void letsTheHeaderWinAndOfSeveralTheLast() {
        Headers headers = header("__value_schema_id", hex("0000000001")).add("__value_schema_id", hex("0000000002"));
        assertThat(WireFormat.parseValue(headers, hex("0000000003")))
                .isEqualTo(new WireFormat.Frame(new SchemaReference.Id(2), 0));
    }

    @Test
    void keepsHeadersOfKeysAndValuesApart() {
        Headers headers = header("__key_schema_id", GUID_FORM);
        assertThat(WireFormat.parseValue(headers, hex("0000000003")))
                .isEqualTo(new WireFormat.Frame(new SchemaReference.Id(3), 5));
    }

    @Test
    void ignoresAHeaderWithoutValue() {
        Headers headers = new RecordHeaders().add("__value_schema_id", null);
        assertThat(WireFormat.parseValue(headers, hex("0000000003")))
                .isEqualTo(new WireFormat.Frame(new SchemaReference.Id(3), 5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "00000000", "0100112233445566778899aabbccddee", "02", "7b7d", "ff00000001"})
    void refusesWhatNamesNoSchema(String digits) {
        assertThatThrownBy(() -> WireFormat.parseValue(null, hex(digits)))
                .isInstanceOfSatisfying(
                        UndecodableException.class,
                        e -> assertThat(e.reason()).isEqualTo(UndecodableException.Reason.NOT_FRAMED));
        assertThatThrownBy(() -> WireFormat.parseValue(header("__value_schema_id", hex(digits)), hex("0000000003")))
                .isInstanceOf(UndecodableException.class)
                .hasMessageContaining("__value_schema_id");
    }

    @Test
    void writesBothForms() {
        assertThat(WireFormat.idPrefix(0x01020304)).isEqualTo(hex("0001020304"));
        assertThat(WireFormat.guidHeader(GUID)).isEqualTo(GUID_FORM);
    }
}
