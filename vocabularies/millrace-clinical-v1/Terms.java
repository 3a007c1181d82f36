import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Takes terms out of definitions of FHIR: the displays of the concepts of the code systems that a list names, each with
 * the type given there. Arguments: the list, the folder of the XML files, the file to write. It writes text, type and
 * concept (code system and code), a term a line, by type in the order of the list.
 *
 * <p>A code system must be HL7's own by its address and must not say that it contains somebody else's terms. Abstract concepts, names of
 * classes such as {@code IntravitrealRoute}, remarks in brackets and texts without a word of three letters are left out.
 */
public final class Terms {
    private static final String OWN = "http://terminology.hl7.org/CodeSystem/";
    private static final Pattern OTHERS = Pattern.compile("(?i)snomed|loinc|dicom|\\bAMA\\b|\\bCPT\\b|\\bWHO\\b|copyright");
    private static final Pattern CLASS_NAME = Pattern.compile("_?[A-Za-z]*[a-z][A-Z][A-Za-z]*|_.*");
    private static final Pattern REMARK = Pattern.compile("\\[[^\\]]*\\]");
    private static final Pattern WORD = Pattern.compile("[A-Za-z]{3}");

    private final Map<String, String> types = new LinkedHashMap<>();
    private final Map<String, Set<String>> termsByType = new LinkedHashMap<>();
    private final Set<String> missing = new TreeSet<>();

    private Terms() {}

    public static void main(String[] args) throws IOException, XMLStreamException {
        Terms terms = new Terms();
        terms.readTypes(Path.of(args[0]));
        List<Path> files;
        try (Stream<Path> stream = Files.list(Path.of(args[1]))) {
            files = stream.sorted().toList();
        }
        for (Path file : files) {
            terms.read(file);
        }
        if (!terms.missing.isEmpty()) {
            throw new IllegalArgumentException(
                    args[0] + " must name code systems that have terms, but these have none: " + terms.missing);
        }
        List<String> lines = new ArrayList<>();
        terms.termsByType.values().forEach(lines::addAll);
        Files.write(Path.of(args[2]), lines, UTF_8);
        System.out.printf("%,d terms of %d types from %d code systems%n", lines.size(), terms.termsByType.size(), terms.types.size());
    }

    private void readTypes(Path list) throws IOException {
        for (String line : Files.readAllLines(list, UTF_8).subList(1, Files.readAllLines(list, UTF_8).size())) {
            String[] row = line.split("\t", -1);
            if (!row[0].startsWith(OWN)) {
                throw new IllegalArgumentException(list + " must name code systems of HL7's own, got " + row[0]);
            }
            types.put(row[0], row[1]);
            missing.add(row[0]);
            termsByType.putIfAbsent(row[1], new LinkedHashSet<>());
        }
    }

    private void read(Path file) throws IOException, XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            XMLStreamReader xml = factory.createXMLStreamReader(in);
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT && xml.getLocalName().equals("CodeSystem")) {
                    readSystem(xml);
                }
            }
        }
    }

    /** Children of the code system and of its concepts have what they say in an attribute. */
    private void readSystem(XMLStreamReader xml) throws XMLStreamException {
        Deque<String> path = new ArrayDeque<>();
        Map<String, String> fields = new HashMap<>();
        Deque<String> codes = new ArrayDeque<>();
        List<String[]> concepts = new ArrayList<>();
        path.push("CodeSystem");
        while (!path.isEmpty()) {
            int event = xml.next();
            if (event == XMLStreamConstants.END_ELEMENT) {
                if (path.pop().equals("concept")) {
                    codes.pop();
                }
            } else if (event == XMLStreamConstants.START_ELEMENT) {
                String parent = path.peek();
                String name = xml.getLocalName();
                String value = xml.getAttributeValue(null, "value");
                path.push(name);
                if (name.equals("concept")) {
                    codes.push("");
                } else if (parent.equals("CodeSystem") && value != null) {
                    fields.putIfAbsent(name, value);
                } else if (parent.equals("concept") && name.equals("code")) {
                    codes.pop();
                    codes.push(value);
                } else if (parent.equals("concept") && name.equals("display")) {
                    concepts.add(new String[] {codes.peek(), value});
                }
            }
        }
        add(fields, concepts);
    }

    private void add(Map<String, String> fields, List<String[]> concepts) {
        String type = types.get(fields.getOrDefault("url", ""));
        if (type == null) {
            return;
        }
        String url = fields.get("url");
        if (OTHERS.matcher(fields.getOrDefault("copyright", "")).find()) {
            throw new IllegalArgumentException(url + " must be HL7's own, but says: " + fields.get("copyright"));
        }
        for (String[] concept : concepts) {
            String text = REMARK.matcher(concept[1]).replaceAll(" ").replaceAll("\\s+", " ").strip();
            if (!concept[0].startsWith("_") && WORD.matcher(text).find() && !CLASS_NAME.matcher(text).matches()) {
                String code = url.substring(OWN.length()) + "#" + concept[0];
                termsByType.get(type).add(text + "\t" + type + "\t" + code);
                missing.remove(url);
            }
        }
    }
}
