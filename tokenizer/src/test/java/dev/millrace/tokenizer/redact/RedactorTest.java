package dev.millrace.tokenizer.redact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
    private static final byte[] KEY = "a key of the test, 30 bytes ..".getBytes(UTF_8);

    private static RedactedText redact(RedactionPolicy policy, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return new Redactor(policy).redact(bytes, 0, bytes.length);
    }

    private static String tagged(String text) {
        return new String(redact(RedactionPolicy.tags(), text).toByteArray(), UTF_8);
    }

    private static RedactionPolicy policy(Treatment otherwise, IdentifierType type, Treatment treatment) {
        return new RedactionPolicy(otherwise, Map.of(type, treatment), KEY);
    }

    private static List<String> spans(RedactedText text) {
        List<String> spans = new ArrayList<>();
        for (int i = 0; i < text.size(); i++) {
            spans.add(text.type(i) + " [" + text.start(i) + "," + text.end(i) + ")");
        }
        return spans;
    }

    /** The worked example of the specification. */
    @Test
    void theWorkedExampleComesOutAsItIsWritten() {
        RedactedText text = redact(
                policy(Treatment.TAG, IdentifierType.DATE, Treatment.YEAR),
                "MRN: 00123456 SSN 123-45-6789 acct# 98765432 jo@x.org DOB 04/05/1961");
        assertThat(new String(text.toByteArray(), UTF_8))
                .isEqualTo("MRN: <MRN> SSN <SSN> acct# <ACCOUNT> <EMAIL> DOB <DATE:1961>");
        assertThat(spans(text))
                .containsExactly("MRN [5,13)", "SSN [18,29)", "ACCOUNT [36,44)", "EMAIL [45,53)", "DATE [58,68)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // published examples of numbers with check digits
                "card 4111 1111 1111 1111.                    | card <CARD>.",
                "card 3782-822463-10005                       | card <CARD>",
                "to GB29 NWBK 6016 1331 9268 19 today         | to <IBAN> today",
                "NPI 1234567893                               | NPI <NPI>",
                "943 476 5919                                 | <NHS>",
                "VIN 1M8GDM9AXKP042788                        | VIN <VEHICLE>",
                "MBI 1EG4-TE5-MK73                            | MBI <HEALTH_PLAN>",
                "DEA AB1234563                                | DEA <LICENCE>",
                // in words and in any order
                "seen January 31, 2024 and 5th of April 1961  | seen <DATE> and <DATE>",
                "on 31JAN2024, since Ju1y 4, 1999             | on <DATE>, since <DATE>",
                "1. March 5, 2020                             | 1. <DATE>",
                "2024-01-31T12:30:45Z                         | <DATE>",
                "DOB04/05/1961 MRN00123456                    | DOB<DATE> MRN<MRN>",
                // as people and scanners write numbers
                "SSN: l23-45-67B9                             | SSN: <SSN>",
                "ssn １２３‐４５‐６７８９ and ١٢٣-٤٥-٦٧٨٩              | ssn <SSN> and <SSN>",
                "Patient ID 12\u200b345-6789                  | Patient ID <MRN>",
                "call (212) 555-1234 ext. 12                  | call <PHONE>",
                "fax: 212.555.9876, +44 20 7946 0958          | fax: <FAX>, <FAX>",
                "Boston, MA 02115-1234                        | Boston, MA <ZIP>",
                "age: 92, a 95-year-old                       | age: <AGE>, a <AGE>-year-old",
                "https://a.b/c?d=1. www.x.org/y               | <URL>. <URL>",
                "10.0.0.255 fe80::1 00:1A:2b:3c:4d:5e         | <IP> <IP> <DEVICE>",
                "S/N: ABX-4402-1, plate 7ABC123               | S/N: <DEVICE>, plate <VEHICLE>",
                "write jo (at) x.org                          | write <EMAIL>",
            })
    void identifiersBecomeTags(String text, String expected) {
        assertThat(tagged(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BP 120/80, pulse 72, 5/5 strength, pain 10/12, 70/30 insulin",
                "NDC 0002-1433-80, ICD E11.65, CPT 99213",
                "HbA1c 7.2 %, WBC 12.5, 3.2 x 4.1 x 0.8 cm, room 412B at 14:30",
                "since 1998, section 4.2.1, pages 3 of 10; she may take 5 tablets",
                "SSN 000-12-3456 has no area, 666-12-3456 neither, nor 912-34-5678",
                "card 4111 1111 1111 1112 has another check digit... 12 34 56 78 90 12 34 56",
                "the 89-year-old, aged 89, std::vector, 12:30:45, a@b, Dr. Smith.He",
                "<SSN> and <DATE:1961> are text",
            })
    void whatIdentifiesNobodyStays(String text) {
        String shown = text.replace("SSN 000", "no. 000").replace("card 4", "row 4");
        assertThat(tagged(shown)).isEqualTo(shown);
    }

    @Test
    void anIdentifierOverALineIsOne() {
        assertThat(tagged("SSN 123-45-\n6789, MRN 4411-\r\n2290.")).isEqualTo("SSN <SSN>, MRN <MRN>.");
    }

    @Test
    void aMaskKeepsTheBytesInTheirPlaces() {
        String text = "SSN １２３-45-6789, ok";
        RedactedText masked = redact(new RedactionPolicy(Treatment.MASK, Map.of(), null), text);
        assertThat(masked.length()).isEqualTo(text.getBytes(UTF_8).length);
        assertThat(new String(masked.toByteArray(), UTF_8)).isEqualTo("SSN " + "#".repeat(17) + ", ok");
        assertThat(masked.redactedStart(0)).isEqualTo(masked.start(0)).isEqualTo(4);
        assertThat(masked.redactedEnd(0)).isEqualTo(masked.end(0)).isEqualTo(21);
    }

    @Test
    void aSurrogateHasTheShapeAndDependsOnNumberTypeAndKeyAlone() {
        RedactionPolicy policy = new RedactionPolicy(Treatment.SURROGATE, Map.of(), KEY);
        String one = surrogate(policy, "SSN 123-45-6789");
        assertThat(one).matches("\\d{3}-\\d{2}-\\d{4}").isNotEqualTo("123-45-6789");
        assertThat(surrogate(policy, "ssn: 123 45 6789")).isEqualTo(one.replace('-', ' '));
        assertThat(surrogate(policy, "SSN 123-45-6780")).isNotEqualTo(one);
        byte[] other = KEY.clone();
        other[0]++;
        assertThat(surrogate(new RedactionPolicy(Treatment.SURROGATE, Map.of(), other), "SSN 123-45-6789"))
                .isNotEqualTo(one);
        assertThat(surrogate(policy, "MRN AB-77123")).matches("[A-Z]{2}-\\d{5}");
    }

    private static String surrogate(RedactionPolicy policy, String text) {
        RedactedText redacted = redact(policy, text);
        return new String(
                redacted.toByteArray(),
                redacted.redactedStart(0),
                redacted.length() - redacted.redactedStart(0),
                UTF_8);
    }

    @Test
    void postalCodesKeepThreeDigitsUnlessFewLiveThere() {
        RedactionPolicy policy = policy(Treatment.TAG, IdentifierType.ZIP, Treatment.ZIP3);
        assertThat(new String(redact(policy, "ZIP 02115, zip 03601").toByteArray(), UTF_8))
                .isEqualTo("ZIP <ZIP:021>, zip <ZIP:000>");
    }

    @Test
    void whatIsKeptHidesNothingElse() {
        RedactionPolicy policy = policy(Treatment.TAG, IdentifierType.URL, Treatment.KEEP);
        assertThat(new String(redact(policy, "http://x.org/jo@x.org").toByteArray(), UTF_8))
                .isEqualTo("http://x.org/<EMAIL>");
    }

    @Test
    void whatOverlapsBecomesOneRedactionOverAllOfIt() {
        assertThat(spans(redact(RedactionPolicy.tags(), "account 2024-01-31-778812")))
                .containsExactly("ACCOUNT [8,25)");
    }

    @Test
    void everyPartOfThePolicyIsInTheFingerprint() {
        byte[] other = KEY.clone();
        other[3]++;
        assertThat(List.of(
                        RedactionPolicy.tags().fingerprint("a"),
                        RedactionPolicy.tags().fingerprint("b"),
                        new RedactionPolicy(Treatment.MASK, Map.of(), null).fingerprint("a"),
                        policy(Treatment.TAG, IdentifierType.DATE, Treatment.YEAR)
                                .fingerprint("a"),
                        new RedactionPolicy(Treatment.SURROGATE, Map.of(), KEY).fingerprint("a"),
                        new RedactionPolicy(Treatment.SURROGATE, Map.of(), other).fingerprint("a"),
                        "a"))
                .doesNotHaveDuplicates();
        assertThat(RedactionPolicy.tags().fingerprint("a"))
                .isEqualTo(new RedactionPolicy(Treatment.TAG, Map.of(), KEY).fingerprint("a"));
    }

    @Test
    void aTreatmentMustSuitItsTypeAndSurrogatesNeedAKey() {
        assertThatThrownBy(() -> policy(Treatment.TAG, IdentifierType.SSN, Treatment.YEAR))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ssn");
        assertThatThrownBy(() -> new RedactionPolicy(Treatment.SURROGATE, Map.of(), null))
                .hasMessageContaining("must have a key");
        assertThatThrownBy(() -> new RedactionPolicy(Treatment.TAG, Map.of(), new byte[15]))
                .hasMessageContaining("at least 16 bytes, got 15");
    }
}
