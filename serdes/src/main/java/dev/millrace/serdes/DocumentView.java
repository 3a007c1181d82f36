package dev.millrace.serdes;

import dev.millrace.schemas.RawDocument;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A raw document whose content is a slice of an array that it does not own: the fields are those of {@link
 * RawDocument}.
 *
 * <p><b>Thread safety:</b> immutable as long as nobody writes to the array.
 */
public final class DocumentView {
    private final String id;
    private final String tenant;
    private final @Nullable String domain;
    private final @Nullable String tokenizer;
    private final @Nullable String mediaType;
    private final @Nullable String language;
    private final Map<String, String> labels;
    private final @Nullable Long eventTimeMillis;
    private final byte[] buffer;
    private final int contentOffset;
    private final int contentLength;

    DocumentView(
            String id,
            String tenant,
            @Nullable String domain,
            @Nullable String tokenizer,
            @Nullable String mediaType,
            @Nullable String language,
            Map<String, String> labels,
            @Nullable Long eventTimeMillis,
            byte[] buffer,
            int contentOffset,
            int contentLength) {
        this.id = id;
        this.tenant = tenant;
        this.domain = domain;
        this.tokenizer = tokenizer;
        this.mediaType = mediaType;
        this.language = language;
        this.labels = labels;
        this.eventTimeMillis = eventTimeMillis;
        this.buffer = buffer;
        this.contentOffset = contentOffset;
        this.contentLength = contentLength;
    }

    /** A view of {@code document}, whose content must be backed by an accessible array. */
    public static DocumentView of(RawDocument document) {
        ByteBuffer content = document.getContent();
        return new DocumentView(
                document.getId(),
                document.getTenant(),
                document.getDomain(),
                document.getTokenizer(),
                document.getMediaType(),
                document.getLanguage(),
                document.getLabels(),
                document.getEventTime() == null ? null : document.getEventTime().toEpochMilli(),
                content.array(),
                content.arrayOffset() + content.position(),
                content.remaining());
    }

    /** Names the document for its producer. */
    public String id() {
        return id;
    }

    /** Who is accounted for its tokens. */
    public String tenant() {
        return tenant;
    }

    /** The domain that routes it to tokenizers. */
    public @Nullable String domain() {
        return domain;
    }

    /** The tokenizers it asks for, separated by commas. */
    public @Nullable String tokenizer() {
        return tokenizer;
    }

    /** Media type of the content. */
    public @Nullable String mediaType() {
        return mediaType;
    }

    /** BCP 47 tag of the content's language. */
    public @Nullable String language() {
        return language;
    }

    /** Free labels; not to be changed. */
    public Map<String, String> labels() {
        return labels;
    }

    /** When the document came to be, in milliseconds since the epoch. */
    public @Nullable Long eventTimeMillis() {
        return eventTimeMillis;
    }

    /** The array that holds the content, and other bytes around it; not to be changed. */
    public byte[] buffer() {
        return buffer;
    }

    /** Index of the content's first byte in {@link #buffer}. */
    public int contentOffset() {
        return contentOffset;
    }

    /** Number of bytes of the content. */
    public int contentLength() {
        return contentLength;
    }

    /** The document with a copy of its content. */
    public RawDocument toRawDocument() {
        byte[] content = new byte[contentLength];
        System.arraycopy(buffer, contentOffset, content, 0, contentLength);
        return new RawDocument(
                id,
                tenant,
                domain,
                tokenizer,
                mediaType,
                language,
                labels,
                eventTimeMillis == null ? null : java.time.Instant.ofEpochMilli(eventTimeMillis),
                ByteBuffer.wrap(content));
    }
}
