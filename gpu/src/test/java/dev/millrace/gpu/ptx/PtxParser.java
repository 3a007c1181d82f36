package dev.millrace.gpu.ptx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decodes the body of one kernel. */
final class PtxParser {
    private static final Pattern LABEL = Pattern.compile("(\\$\\w+):");
    private static final Pattern REGISTERS = Pattern.compile("\\.reg \\.(\\w+) +%(\\w+)<(\\d+)>;");
    private static final Pattern SHARED = Pattern.compile("\\.shared \\.align \\d+ \\.b8 (\\w+)\\[(\\d+)\\];");
    private static final Pattern STATEMENT = Pattern.compile("(?:@(!?)(%\\w+)\\s+)?([a-z][\\w.]*)\\s*(.*);");
    private static final Pattern ADDRESS = Pattern.compile("\\[([%\\w]+)(?:\\+(-?\\d+))?\\]");
    private static final Map<String, Integer> SPECIALS = Map.of(
            "%tid.x", Warp.TID,
            "%ntid.x", Warp.NTID,
            "%ctaid.x", Warp.CTAID,
            "%nctaid.x", Warp.NCTAID,
            "%laneid", Warp.LANEID);
    private static final Map<String, Integer> BITS = Map.of("p", 1, "rs", 16, "r", 32, "rd", 64);

    private final String kernel;
    private final int parameters;
    private final Map<String, Integer> registers = new HashMap<>(SPECIALS);
    private final Map<String, Integer> widths = new HashMap<>();
    private int next = Warp.SPECIALS;
    private final Map<Long, Integer> constants = new LinkedHashMap<>();
    private final Map<String, Long> shared = new HashMap<>();
    private final List<Integer> sharedEnds = new ArrayList<>();
    private final Map<String, Integer> labels = new HashMap<>();
    private int line;
    private String text = "";

    PtxParser(String kernel, int parameters) {
        this.kernel = kernel;
        this.parameters = parameters;
    }

    /** Parses the lines between the braces, of which the first is line {@code firstLine}. */
    PtxKernel parse(List<String> body, int firstLine) {
        List<String> statements = new ArrayList<>();
        List<Integer> lines = new ArrayList<>();
        for (int i = 0; i < body.size(); i++) {
            line = firstLine + i;
            text = body.get(i).strip();
            Matcher label = LABEL.matcher(text);
            if (label.matches()) {
                labels.put(label.group(1), statements.size());
            } else if (text.startsWith(".")) {
                declare();
            } else if (!text.isEmpty() && !text.startsWith("//")) {
                statements.add(text);
                lines.add(line);
            }
        }
        List<Instruction> code = new ArrayList<>();
        for (int i = 0; i < statements.size(); i++) {
            line = lines.get(i);
            text = statements.get(i).replaceAll("\\s+", " ");
            code.add(decode());
        }
        // A kernel ends where its text does.
        code.add(new Instruction(Instruction.Kind.EXIT, Instruction.Effect.NONE, -1, false, 0, line, "}"));
        return new PtxKernel(
                kernel, code, parameters, next + constants.size(), List.copyOf(constants.keySet()), sharedEnds);
    }

    private void declare() {
        Matcher regs = REGISTERS.matcher(text.replaceAll("\\s+", " "));
        Matcher array = SHARED.matcher(text);
        if (regs.matches()) {
            String prefix = regs.group(2);
            for (int i = 0; i < Integer.parseInt(regs.group(3)); i++) {
                widths.put("%" + prefix + i, BITS.get(prefix));
                registers.put("%" + prefix + i, next++);
            }
        } else if (array.matches()) {
            int start = sharedEnds.isEmpty() ? 0 : PtxKernel.sharedAfter(sharedEnds.get(sharedEnds.size() - 1));
            shared.put(array.group(1), (long) start);
            sharedEnds.add(start + Integer.parseInt(array.group(2)));
        } else if (!text.startsWith(".loc") && !text.startsWith(".pragma")) {
            throw unknown();
        }
    }

    private PtxFault unknown() {
        return new PtxFault(PtxFault.Kind.UNKNOWN_OPCODE, kernel + ", line " + line + ": " + text);
    }

    private Instruction decode() {
        Matcher statement = STATEMENT.matcher(text);
        if (!statement.matches()) {
            throw unknown();
        }
        String predicate = statement.group(2);
        String opcode = statement.group(3);
        String[] operands = statement.group(4).isEmpty()
                ? new String[0]
                : statement.group(4).split(", ?", -1);
        return switch (opcode) {
            case "bra", "bra.uni" -> branch(predicate, "!".equals(statement.group(1)), operands[0]);
            case "ret", "exit" -> plain(Instruction.Kind.EXIT, predicate, Instruction.Effect.NONE, 0);
            case "bar.sync" -> plain(Instruction.Kind.BARRIER, predicate, Instruction.Effect.NONE, 0);
            default ->
                opcode.startsWith("shfl.sync.")
                        ? shuffle(opcode, predicate, operands)
                        : plain(Instruction.Kind.COMPUTE, predicate, effect(opcode, operands), 0);
        };
    }

    private Instruction branch(@Nullable String predicate, boolean negated, String label) {
        Integer target = labels.get(label);
        if (target == null) {
            throw unknown();
        }
        int register = predicate == null ? -1 : register(predicate);
        return instruction(Instruction.Kind.BRANCH, Instruction.Effect.NONE, register, negated, target);
    }

    private Instruction plain(
            Instruction.Kind kind, @Nullable String predicate, Instruction.Effect effect, int target) {
        if (predicate != null) {
            throw unknown();
        }
        return instruction(kind, effect, -1, false, target);
    }

    private Instruction instruction(
            Instruction.Kind kind, Instruction.Effect effect, int predicate, boolean negated, int target) {
        return new Instruction(kind, effect, predicate, negated, target, line, text);
    }

    private Instruction shuffle(String opcode, @Nullable String predicate, String[] operands) {
        String[] results = operands[0].split("\\|", -1);
        int valid = results.length > 1 ? register(results[1]) : -1;
        int lanes = constantOrRegister(operands[2]);
        int bounds = constantOrRegister(operands[3]);
        int members = constantOrRegister(operands[4]);
        int to = register(results[0]);
        int from = constantOrRegister(operands[1]);
        Instruction.Effect effect = Effects.shuffle(opcode, to, valid, from, lanes, bounds);
        if (effect == null) {
            throw unknown();
        }
        return plain(Instruction.Kind.SHUFFLE, predicate, effect, members);
    }

    private Instruction.Effect effect(String opcode, String[] operands) {
        Instruction.Effect effect;
        if (opcode.equals("ld.param.u64")) {
            int number = Integer.parseInt(operands[1].replaceAll(".*_param_(\\d+)\\]", "$1"));
            effect = Effects.parameter(register(operands[0]), number);
        } else if (opcode.startsWith("ld.")) {
            effect = load(opcode, operands);
        } else if (opcode.startsWith("st.")) {
            Matcher address = address(operands[0]);
            effect = Effects.store(opcode, base(address), offset(address), constantOrRegister(operands[1]));
        } else if (opcode.startsWith("atom.")) {
            Matcher address = address(operands[1]);
            int third = operands.length > 3 ? constantOrRegister(operands[3]) : -1;
            effect = Effects.atomic(
                    opcode,
                    register(operands[0]),
                    base(address),
                    offset(address),
                    constantOrRegister(operands[2]),
                    third);
        } else {
            int[] from = new int[operands.length - 1];
            for (int i = 1; i < operands.length; i++) {
                from[i - 1] = constantOrRegister(operands[i]);
            }
            effect = Effects.arithmetic(opcode, register(operands[0]), width(operands[0]), from);
        }
        if (effect == null) {
            throw unknown();
        }
        return effect;
    }

    private Instruction.@Nullable Effect load(String opcode, String[] operands) {
        // A vector is in braces, which the split at commas took apart.
        Matcher address = address(operands[operands.length - 1]);
        int[] to = new int[operands.length - 1];
        int[] bits = new int[to.length];
        for (int i = 0; i < to.length; i++) {
            String name = operands[i].replaceAll("[{}]", "");
            to[i] = register(name);
            bits[i] = width(name);
        }
        return Effects.load(opcode, to, bits, base(address), offset(address));
    }

    private Matcher address(String operand) {
        Matcher address = ADDRESS.matcher(operand);
        if (!address.matches()) {
            throw unknown();
        }
        return address;
    }

    private int base(Matcher address) {
        return constantOrRegister(address.group(1));
    }

    private static long offset(Matcher address) {
        return address.group(2) == null ? 0 : Long.parseLong(address.group(2));
    }

    private int register(String name) {
        Integer register = registers.get(name);
        if (register == null) {
            throw unknown();
        }
        return register;
    }

    private int width(String name) {
        Integer width = widths.get(name);
        if (width == null) {
            throw unknown();
        }
        return width;
    }

    private int constantOrRegister(String operand) {
        if (operand.startsWith("%")) {
            return register(operand);
        }
        long value;
        if (shared.containsKey(operand)) {
            value = shared.get(operand);
        } else if (operand.equals("symbols")) {
            // The dynamic array is behind the static ones.
            value = sharedEnds.isEmpty() ? 0 : PtxKernel.sharedAfter(sharedEnds.get(sharedEnds.size() - 1));
        } else {
            try {
                value = Long.decode(operand);
            } catch (NumberFormatException e) {
                throw unknown();
            }
        }
        // Constants follow all declared registers, and declarations come first.
        return constants.computeIfAbsent(value, v -> next + constants.size());
    }
}
