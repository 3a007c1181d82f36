package dev.millrace.app.console;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Rows under a heading, as wide as their widest cell. Columns are left-aligned, or right-aligned where numbers stand. */
public final class TextTable {
    private static final String GAP = "  ";

    private final List<String[]> rows = new ArrayList<>();
    private final boolean[] rightAligned;

    /** A heading that starts with {@code >} makes its column right-aligned; the mark is not printed. */
    public TextTable(String... headings) {
        rightAligned = new boolean[headings.length];
        String[] row = new String[headings.length];
        for (int i = 0; i < headings.length; i++) {
            rightAligned[i] = headings[i].startsWith(">");
            row[i] = rightAligned[i] ? headings[i].substring(1) : headings[i];
        }
        rows.add(row);
    }

    /**
     * Adds a row.
     *
     * @throws IllegalArgumentException if the number of cells is not that of the headings
     */
    public void add(String... cells) {
        if (cells.length != rightAligned.length) {
            throw new IllegalArgumentException(
                    "a row must have " + rightAligned.length + " cells, got " + cells.length);
        }
        rows.add(cells.clone());
    }

    /** Number of rows below the heading. */
    public int size() {
        return rows.size() - 1;
    }

    /** Prints all rows; no line ends in blanks. */
    public void print(PrintStream to) {
        int[] widths = new int[rightAligned.length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], width(row[i]));
            }
        }
        StringBuilder line = new StringBuilder();
        for (String[] row : rows) {
            line.setLength(0);
            for (int i = 0; i < row.length; i++) {
                String padding = " ".repeat(widths[i] - width(row[i]));
                line.append(i == 0 ? "" : GAP);
                line.append(rightAligned[i] ? padding + row[i] : row[i] + padding);
            }
            to.println(line.toString().stripTrailing());
        }
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
