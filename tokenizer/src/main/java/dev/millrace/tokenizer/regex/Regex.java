package dev.millrace.tokenizer.regex;

import dev.millrace.tokenizer.general.Pattern;
import dev.millrace.tokenizer.unicode.CodePoints;
import dev.millrace.tokenizer.unicode.RegexClasses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * A compiled regular expression: a backtracking matcher with a stack of its own, so that no text can overflow the
 * thread's. A repetition of one character class takes one entry of the stack however long it runs.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public final class Regex implements Pattern {
    private final String source;
    private final List<Instruction> program = new ArrayList<>();
    private int registers;
    /** The program once it is complete, and the bytes with which a match may start. */
    private Instruction[] code = {};

    private boolean[] starts = {};

    private Regex(String source) {
        this.source = source;
    }

    /**
     * Compiles {@code regex}.
     *
     * @throws UnsupportedRegexException if it is malformed or uses what is not supported
     */
    public static Regex compile(String regex) {
        Regex compiled = new Regex(regex);
        compiled.emit(RegexParser.parse(regex));
        compiled.program.add(new Instruction(Op.MATCH));
        compiled.finish();
        return compiled;
    }

    private void finish() {
        code = program.toArray(new Instruction[0]);
        starts = firstBytes(0);
        for (Instruction fork : code) {
            if (fork.op == Op.FORK) {
                fork.firstBytes = firstBytes(fork.first);
                fork.secondBytes = firstBytes(fork.second);
            }
        }
    }

    /**
     * The bytes of which one must come next if the program is to match from instruction {@code pc} on; index 256 stands
     * for the end of the text. All of them, if it may match nothing.
     */
    private boolean[] firstBytes(int pc) {
        boolean[] bytes = new boolean[257];
        if (addFirstBytes(pc, bytes, new BitSet())) {
            Arrays.fill(bytes, true);
        }
        return bytes;
    }

    /** Adds what may come next; returns whether the end of the program, or of the present body, comes without. */
    private boolean addFirstBytes(int start, boolean[] bytes, BitSet seen) {
        boolean matchesNothing = false;
        int pc = start;
        while (!seen.get(pc)) {
            seen.set(pc);
            Instruction instruction = code[pc];
            switch (instruction.op) {
                case MATCH -> {
                    return true;
                }
                case ONE, RUN -> {
                    for (int b = 0; b < 256; b++) {
                        bytes[b] |= b >= 128 || instruction.set.has(b);
                    }
                    if (instruction.op == Op.ONE || instruction.min > 0) {
                        return matchesNothing;
                    }
                    pc++;
                }
                case FORK -> {
                    matchesNothing |= addFirstBytes(instruction.first, bytes, seen);
                    pc = instruction.second;
                }
                case LOOP -> {
                    matchesNothing |= addFirstBytes(instruction.first, bytes, seen);
                    pc++;
                }
                case ATOMIC -> {
                    if (!addFirstBytes(pc + 1, bytes, seen)) {
                        return matchesNothing;
                    }
                    pc = instruction.first;
                }
                case JUMP, LOOK -> pc = instruction.first;
                case MARK, ANCHOR -> pc++;
            }
        }
        return matchesNothing;
    }

    @Override
    public String toString() {
        return source;
    }

    private enum Op {
        /** One character in {@code set}. */
        ONE,
        /** {@code min} to {@code max} characters in {@code set}. */
        RUN,
        /** Goes on at {@code first}, and if that fails, at {@code second}. */
        FORK,
        JUMP,
        /** Notes the place in register {@code first}. */
        MARK,
        /** Goes on at {@code first} unless nothing was consumed since register {@code second} was set. */
        LOOP,
        LOOK,
        ATOMIC,
        ANCHOR,
        /** Ends the expression, or the body of a LOOK or ATOMIC. */
        MATCH
    }

    private static final class Instruction {
        final Op op;
        CharSet set = EMPTY;
        int min;
        int max;
        Node.Mode mode = Node.Mode.GREEDY;
        int first;
        int second;
        boolean negative;
        /** Characters to step back before the body of a look-behind; -1 for a look-ahead. */
        int[] back = {};

        Node.Kind kind = Node.Kind.TEXT_START;
        /** Of a FORK: what may come next on either way. */
        boolean[] firstBytes = {};

        boolean[] secondBytes = {};

        private static final CharSet EMPTY = CharSet.of(c -> false);

        Instruction(Op op) {
            this.op = op;
        }
    }

    private Instruction add(Op op) {
        Instruction instruction = new Instruction(op);
        program.add(instruction);
        return instruction;
    }

    private void emit(Node node) {
        if (node instanceof Node.One one) {
            add(Op.ONE).set = one.set();
        } else if (node instanceof Node.Sequence sequence) {
            sequence.parts().forEach(this::emit);
        } else if (node instanceof Node.Choice choice) {
            emitChoice(choice.options());
        } else if (node instanceof Node.Repeat repeat) {
            emitRepeat(repeat);
        } else if (node instanceof Node.Look look) {
            emitLook(look);
        } else if (node instanceof Node.Atomic atomic) {
            emitAtomic(atomic.body());
        } else if (node instanceof Node.Anchor anchor) {
            add(Op.ANCHOR).kind = anchor.kind();
        }
    }

    private void emitChoice(List<Node> options) {
        List<Instruction> jumps = new ArrayList<>();
        for (int i = 0; i < options.size(); i++) {
            if (i + 1 == options.size()) {
                emit(options.get(i));
            } else {
                Instruction fork = add(Op.FORK);
                fork.first = program.size();
                emit(options.get(i));
                jumps.add(add(Op.JUMP));
                fork.second = program.size();
            }
        }
        jumps.forEach(jump -> jump.first = program.size());
    }

    private void emitAtomic(Node body) {
        Instruction atomic = add(Op.ATOMIC);
        emit(body);
        add(Op.MATCH);
        atomic.first = program.size();
    }

    private void emitLook(Node.Look look) {
        Instruction instruction = add(Op.LOOK);
        instruction.negative = look.negative();
        if (look.behind()) {
            instruction.back = lengths(look.body());
        }
        emit(look.body());
        add(Op.MATCH);
        instruction.first = program.size();
    }

    private void emitRepeat(Node.Repeat repeat) {
        if (repeat.mode() == Node.Mode.POSSESSIVE && !(repeat.body() instanceof Node.One)) {
            emitAtomic(new Node.Repeat(repeat.body(), repeat.min(), repeat.max(), Node.Mode.GREEDY));
            return;
        }
        if (repeat.body() instanceof Node.One one) {
            Instruction run = add(Op.RUN);
            run.set = one.set();
            run.min = repeat.min();
            run.max = repeat.max();
            run.mode = repeat.mode();
            return;
        }
        for (int i = 0; i < repeat.min(); i++) {
            emit(repeat.body());
        }
        if (repeat.max() == Integer.MAX_VALUE) {
            emitLoop(repeat);
        } else {
            emitOptional(repeat, repeat.max() - repeat.min());
        }
    }

    private void emitOptional(Node.Repeat repeat, int times) {
        List<Instruction> forks = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            Instruction fork = add(Op.FORK);
            fork.first = program.size();
            emit(repeat.body());
            forks.add(fork);
        }
        forks.forEach(fork -> aim(fork, fork.first, program.size(), repeat.mode()));
    }

    private void emitLoop(Node.Repeat repeat) {
        int start = program.size();
        Instruction fork = add(Op.FORK);
        int body = program.size();
        int register = registers++;
        add(Op.MARK).first = register;
        emit(repeat.body());
        Instruction loop = add(Op.LOOP);
        loop.first = start;
        loop.second = register;
        aim(fork, body, program.size(), repeat.mode());
    }

    private static void aim(Instruction fork, int body, int after, Node.Mode mode) {
        boolean lazy = mode == Node.Mode.LAZY;
        fork.first = lazy ? after : body;
        fork.second = lazy ? body : after;
    }

    /** The numbers of characters that a look-behind can have, one per alternative. */
    private int[] lengths(Node node) {
        List<Node> options = node instanceof Node.Choice choice ? choice.options() : List.of(node);
        return options.stream().mapToInt(this::length).distinct().toArray();
    }

    private int length(Node node) {
        if (node instanceof Node.One) {
            return 1;
        }
        if (node instanceof Node.Sequence sequence) {
            return sequence.parts().stream().mapToInt(this::length).sum();
        }
        if (node instanceof Node.Repeat repeat && repeat.min() == repeat.max()) {
            return repeat.min() * length(repeat.body());
        }
        if (node instanceof Node.Atomic atomic) {
            return length(atomic.body());
        }
        if (node instanceof Node.Look || node instanceof Node.Anchor) {
            return 0;
        }
        if (node instanceof Node.Choice choice) {
            int[] all =
                    choice.options().stream().mapToInt(this::length).distinct().toArray();
            if (all.length == 1) {
                return all[0];
            }
        }
        throw new UnsupportedRegexException("a look-behind of variable length", source, 0);
    }

    @Override
    public long find(byte[] text, int from, int to, int at) {
        return new Run().find(text, from, to, at);
    }

    @Override
    public Pattern forOneThread() {
        return new Run()::find;
    }

    /** Searches, one after the other. */
    private final class Run {
        /** Kinds of stack entries: go on at a place; give one back to; take one more; restore a register. */
        private static final int RESUME = 0, GIVE_BACK = 1, TAKE_MORE = 2, RESTORE = 3;

        private byte[] text = {};
        private int from;
        private int to;
        private final int[] marks = new int[registers];
        /** Entries of four: kind, instruction, two places. */
        private int[] stack = new int[64];

        private int size;

        long find(byte[] text, int from, int to, int at) {
            this.text = text;
            this.from = from;
            this.to = to;
            for (int i = at; i <= to; ) {
                int end = starts[next(i)] ? match(0, i) : -1;
                if (end >= 0) {
                    return (long) i << 32 | end;
                }
                i += i < to ? CodePoints.length(CodePoints.at(text, i, to)) : 1;
            }
            return -1;
        }

        private int next(int at) {
            return at < to ? text[at] & 0xFF : 256;
        }

        /** Runs from instruction {@code start} to its MATCH; the end of the match, or -1. */
        int match(int start, int place) {
            int base = size;
            int pc = start;
            int at = place;
            while (true) {
                Instruction instruction = code[pc];
                boolean ok = true;
                switch (instruction.op) {
                    case MATCH -> {
                        size = base;
                        return at;
                    }
                    case ONE -> {
                        int next = step(instruction.set, at);
                        ok = next >= 0;
                        at = next;
                        pc++;
                    }
                    case RUN -> {
                        at = run(instruction, pc, at);
                        ok = at >= 0;
                        pc++;
                    }
                    case FORK -> {
                        int next = next(at);
                        if (!instruction.firstBytes[next]) {
                            pc = instruction.second;
                        } else {
                            if (instruction.secondBytes[next]) {
                                push(RESUME, instruction.second, at, 0);
                            }
                            pc = instruction.first;
                        }
                    }
                    case JUMP -> pc = instruction.first;
                    case MARK -> {
                        push(RESTORE, instruction.first, marks[instruction.first], 0);
                        marks[instruction.first] = at;
                        pc++;
                    }
                    case LOOP -> pc = marks[instruction.second] == at ? pc + 1 : instruction.first;
                    case LOOK -> {
                        ok = look(instruction, pc + 1, at) != instruction.negative;
                        pc = instruction.first;
                    }
                    case ATOMIC -> {
                        at = match(pc + 1, at);
                        ok = at >= 0;
                        pc = instruction.first;
                    }
                    case ANCHOR -> {
                        ok = isAt(instruction.kind, at);
                        pc++;
                    }
                }
                if (!ok) {
                    pc = backtrack(base);
                    if (pc < 0) {
                        return -1;
                    }
                    at = resumeAt;
                }
            }
        }

        private int resumeAt;

        /** Takes the newest alternative above {@code base}: returns its instruction, or -1 if there is none. */
        private int backtrack(int base) {
            while (size > base) {
                size -= 4;
                int pc = stack[size + 1];
                int first = stack[size + 2];
                int second = stack[size + 3];
                switch (stack[size]) {
                    case RESUME -> {
                        resumeAt = first;
                        return pc;
                    }
                    case GIVE_BACK -> {
                        int shorter = second - CodePoints.length(CodePoints.before(text, from, second));
                        if (shorter > first) {
                            push(GIVE_BACK, pc, first, shorter);
                        }
                        resumeAt = shorter;
                        return pc;
                    }
                    case TAKE_MORE -> {
                        Instruction run = code[pc - 1];
                        int longer = second > 0 ? step(run.set, first) : -1;
                        if (longer >= 0) {
                            push(TAKE_MORE, pc, longer, second - 1);
                            resumeAt = longer;
                            return pc;
                        }
                    }
                    case RESTORE -> marks[pc] = first;
                    default -> throw new AssertionError(stack[size]);
                }
            }
            return -1;
        }

        private int run(Instruction run, int pc, int place) {
            int at = place;
            int n = 0;
            int atMin = run.min == 0 ? place : -1;
            int most = run.mode == Node.Mode.LAZY ? run.min : run.max;
            while (n < most) {
                int next = step(run.set, at);
                if (next < 0) {
                    break;
                }
                at = next;
                n++;
                if (n == run.min) {
                    atMin = at;
                }
            }
            if (n < run.min) {
                return -1;
            }
            if (run.mode == Node.Mode.GREEDY && at > atMin) {
                push(GIVE_BACK, pc + 1, atMin, at);
            } else if (run.mode == Node.Mode.LAZY && run.max > run.min) {
                push(TAKE_MORE, pc + 1, at, run.max - run.min);
            }
            return at;
        }

        private int step(CharSet set, int at) {
            if (at >= to) {
                return -1;
            }
            int c = CodePoints.at(text, at, to);
            return set.has(c) ? at + CodePoints.length(c) : -1;
        }

        private boolean look(Instruction look, int body, int at) {
            if (look.back.length == 0) {
                return match(body, at) >= 0;
            }
            for (int characters : look.back) {
                int start = at;
                int left = characters;
                while (left > 0 && start > from) {
                    start -= CodePoints.length(CodePoints.before(text, from, start));
                    left--;
                }
                if (left == 0 && match(body, start) == at) {
                    return true;
                }
            }
            return false;
        }

        private boolean isAt(Node.Kind kind, int at) {
            return switch (kind) {
                case TEXT_START -> at == from;
                case TEXT_END -> at == to;
                case TEXT_END_OR_LAST_LINE -> at == to || at == to - 1 && text[at] == '\n';
                case LINE_START -> at == from || text[at - 1] == '\n' && at < to;
                case LINE_END -> at == to || text[at] == '\n';
                case WORD_BOUNDARY -> isWord(at, true) != isWord(at, false);
                case NO_WORD_BOUNDARY -> isWord(at, true) == isWord(at, false);
            };
        }

        private boolean isWord(int at, boolean before) {
            if (before) {
                return at > from && RegexClasses.isOnigurumaWord(CodePoints.before(text, from, at));
            }
            return at < to && RegexClasses.isOnigurumaWord(CodePoints.at(text, at, to));
        }

        private void push(int kind, int pc, int first, int second) {
            if (size + 4 > stack.length) {
                stack = Arrays.copyOf(stack, 2 * stack.length);
            }
            stack[size] = kind;
            stack[size + 1] = pc;
            stack[size + 2] = first;
            stack[size + 3] = second;
            size += 4;
        }
    }
}
