package dev.millrace.tokenizer.redact;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Words that say what the number after them is, as they occur in one text.
 *
 * <p>Words are compared by a key of their first twelve letters in which case does not matter, nor what a bad print
 * confuses: {@code l}, {@code i} and {@code 1}, {@code o} and {@code 0}, {@code s} and {@code 5}, {@code b} and {@code 8}.
 *
 * <p><b>Thread safety:</b> none; one per document.
 */
final class Labels {
    /** How far before a number its label ends at most, in characters. */
    static final int REACH = 30;

    private static final int KEY_LETTERS = 12;
    private static final int MAX_WORD = 24;
    private static final int BITS = 5;

    /** Phrases, separated by commas, of up to four words. */
    private static final Map<IdentifierType, String> PHRASES = new EnumMap<>(Map.ofEntries(
            Map.entry(IdentifierType.SSN, "ssn,ss,social security,soc sec,social sec,s s n,s s"),
            Map.entry(IdentifierType.NPI, "npi,national provider,provider identifier,n p i"),
            Map.entry(IdentifierType.NHS, "nhs,national health service,n h s"),
            Map.entry(
                    IdentifierType.PHONE,
                    "phone,telephone,tel,cell,cellphone,mobile,mob,call,pager,ph,contact,callback,hotline,"
                            + "cellular,landline,beeper"),
            Map.entry(IdentifierType.FAX, "fax,facsimile,telefax"),
            Map.entry(IdentifierType.CARD, "card,credit card,debit card,visa,mastercard,amex,american express"),
            Map.entry(
                    IdentifierType.DATE,
                    "dob,d o b,date of birth,date of service,date of death,date of admission,date of discharge,birth,birthdate,birthday,born,date,dated,dos,d o s,dod,admitted,admission,admit,"
                            + "discharged,discharge,expired,expires"),
            Map.entry(IdentifierType.ZIP, "zip,zipcode,postal,postcode"),
            Map.entry(IdentifierType.AGE, "age,aged"),
            Map.entry(
                    IdentifierType.MRN,
                    "mrn,mr,m r n,medical record,med record,medical rec,med rec,patient number,patient no,"
                            + "patient id,patient identifier,pt id,hospital number,hospital no,hosp no,"
                            + "chart,chart number,unit number,record number"),
            Map.entry(IdentifierType.ACCOUNT, "account,acct,accnt,acc,a c"),
            Map.entry(
                    IdentifierType.HEALTH_PLAN,
                    "member,member id,member number,subscriber,policy,group number,group no,group id,"
                            + "health plan,plan id,plan number,insurance,medicare,medicaid,mbi,hicn,hic,beneficiary,"
                            + "payer id,insured id"),
            Map.entry(
                    IdentifierType.LICENCE,
                    "license,licence,lic,driver license,drivers license,driver s license,driver licence,"
                            + "drivers licence,driving licence,dl,certificate,cert,passport,dea,permit"),
            Map.entry(
                    IdentifierType.VEHICLE,
                    "vin,vehicle identification,license plate,licence plate,number plate,plate,"
                            + "registration plate,vehicle registration,vehicle reg,vrn,vrm,license tag"),
            Map.entry(
                    IdentifierType.DEVICE,
                    "serial,serial number,device serial,s n,sn,udi,device id,device identifier,device,imei,implant"),
            Map.entry(IdentifierType.IBAN, "iban"),
            Map.entry(
                    IdentifierType.ID,
                    "id,identifier,identification,accession,encounter,case,visit,claim,order,reference,ref,"
                            + "confirmation,specimen,invoice,barcode,ticket,requisition,file,employee,study,sample")));

    /** Words between a label and its number that change nothing. */
    private static final String FILLERS = "no,num,number,nr,nbr,id,identifier,identification,code,is,was,ending,card";

    private static final Map<Long, List<Phrase>> BY_FIRST_WORD = byFirstWord();
    private static final long[] FILLER_KEYS = Arrays.stream(FILLERS.split(",", -1))
            .mapToLong(Labels::key)
            .sorted()
            .toArray();
    /** One bit for each value of some bits of a first word's key: rules out nearly all words without a look-up. */
    private static final long[] FIRST_WORD_FILTER = filter();

    private final FoldedText text;
    /** End in the high 32 bits, type below: ascending. */
    private long[] found = new long[16];

    private int size;

    /** What a label's words are. */
    private record Phrase(IdentifierType type, long[] words) {}

    /** Finds the labels of {@code text}. */
    Labels(FoldedText text) {
        this.text = text;
        for (int i = 0; i < text.length(); ) {
            if (!FoldedText.isAsciiLetter(text.at(i)) && text.at(i) != '5') {
                i++;
            } else if (FoldedText.isWord(text.at(i - 1))) {
                i++;
            } else {
                i = word(i);
            }
        }
        Arrays.sort(found, 0, size);
    }

    /** Looks at the word that starts at {@code i} and returns its end. */
    private int word(int i) {
        int end = wordEnd(i);
        long key = key(text, i, end);
        boolean known = mayStartLabel(key) && phrasesFrom(i, end, key);
        if (!known) { // "MRN00123456", "DOB04/05/1961"
            int letters = i;
            while (letters < end && FoldedText.isAsciiLetter(text.at(letters))) {
                letters++;
            }
            if (letters > i && letters < end) {
                long prefix = key(text, i, letters);
                if (mayStartLabel(prefix)) {
                    phrasesFrom(i, letters, prefix);
                }
            }
        }
        return end;
    }

    private boolean phrasesFrom(int i, int end, long key) {
        List<Phrase> phrases = BY_FIRST_WORD.get(key);
        if (phrases == null) {
            return false;
        }
        boolean any = false;
        for (Phrase phrase : phrases) {
            int phraseEnd = match(phrase, end);
            if (phraseEnd > i) {
                add(phraseEnd, phrase.type());
                any = true;
            }
        }
        return any;
    }

    /** The end of {@code phrase}, whose first word ends at {@code at}, or -1. */
    private int match(Phrase phrase, int at) {
        int end = at;
        for (int w = 1; w < phrase.words().length; w++) {
            int next = end;
            while (next < end + 2 && !FoldedText.isWord(text.at(next))) {
                next++;
            }
            if (next == end) {
                return -1;
            }
            end = wordEnd(next);
            if (key(text, next, end) != phrase.words()[w]) {
                return -1;
            }
        }
        return end;
    }

    private void add(int end, IdentifierType type) {
        if (size == found.length) {
            found = Arrays.copyOf(found, 2 * size);
        }
        found[size++] = (long) end << 32 | type.rank();
    }

    int size() {
        return size;
    }

    int end(int label) {
        return (int) (found[label] >>> 32);
    }

    IdentifierType type(int label) {
        return IdentifierType.ofRank((int) found[label]);
    }

    /** Whether a label of {@code type} ends in the {@link #REACH} characters before {@code at}, and not before {@code since}. */
    boolean before(int at, int since, IdentifierType type) {
        int earliest = Math.max(since, at - REACH);
        for (int i = lastBefore(at); i >= 0 && end(i) >= earliest; i--) {
            if (type(i) == type) {
                return true;
            }
        }
        return false;
    }

    /** Whether the value of a label of {@code type} starts at {@code at}. */
    boolean directlyBefore(int at, IdentifierType type) {
        for (int i = lastBefore(at); i >= 0 && end(i) >= at - REACH; i--) {
            if (type(i) == type && valueStart(end(i)) == at) {
                return true;
            }
        }
        return false;
    }

    /** Which of two types has the label that ends last within {@link #REACH} characters before {@code at}, or null. */
    @Nullable
    IdentifierType nearest(int at, IdentifierType one, IdentifierType other) {
        for (int i = lastBefore(at); i >= 0 && end(i) >= at - REACH; i--) {
            if (type(i) == one || type(i) == other) {
                return type(i);
            }
        }
        return null;
    }

    /** Whether a label ends at {@code at}. */
    boolean endsAt(int at) {
        int last = lastBefore(at);
        return last >= 0 && end(last) == at;
    }

    private int lastBefore(int at) {
        int place = Arrays.binarySearch(found, 0, size, (long) at << 32 | 0xffff);
        return -place - 2;
    }

    /** Where the value of a label that ends at {@code end} starts: after signs and filler words. */
    int valueStart(int end) {
        int at = end;
        for (int words = 0; words < 3; words++) {
            int next = skipSigns(at);
            int wordEnd = wordEnd(next);
            if (!isFiller(next, wordEnd)) {
                return next;
            }
            at = wordEnd;
        }
        return skipSigns(at);
    }

    private boolean isFiller(int from, int to) {
        for (int i = from; i < to; i++) {
            if (!FoldedText.isAsciiLetter(text.at(i))) {
                return false;
            }
        }
        return to > from && text.at(to) != '-' && Arrays.binarySearch(FILLER_KEYS, key(text, from, to)) >= 0;
    }

    private int skipSigns(int at) {
        int next = at;
        while (next < at + 5 && next < text.length() && !FoldedText.isWord(text.at(next))) {
            next++;
        }
        return next;
    }

    private int wordEnd(int i) {
        int end = i;
        while (end < i + MAX_WORD && FoldedText.isWord(text.at(end))) {
            end++;
        }
        return end;
    }

    static long key(FoldedText text, int from, int to) {
        long key = 1;
        int end = Math.min(to, from + KEY_LETTERS);
        for (int i = from; i < end; i++) {
            key = key << BITS | letter(text.at(i));
        }
        return key;
    }

    static long key(String word) {
        long key = 1;
        for (int i = 0; i < Math.min(word.length(), KEY_LETTERS); i++) {
            key = key << BITS | letter((byte) word.charAt(i));
        }
        return key;
    }

    /** 1 to 26 for letters, those that are confused being one; 0 for anything else. */
    private static int letter(byte c) {
        return switch (c) {
            case '0' -> 'o' - 'a' + 1;
            case '1', 'i', 'I' -> 'l' - 'a' + 1;
            case '5' -> 's' - 'a' + 1;
            case '8' -> 'b' - 'a' + 1;
            default -> FoldedText.isAsciiLetter(c) ? (c | 0x20) - 'a' + 1 : 0;
        };
    }

    private static boolean mayStartLabel(long key) {
        int hash = hash(key);
        return (FIRST_WORD_FILTER[hash >>> 6] >>> hash & 1) != 0;
    }

    private static int hash(long key) {
        return (int) (key * 0x9E3779B97F4A7C15L >>> 52);
    }

    private static Map<Long, List<Phrase>> byFirstWord() {
        Map<Long, List<Phrase>> phrases = new HashMap<>();
        PHRASES.forEach((type, all) -> {
            for (String phrase : all.split(",", -1)) {
                long[] words = Arrays.stream(phrase.split(" ", -1))
                        .mapToLong(Labels::key)
                        .toArray();
                phrases.computeIfAbsent(words[0], word -> new ArrayList<>()).add(new Phrase(type, words));
            }
        });
        return phrases;
    }

    private static long[] filter() {
        long[] filter = new long[1 << 12 - 6];
        for (long key : BY_FIRST_WORD.keySet()) {
            filter[hash(key) >>> 6] |= 1L << hash(key);
        }
        return filter;
    }
}
