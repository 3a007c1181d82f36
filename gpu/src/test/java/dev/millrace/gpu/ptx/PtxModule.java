package dev.millrace.gpu.ptx;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kernels of a PTX text. */
public final class PtxModule {
    private static final Pattern ENTRY = Pattern.compile("\\.visible \\.entry (\\w+)\\(");

    private final Map<String, PtxKernel> kernels = new LinkedHashMap<>();
    private String version = "";

    /** Parses a text. */
    public PtxModule(String ptx) {
        List<String> lines = ptx.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.startsWith(".version ")) {
                version = line.substring(9);
            }
            Matcher entry = ENTRY.matcher(line);
            if (entry.matches()) {
                int parameters = 0;
                while (!lines.get(++i).startsWith("{")) {
                    parameters += lines.get(i).contains(".param ") ? 1 : 0;
                }
                List<String> body = new ArrayList<>();
                int first = i + 2;
                while (!lines.get(++i).startsWith("}")) {
                    body.add(lines.get(i));
                }
                String name = entry.group(1);
                kernels.put(name, new PtxParser(name, parameters).parse(body, first));
            }
        }
    }

    /** What {@code .version} says. */
    public String version() {
        return version;
    }

    /** Whether there is a kernel of that name. */
    public boolean has(String name) {
        return kernels.containsKey(name);
    }

    Collection<PtxKernel> kernels() {
        return kernels.values();
    }

    PtxKernel kernel(String name) {
        PtxKernel kernel = kernels.get(name);
        if (kernel == null) {
            throw new IllegalArgumentException("a kernel must be in the module, but " + name + " is not");
        }
        return kernel;
    }
}
