package dev.millrace.tokenizer.redact;

import java.util.Locale;

/**
 * Kinds of identifiers. Where rules overlap, the one that comes first here names the redaction; the order is part of
 * {@link RedactionPolicy#fingerprint}.
 */
public enum IdentifierType {
    /** Web address: with a scheme, with {@code www.}, or a host with a path. */
    URL,
    /** E-mail address. */
    EMAIL,
    /** United States social security number. */
    SSN,
    /** Payment card number with its Luhn digit. */
    CARD,
    /** International bank account number with its check digits modulo 97. */
    IBAN,
    /** National provider identifier with its Luhn digit. */
    NPI,
    /** National Health Service number with its check digit modulo 11. */
    NHS,
    /** Number of a medical record, chart or patient, by its label. */
    MRN,
    /** Account number, by its label. */
    ACCOUNT,
    /** Member, policy or beneficiary number, by its label or as a Medicare beneficiary identifier. */
    HEALTH_PLAN,
    /** Vehicle identification number with its check digit, or a licence plate by its label. */
    VEHICLE,
    /** Licence, certificate or passport number, by its label or as a DEA number with its check digit. */
    LICENCE,
    /** Serial number or unique device identifier, by its label; MAC address. */
    DEVICE,
    /** Fax number: a telephone number labelled as one. */
    FAX,
    /** Telephone number. */
    PHONE,
    /** Internet address of version 4 or 6. */
    IP,
    /** Date with a day or a month in it. */
    DATE,
    /** Postal code of the United States. */
    ZIP,
    /** Age of 90 or more. */
    AGE,
    /** Any other number that a label calls an identifier: accession, encounter, case, claim ... */
    ID;

    private static final IdentifierType[] BY_RANK = values();

    /** Its place in the order of types. */
    @SuppressWarnings("EnumOrdinal") // the order is the meaning
    int rank() {
        return ordinal();
    }

    static IdentifierType ofRank(int rank) {
        return BY_RANK[rank];
    }

    /** The name as configuration keys have it, such as {@code health.plan}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** The text that stands for an identifier of this type, such as {@code <SSN>}. */
    public String tag() {
        return "<" + name() + ">";
    }
}
