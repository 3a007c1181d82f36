package dev.millrace.tokenizer.redact.selftest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.redact.IdentifierType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Makes statements: sentences of clinical prose, full of numbers that identify nobody, with identifiers between them.
 *
 * <p><b>Thread safety:</b> none.
 */
final class StatementGenerator {
    private static final String[] PROSE = {
        "Blood pressure was 120/80 and pulse 72.",
        "Take 1/2 tablet of metoprolol 25 mg twice a day.",
        "HbA1c 7.2 %, glucose 5.4 mmol/l, WBC 12.5.",
        "The lesion measured 3.2 x 4.1 x 0.8 cm.",
        "NDC 0002-1433-80 was dispensed, 30 tablets.",
        "Strength was 5/5 in all four limbs; pain was 7 of 10.",
        "ICD E11.65, CPT 99213 and 81001.",
        "Seen in room 412B at 14:30, discharged home in 1998.",
        "Page 3 of 10. Items 1, 2 and 3 were reviewed.",
        "Weight 82 kg, height 178 cm, BMI 25.9, saturation 98 %.",
        "He smoked 20 cigarettes a day for 35 years.",
        "Sodium 139, potassium 4.1, chloride 101, creatinine 88.",
        "She was started on insulin 70/30, 12 units in the morning.",
        "The 45-year-old patient may return in 6 weeks.",
        "ECG: PR 160, QRS 90, QTc 410 ms.",
        "No change since the study of 2019; see section 4.2.1."
    };

    private final Random random;
    private final IdentifierGenerator identifiers;

    StatementGenerator(long seed) {
        random = new Random(seed);
        identifiers = new IdentifierGenerator(random);
    }

    /**
     * An identifier in a statement.
     *
     * @param start its first byte
     * @param end one past its last
     */
    record Gold(IdentifierType type, Noise noise, int start, int end) {}

    /** A text and the identifiers in it, in order. */
    record Statement(byte[] text, List<Gold> identifiers) {}

    /** A statement with one identifier of each type, in any order, all with the noise {@code noise} if it suits them. */
    Statement next(Noise noise) {
        List<IdentifierType> types = new ArrayList<>(List.of(IdentifierType.values()));
        java.util.Collections.shuffle(types, random);
        StringBuilder text = new StringBuilder();
        List<Gold> gold = new ArrayList<>();
        for (IdentifierType type : types) {
            text.append(PROSE[random.nextInt(PROSE.length)]).append(random.nextInt(3) == 0 ? "\n" : " ");
            gold.add(append(text, type, noise.suits(type) ? noise : Noise.NONE));
            text.append(new String[] {". ", "\n", "; ", ", "}[random.nextInt(4)]);
        }
        text.append(PROSE[random.nextInt(PROSE.length)]);
        return new Statement(text.toString().getBytes(UTF_8), gold);
    }

    private Gold append(StringBuilder text, IdentifierType type, Noise noise) {
        String written = identifiers.next(type);
        int open = written.indexOf('⟦');
        int close = written.indexOf('⟧');
        text.append(written, 0, open);
        int start = text.toString().getBytes(UTF_8).length;
        text.append(noise.apply(written.substring(open + 1, close), random));
        int end = text.toString().getBytes(UTF_8).length;
        text.append(written, close + 1, written.length());
        return new Gold(type, noise, start, end);
    }
}
