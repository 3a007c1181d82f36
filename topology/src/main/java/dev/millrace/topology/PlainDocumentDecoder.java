package dev.millrace.topology;

import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Formats bytes and text: the value is the document, headers carry the rest; the key will be its id. */
final class PlainDocumentDecoder implements DocumentDecoder {
    /** Header that names the tenant. */
    static final String TENANT = "tenant";

    /** Header that names the domain. */
    static final String DOMAIN = "domain";

    /** Header that names the tokenizers asked for. */
    static final String TOKENIZER = "tokenizer";

    static final String DEFAULT_TENANT = "default";

    @Override
    public Decoded decode(Headers headers, byte @Nullable [] value) {
        if (value == null) {
            return Decoded.Tombstone.INSTANCE;
        }
        String tenant = RejectedHeaders.text(headers, TENANT);
        return new Decoded.Document(
                "",
                tenant == null ? DEFAULT_TENANT : tenant,
                RejectedHeaders.text(headers, DOMAIN),
                RejectedHeaders.text(headers, TOKENIZER),
                Map.of(),
                Decoded.Document.NO_EVENT_TIME,
                value,
                0,
                value.length);
    }
}
