package dev.millrace.app.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.app.config.ConfigFlags;
import dev.millrace.app.config.Settings;
import dev.millrace.app.console.CommandFailure;
import dev.millrace.app.console.Console;
import dev.millrace.app.console.UsageException;
import dev.millrace.topology.MillraceConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace rejected show}. */
@Command(
        name = "show",
        header = "Show one rejected document.",
        description = {
            "",
            "Prints its headers and the beginning of its value; with --raw the value alone, byte for byte.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  millrace rejected show --config millrace.properties documents-rejected-0@17",
            "  millrace rejected show --config millrace.properties --raw 0@17 > document.bin"
        })
public final class RejectedShowCommand implements Callable<Integer> {
    private static final Pattern PLACE = Pattern.compile("(?:(.*)-)?(\\d{1,9})@(\\d{1,18})");
    private static final int PREVIEW_TEXT = 2_000;
    private static final int PREVIEW_BYTES = 256;
    private static final int BYTES_A_LINE = 16;

    private final Console console;

    @Mixin
    private final ConfigFlags configuration = new ConfigFlags();

    @Option(
            names = "--restricted",
            description =
                    "The topic of documents that should have been redacted (millrace.redaction.rejected.topic) in "
                            + "place of the ordinary one. They have their identifiers in them.")
    private boolean restricted;

    @Option(names = "--raw", description = "Write the value to standard output and nothing else.")
    private boolean raw;

    @Parameters(
            paramLabel = "[TOPIC-]PARTITION@OFFSET",
            description = "Which, as 'rejected list' prints it in its first column.")
    private String place = "";

    /** Writes to {@code console}. */
    public RejectedShowCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        Matcher coordinates = PLACE.matcher(place);
        if (!coordinates.matches()) {
            throw new UsageException("a place must be like documents-rejected-0@17 or 0@17, got " + place);
        }
        MillraceConfig config = new Settings(configuration.keys()).tokenization();
        CommittedTopic topic = CommittedTopic.rejected(config, restricted);
        if (coordinates.group(1) != null && !coordinates.group(1).equals(topic.name())) {
            throw new UsageException("the place must be in topic " + topic.name()
                    + " (--restricted chooses the other one), got " + place);
        }
        Cluster.require(config, console);
        ConsumerRecord<byte[], byte[]> record =
                topic.at(Integer.parseInt(coordinates.group(2)), Long.parseLong(coordinates.group(3)));
        if (record == null) {
            throw new CommandFailure("there is no record at " + place + " in topic " + topic.name());
        }
        byte[] value = record.value() == null ? new byte[0] : record.value();
        if (raw) {
            console.out().write(value);
        } else {
            print(record, value);
        }
        return 0;
    }

    private void print(ConsumerRecord<byte[], byte[]> record, byte[] value) {
        PrintStream out = console.text();
        for (Header header : record.headers()) {
            out.println(header.key() + ": " + readable(header.value()));
        }
        out.println("key: " + readable(record.key()));
        out.println("value: " + value.length + " bytes");
        out.println();
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
            out.println(text.length() > PREVIEW_TEXT ? text.substring(0, PREVIEW_TEXT) + "…" : text);
        } catch (CharacterCodingException e) {
            dump(out, Arrays.copyOf(value, Math.min(value.length, PREVIEW_BYTES)));
        }
        out.flush();
    }

    private static String readable(byte @Nullable [] bytes) {
        if (bytes == null) {
            return "(none)";
        }
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return "0x" + HexFormat.of().formatHex(bytes);
        }
    }

    private static void dump(PrintStream out, byte[] bytes) {
        HexFormat hex = HexFormat.ofDelimiter(" ");
        for (int at = 0; at < bytes.length; at += BYTES_A_LINE) {
            int end = Math.min(bytes.length, at + BYTES_A_LINE);
            StringBuilder text = new StringBuilder();
            for (int i = at; i < end; i++) {
                text.append(bytes[i] >= ' ' && bytes[i] < 0x7f ? (char) bytes[i] : '.');
            }
            out.printf("%08x  %-47s  %s%n", at, hex.formatHex(bytes, at, end), text);
        }
    }
}
