package dev.millrace.tokenizer.redact.selftest;

import dev.millrace.tokenizer.redact.IdentifierType;
import java.util.Locale;
import java.util.Random;

/**
 * Makes identifiers as people write them. In what it returns, the identifier is between {@code ⟦} and {@code ⟧}, after
 * the label that it has in such texts.
 *
 * <p><b>Thread safety:</b> none.
 */
final class IdentifierGenerator {
    private static final String[] MONTHS = {
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December"
    };
    private static final String[] NAMES = {"jsmith", "anna.k", "o.brien", "m_lopez", "t-nguyen", "r.patel99", "ZWhite"};
    private static final String[] DOMAINS = {
        "example.com", "mail.example.org", "st-mary.example.net", "clinic.example.co.uk", "example.edu"
    };
    private static final String[] CITIES = {"Boston, MA", "Albany NY", "Reno, NV", "El Paso, TX", "Fargo, ND"};

    private final RandomText random;
    private final CheckedNumbers numbers;

    IdentifierGenerator(Random random) {
        this.random = new RandomText(random);
        this.numbers = new CheckedNumbers(this.random);
    }

    String next(IdentifierType type) {
        return switch (type) {
            case SSN -> ssn();
            case MRN -> mrn();
            case ACCOUNT -> account();
            case CARD -> random.one("card ", "Credit card: ", "paid with ", "VISA ", "") + value(numbers.card());
            case IBAN -> random.one("IBAN ", "IBAN: ", "transfer to ", "") + value(numbers.iban());
            case NPI -> random.one("NPI: ", "NPI ", "npi# ", "Provider NPI: ", "") + value(numbers.npi());
            case NHS -> nhs();
            case HEALTH_PLAN -> healthPlan();
            case LICENCE -> licence();
            case VEHICLE -> vehicle();
            case DEVICE -> device();
            case PHONE -> phone(random.one("Phone: ", "Tel ", "call ", "Cell# ", "Home phone ", "", ""));
            case FAX -> phone(random.one("Fax: ", "FAX ", "fax number ", "Facsimile: "));
            case EMAIL -> email();
            case URL -> url();
            case IP -> ip();
            case DATE -> date();
            case ZIP -> zip();
            case AGE -> age();
            case ID -> id();
        };
    }

    private static String value(String text) {
        return "⟦" + text + "⟧";
    }

    private String nhs() {
        String number = numbers.nhs();
        boolean unlabelled = number.contains(" ") && random.below(3) == 0;
        return (unlabelled ? "" : random.one("NHS No: ", "NHS number ", "NHS: ")) + value(number);
    }

    private String ssn() {
        int area = random.between(1, 899);
        String sign = random.one("-", "-", "-", " ", ".", "");
        String number = String.format(
                "%03d%s%02d%s%04d",
                area == 666 ? 665 : area, sign, random.between(1, 99), sign, random.between(1, 9999));
        String label =
                random.one("SSN: ", "SSN ", "Social Security Number: ", "SS# ", "social security no. ", "Soc. Sec. ");
        return (sign.isEmpty() || random.either() ? label : "") + value(number);
    }

    private String mrn() {
        return random.one(
                        "MRN: ",
                        "MRN ",
                        "MRN# ",
                        "Medical Record Number: ",
                        "Medical Record # ",
                        "Med Rec No. ",
                        "Patient ID: ",
                        "Hospital No: ",
                        "Chart number ",
                        "Medical record no ")
                + value(random.form(
                        random.one("999999", "9999999", "00999999", "A999999", "AA-999999", "99-99-99", "9999999999")));
    }

    private String account() {
        return random.one("Acct# ", "Account Number: ", "Account No. ", "acct: ", "ACCOUNT ", "Acct no ", "account # ")
                + value(random.form(
                        random.one("99999999", "9999999999", "9999-999999", "A99999999", "999999-9", "999999999999")));
    }

    private String healthPlan() {
        if (random.below(4) == 0) {
            return random.one("Medicare ID ", "MBI: ", "Medicare number ", "") + value(numbers.medicare());
        }
        return random.one(
                        "Member ID: ",
                        "Policy No. ",
                        "Subscriber ID: ",
                        "Group No. ",
                        "Insurance ID: ",
                        "Medicaid # ",
                        "Policy number ",
                        "member number ")
                + value(random.form(random.one("AAA999999999", "999999999", "A999999999", "0099999", "99999-9999")));
    }

    private String licence() {
        if (random.below(4) == 0) {
            return random.one("DEA ", "DEA# ", "DEA number: ") + value(numbers.dea());
        }
        return random.one(
                        "Driver's License: ",
                        "DL# ",
                        "License No. ",
                        "Passport No. ",
                        "Certificate #: ",
                        "licence number ",
                        "Drivers license number ")
                + value(random.form(random.one("A999-9999-9999", "99999999", "AA999999", "999999999", "99-99999")));
    }

    private String vehicle() {
        if (random.either()) {
            return random.one("VIN: ", "VIN ", "vehicle ", "") + value(numbers.vin());
        }
        return random.one("License plate ", "Plate: ", "plate number ", "Licence plate: ")
                + value(random.form(random.one("9AAA999", "AAA-9999", "AAA 999", "AA99 AAA", "999-AAA", "AAA9999")));
    }

    private String device() {
        return switch (random.below(4)) {
            case 0 ->
                random.one("MAC ", "adapter ", "")
                        + value(String.join(random.one(":", "-"), hex(2), hex(2), hex(2), hex(2), hex(2), hex(2))
                                .replaceAll("[:-]", ":"));
            case 1 -> "UDI " + value("(01)" + random.form("99999999999999") + "(21)" + random.form("A99999"));
            default ->
                random.one("Serial No. ", "S/N: ", "Device ID ", "serial number ", "device serial # ")
                        + value(random.form(
                                random.one("AA-9999-9999", "99999AA99", "9999-99-9", "AAA9999999", "A99-9999-AA")));
        };
    }

    private String hex(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append("0123456789abcdef".charAt(random.below(16)));
        }
        return random.either() ? text.toString() : text.toString().toUpperCase(Locale.ROOT);
    }

    private String phone(String label) {
        String area = random.between(2, 9) + random.form("99");
        String number = random.between(2, 9) + random.form("99");
        String line = random.form("9999");
        return label
                + value(
                        switch (random.below(9)) {
                            case 0 -> "(" + area + ") " + number + "-" + line;
                            case 1 -> "(" + area + ")" + number + "-" + line;
                            case 2 -> area + "." + number + "." + line;
                            case 3 -> area + " " + number + " " + line;
                            case 4 -> "+1 " + area + "-" + number + "-" + line;
                            case 5 -> "1-" + area + "-" + number + "-" + line;
                            case 6 -> "+44 20 " + random.form("7999") + " " + line;
                            case 7 ->
                                area + "-" + number + "-" + line + random.one(" ext. ", " x", " ext ")
                                        + random.form("199");
                            default ->
                                label.isEmpty() || random.either()
                                        ? area + "-" + number + "-" + line
                                        : number + "-" + line;
                        });
    }

    private String email() {
        String name = NAMES[random.below(NAMES.length)];
        String domain = DOMAINS[random.below(DOMAINS.length)];
        return random.one("E-mail: ", "email ", "contact ", "")
                + value(name + random.one("@", "@", "@", " @ ", "(at)", "+ward@") + domain);
    }

    private String url() {
        String domain = DOMAINS[random.below(DOMAINS.length)];
        String path = "/" + random.one("patients", "r/", "p?id=", "portal/visit/") + random.form("9999");
        return random.one("see ", "portal ", "")
                + value(
                        switch (random.below(5)) {
                            case 0 -> "https://" + domain + path;
                            case 1 -> "http://" + domain + ":8080" + path;
                            case 2 -> "www." + domain;
                            case 3 -> "www." + domain + path;
                            default -> domain + path;
                        });
    }

    private String ip() {
        return random.one("IP ", "from ", "IP address: ")
                + value(
                        switch (random.below(3)) {
                            case 0 -> String.join(":", group(), group(), group(), group(), group(), group(), "0", "1");
                            case 1 -> "2001:db8::" + group() + ":" + random.between(1, 9);
                            default ->
                                random.between(1, 255) + "." + random.between(0, 255) + "." + random.between(0, 255)
                                        + "." + random.between(1, 254);
                        });
    }

    private String group() {
        return Integer.toHexString(random.between(0x1000, 0xffff));
    }

    private String date() {
        int month = random.between(1, 12);
        int day = random.between(1, 28);
        int year = random.between(1920, 2025);
        String name = MONTHS[month - 1];
        String abbreviated = name.substring(0, 3);
        return switch (random.below(16)) {
            case 0 -> "on " + value(String.format("%d-%02d-%02d", year, month, day));
            case 1 -> "seen " + value(String.format("%02d/%02d/%d", month, day, year));
            case 2 -> "DOB: " + value(month + "/" + day + "/" + year);
            case 3 -> "DOS " + value(String.format("%d/%d/%02d", month, day, year % 100));
            case 4 -> "am " + value(String.format("%02d.%02d.%d", day, month, year));
            case 5 -> value(name + " " + day + ", " + year);
            case 6 -> value(abbreviated + " " + day + ", " + year);
            case 7 -> value(day + " " + name + " " + year);
            case 8 -> value(String.format("%02d-%s-%d", day, abbreviated, year));
            case 9 -> "in " + value(name + " " + year);
            case 10 -> "since " + value(name + " " + day + random.one("th", ""));
            case 11 -> "at " + value(String.format("%d-%02d-%02dT%02d:%02d:00Z", year, month, day, day, month));
            case 12 -> "Date of birth " + value(String.format("%02d%02d%d", month, day, year));
            case 13 -> value(String.format("%d%02d%02d", year, month, day));
            case 14 -> "DOB " + value(String.format("%02d-%02d-%02d", month, day, year % 100));
            default -> "the " + value(day + "th of " + name + " " + year);
        };
    }

    private String zip() {
        return switch (random.below(3)) {
            case 0 -> CITIES[random.below(CITIES.length)] + " " + value(random.form("99999"));
            case 1 -> CITIES[random.below(CITIES.length)] + " " + value(random.form("99999-9999"));
            default -> random.one("ZIP: ", "zip code ", "Zip ") + value(random.form("99999"));
        };
    }

    private String age() {
        String years = value(String.valueOf(random.between(90, 109)));
        return switch (random.below(5)) {
            case 0 -> "a " + years + "-year-old man";
            case 1 -> "aged " + years;
            case 2 -> "Age: " + years;
            case 3 -> years + " y/o female";
            default -> "a woman of " + years + " years";
        };
    }

    private String id() {
        return random.one(
                        "Accession # ",
                        "Encounter: ",
                        "Case No. ",
                        "Claim number ",
                        "Specimen ID ",
                        "Visit no. ",
                        "Reference number: ",
                        "Order # ",
                        "Invoice no. ")
                + value(random.form(
                        random.one("A99-999999", "99999999", "2099-00999", "9999999999", "A-99-99999", "AA999999")));
    }
}
