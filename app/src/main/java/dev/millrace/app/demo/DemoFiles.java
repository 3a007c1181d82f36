package dev.millrace.app.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.app.console.CommandFailure;
import dev.millrace.app.console.JsonLines;
import dev.millrace.app.console.Reasons;
import dev.millrace.schemas.IdType;
import dev.millrace.schemas.TokenRecord;
import dev.millrace.tokenizer.IdWidth;
import dev.millrace.topology.RejectedHeaders;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Writes what came out as JSON Lines: {@code tokens-TOKENIZER.jsonl}, which {@code millrace decode} reads, and {@code
 * rejected.jsonl}. They bear these names once they are complete.
 *
 * <p><b>Thread safety:</b> none.
 */
final class DemoFiles implements AutoCloseable {
    private final Path folder;
    private final Map<Path, OutputStream> parts = new HashMap<>();

    /** Creates {@code folder} if need be; files of an earlier run are overwritten. */
    DemoFiles(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    void write(TokenRecord record) {
        write("tokens-" + record.getTokenizer().replaceAll("[^A-Za-z0-9._-]", "_"), json -> {
            json.writeStringField("id", record.getDocumentId());
            json.writeStringField("tokenizer", record.getTokenizer());
            json.writeStringField("fingerprint", record.getTokenizerFingerprint());
            json.writeStringField(
                    "source",
                    record.getSourceTopic() + "-" + record.getSourcePartition() + "@" + record.getSourceOffset());
            json.writeNumberField("bytes", record.getContentLength());
            json.writeStringField(
                    "sha256Head",
                    HexFormat.of().formatHex(record.getContentSha256().bytes()));
            json.writeNumberField("segment", record.getSegmentIndex());
            json.writeNumberField("segments", record.getSegmentCount());
            json.writeBooleanField("invalidUtf8Replaced", record.getInvalidUtf8Replaced());
            json.writeNumberField("count", record.getTokenCount());
            json.writeFieldName("ids");
            int[] ids = ids(record);
            json.writeArray(ids, 0, ids.length);
        });
    }

    private static int[] ids(TokenRecord record) {
        ByteBuffer packed = record.getTokens().duplicate();
        byte[] bytes = new byte[packed.remaining()];
        packed.get(bytes);
        return (record.getDtype() == IdType.U16LE ? IdWidth.U16 : IdWidth.U32).unpack(bytes);
    }

    void writeRejected(String document, Headers headers) {
        Map<String, String> facts = new TreeMap<>();
        for (Header header : headers) {
            if (header.key().startsWith(RejectedHeaders.PREFIX)) {
                facts.put(header.key(), new String(header.value(), UTF_8));
            }
        }
        write("rejected", json -> {
            json.writeStringField("id", document);
            for (Map.Entry<String, String> fact : facts.entrySet()) {
                json.writeStringField(fact.getKey(), fact.getValue());
            }
        });
    }

    private void write(String name, JsonLines.Members members) {
        Path file = folder.resolve(name + ".jsonl");
        try {
            OutputStream out = parts.get(file);
            if (out == null) {
                out = new BufferedOutputStream(Files.newOutputStream(part(file)), 1 << 16);
                parts.put(file, out);
            }
            JsonLines.write(out, members);
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    private static Path part(Path file) {
        return file.resolveSibling(file.getFileName() + ".part");
    }

    private static CommandFailure failure(Path file, IOException e) {
        return new CommandFailure(file + " cannot be written: " + Reasons.of(e), e);
    }

    /**
     * Gives the files their names: all that was to be written is.
     *
     * @throws CommandFailure if one cannot be completed
     */
    void finish() {
        for (Map.Entry<Path, OutputStream> entry : parts.entrySet()) {
            try {
                entry.getValue().close();
                Files.move(part(entry.getKey()), entry.getKey(), StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw failure(entry.getKey(), e);
            }
        }
        parts.clear();
    }

    /** Leaves nothing of what was not finished. */
    @Override
    public void close() {
        parts.forEach((file, out) -> {
            try (out) {
                Files.deleteIfExists(part(file));
            } catch (IOException e) {
                // The disk that kept the file from being complete keeps its part; its name says that it is one.
                return;
            }
        });
    }
}
