package dev.millrace.topology;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.CLASS;
import static org.apache.kafka.common.config.ConfigDef.Type.DOUBLE;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.ValidString;

/** The keys, their types, defaults, rules and documentation. Names are contracts. */
public final class MillraceConfigDef {
    /** Topics that documents are read from. */
    public static final String DOCUMENTS_TOPICS = "millrace.documents.topics";

    /** Format of the documents topics. */
    public static final String DOCUMENTS_FORMAT = "millrace.documents.format";

    /** Family: format of one topic. */
    public static final String FORMAT_OF_TOPIC = "millrace.documents.format.";

    /** Topic of the token records. */
    public static final String TOKENS_TOPIC = "millrace.tokens.topic";

    /** Topic of the merge tables. */
    public static final String MERGES_TOPIC = "millrace.merges.topic";

    /** Topic of what was rejected. */
    public static final String REJECTED_TOPIC = "millrace.rejected.topic";

    /** Tokenizers that documents may be encoded with. */
    public static final String TOKENIZERS = "millrace.tokenizers";

    /** Tokenizers of last resort. */
    public static final String TOKENIZER_DEFAULT = "millrace.tokenizer.default";

    /** Family: tokenizers of one topic. */
    public static final String TOKENIZER_OF_TOPIC = "millrace.tokenizer.topic.";

    /** Family: tokenizers of one domain. */
    public static final String TOKENIZER_OF_DOMAIN = "millrace.tokenizer.domain.";

    /** Whether the tokenizer's template is applied. */
    public static final String TEMPLATE = "millrace.template";

    /** What the text of a special token means. */
    public static final String SPECIAL_TOKENS = "millrace.special.tokens";

    /** Whether merges may make special tokens out of data. */
    public static final String SPECIALS_IN_DATA = "millrace.specials.in.data";

    /** Family: whether they may in one tokenizer. */
    public static final String SPECIALS_IN_DATA_OF_TOKENIZER = "millrace.specials.in.data.";

    /** What happens to packed and encrypted documents. */
    public static final String ENTROPY_GATE = "millrace.entropy.gate";

    /** Entropy above which they are. */
    public static final String ENTROPY_MAX_BITS = "millrace.entropy.max.bits";

    /** What happens to ill-formed UTF-8. */
    public static final String INVALID_UTF8 = "millrace.invalid.utf8";

    /** Which backend encodes. */
    public static final String ENCODER_BACKEND = "millrace.encoder.backend";

    /** CPU threads that encode. */
    public static final String ENCODER_THREADS = "millrace.encoder.threads";

    /** Largest sub-batch that is submitted to an encoder. */
    public static final String BATCH_MAX_BYTES = "millrace.batch.max.bytes";

    /** Sub-batches that are encoded ahead. */
    public static final String BATCH_INFLIGHT = "millrace.batch.inflight";

    /** Bound on the memory of micro-batches. */
    public static final String BATCH_MEMORY_BYTES = "millrace.batch.memory.bytes";

    /** How long a record waits for its result. */
    public static final String BATCH_TIMEOUT_MS = "millrace.batch.timeout.ms";

    /** Share of inline encodes above which an instance is not ready. */
    public static final String INLINE_RATIO_MAX = "millrace.inline.ratio.max";

    /** Largest document. */
    public static final String DOCUMENT_MAX_BYTES = "millrace.document.max.bytes";

    /** Most ids in one record. */
    public static final String RECORD_MAX_TOKENS = "millrace.record.max.tokens";

    /** Packed ids or a plain array. */
    public static final String RECORD_IDS = "millrace.record.ids";

    /** Whether records say which bytes each id stands for. */
    public static final String RECORD_SPANS = "millrace.record.spans";

    /** Serializer of the token records. */
    public static final String VALUE_SERIALIZER = "millrace.value.serializer";

    /** How long a registry may be unreachable before the thread is replaced. */
    public static final String REGISTRY_UNAVAILABLE_MS = "millrace.registry.unavailable.ms";

    /** Tokenizers whose batches are merged. */
    public static final String DYNAMIC_TOKENIZERS = "millrace.dynamic.tokenizers";

    /** What dynamic merges must not cross. */
    public static final String DYNAMIC_BOUNDARY = "millrace.dynamic.boundary";

    /** Most merges of a dynamic batch. */
    public static final String DYNAMIC_MERGES_MAX = "millrace.dynamic.merges.max";

    /** Share of its tokens that a dynamic batch loses at most. */
    public static final String DYNAMIC_REDUCTION_TARGET = "millrace.dynamic.reduction.target";

    /** How often a pair must occur to be merged. */
    public static final String DYNAMIC_COUNT_MIN = "millrace.dynamic.count.min";

    /** Language that merge tables name. */
    public static final String DYNAMIC_LANGUAGE = "millrace.dynamic.language";

    /** Most base ids that a merge table gives for a token. */
    public static final String DYNAMIC_BASE_IDS_MAX = "millrace.dynamic.base.ids.max";

    static final List<String> FAMILIES = List.of(
            FORMAT_OF_TOPIC,
            TOKENIZER_OF_TOPIC,
            TOKENIZER_OF_DOMAIN,
            SPECIALS_IN_DATA_OF_TOKENIZER,
            RedactionConfig.POLICY_OF_TYPE);

    static final ConfigDef DEFINITION =
            RedactionConfig.define(GpuConfigDef.addTo(dynamic(encoding(batching(routing(topics(new ConfigDef())))))));

    private MillraceConfigDef() {}

    private static ConfigDef topics(ConfigDef def) {
        NonEmptyString name = new NonEmptyString();
        return def.define(
                        DOCUMENTS_TOPICS,
                        LIST,
                        "documents",
                        ConfigDef.ValidList.anyNonDuplicateValues(false, false),
                        HIGH,
                        "Topics that documents are read from, separated by commas. Each is a sub-topology of its own.")
                .define(
                        DOCUMENTS_FORMAT,
                        STRING,
                        "avro",
                        ValidString.in("avro", "bytes", "text", "json"),
                        HIGH,
                        "What the values of the documents topics are: avro (RawDocument on the Confluent wire format),"
                                + " bytes or text (the value is the document; key = document id; headers tenant, domain,"
                                + " tokenizer), or json (one object with \"text\" or \"base64\","
                                + " and id, tenant, domain, tokenizer, mediaType, language, labels, eventTime). For one"
                                + " topic: " + FORMAT_OF_TOPIC + "TOPIC.")
                .define(TOKENS_TOPIC, STRING, "tokens", name, HIGH, "Topic of the token records.")
                .define(
                        MERGES_TOPIC,
                        STRING,
                        "token-merges",
                        name,
                        LOW,
                        "Topic of the merge tables of dynamic batches (" + DYNAMIC_TOKENIZERS + ").")
                .define(
                        REJECTED_TOPIC,
                        STRING,
                        "documents-rejected",
                        name,
                        HIGH,
                        "Topic of what was rejected: the original bytes, reason and source coordinates in headers.");
    }

    private static ConfigDef routing(ConfigDef def) {
        return def.define(
                        TOKENIZERS,
                        LIST,
                        "cl100k_base",
                        ConfigDef.ValidList.anyNonDuplicateValues(false, false),
                        HIGH,
                        "The tokenizers that documents may be encoded with, separated by commas, each NAME (built in) or"
                                + " NAME=SOURCE (a tokenizer.json, a folder that holds one, a rank file,"
                                + " hf://org/name[@revision], or an https address). A document"
                                + " that asks for any other is rejected for it.")
                .define(
                        TOKENIZER_DEFAULT,
                        LIST,
                        "",
                        ConfigDef.ValidList.anyNonDuplicateValues(true, false),
                        HIGH,
                        "Tokenizers of documents that nothing else routes; empty means the first of " + TOKENIZERS
                                + ". A document's own tokenizer comes first, then " + TOKENIZER_OF_DOMAIN
                                + "DOMAIN, then " + TOKENIZER_OF_TOPIC
                                + "TOPIC, then this. Several names: the document is encoded by each. An executable that"
                                + " names no domain has the domain binary, if that has tokenizers.");
    }

    private static ConfigDef batching(ConfigDef def) {
        return def.define(
                        BATCH_MAX_BYTES,
                        INT,
                        4 << 20,
                        atLeast(1),
                        MEDIUM,
                        "A poll's documents are handed to the encoder in sub-batches of at most this many bytes; a larger"
                                + " document is a sub-batch of its own.")
                .define(
                        BATCH_INFLIGHT,
                        INT,
                        2,
                        atLeast(1),
                        MEDIUM,
                        "How many sub-batches of one stream thread are in the encoder at once.")
                .define(
                        BATCH_MEMORY_BYTES,
                        LONG,
                        0L,
                        atLeast(0),
                        MEDIUM,
                        "Bound on the live memory of micro-batches of this instance: copies of documents and their ids."
                                + " Beyond it documents are encoded one by one, inline. 0 means a quarter of the heap.")
                .define(
                        BATCH_TIMEOUT_MS,
                        LONG,
                        20_000L,
                        atLeast(1),
                        MEDIUM,
                        "How long a record waits for its result before the encoder counts as broken: its thread is"
                                + " replaced and reads the record again. Must be below the producer's"
                                + " transaction.timeout.ms.")
                .define(
                        INLINE_RATIO_MAX,
                        DOUBLE,
                        0.01,
                        new NumberRange(0, 1),
                        LOW,
                        "Readiness turns false while more than this share of documents is encoded inline.")
                .define(
                        ENCODER_BACKEND,
                        STRING,
                        "auto",
                        ValidString.in("auto", "cpu", "gpu"),
                        MEDIUM,
                        "Which backend encodes: gpu insists on one and fails at start without; auto takes one if there is"
                                + " one, and says so. Ids are the same on each.")
                .define(
                        ENCODER_THREADS,
                        INT,
                        0,
                        between(0, 1024),
                        MEDIUM,
                        "CPU threads that encode, shared by all stream threads; 0 means one per processor.");
    }

    private static ConfigDef encoding(ConfigDef def) {
        return def.define(
                        TEMPLATE,
                        BOOLEAN,
                        false,
                        MEDIUM,
                        "Whether the tokenizer's post-processor (BOS, EOS, CLS ...) is applied to each document.")
                .define(
                        SPECIAL_TOKENS,
                        STRING,
                        "text",
                        ValidString.in("text", "allow", "refuse"),
                        MEDIUM,
                        "What the text of a special token in a document means: text like any other, the special token, or"
                                + " the rejection of the document.")
                .define(
                        INVALID_UTF8,
                        STRING,
                        "replace",
                        ValidString.in("replace", "reject", "bytes"),
                        MEDIUM,
                        "What happens to ill-formed UTF-8: each maximal ill-formed subpart becomes U+FFFD and the record is"
                                + " flagged, the document is rejected, or its bytes are encoded as they are. Tokenizers of"
                                + " binaries always take bytes.")
                .define(
                        SPECIALS_IN_DATA,
                        STRING,
                        "merge",
                        ValidString.in("merge", "forbid"),
                        LOW,
                        "Whether merges may make the ids of special tokens out of documents, as the Hugging Face library"
                                + " lets them; where forbid changes ids, it changes the tokenizer's fingerprint. For one"
                                + " tokenizer: " + SPECIALS_IN_DATA_OF_TOKENIZER + "NAME.")
                .define(
                        ENTROPY_GATE,
                        STRING,
                        "off",
                        ValidString.in("off", "raw", "reject"),
                        LOW,
                        "What tokenizers of bytes do with documents of more than " + ENTROPY_MAX_BITS + ", which are"
                                + " packed or encrypted: nothing special, the ids of their bytes without merges, or"
                                + " rejection.")
                .define(
                        ENTROPY_MAX_BITS,
                        DOUBLE,
                        7.9,
                        new NumberRange(0, 8),
                        LOW,
                        "Bits of entropy per byte, by the frequencies of a document's bytes, that " + ENTROPY_GATE
                                + " lets pass.")
                .define(DOCUMENT_MAX_BYTES, INT, 16 << 20, atLeast(1), MEDIUM, "Longer documents are rejected.")
                .define(
                        RECORD_MAX_TOKENS,
                        INT,
                        200_000,
                        atLeast(1),
                        MEDIUM,
                        "A document with more ids is split into segments of at most this many, one record each.")
                .define(
                        RECORD_IDS,
                        STRING,
                        "packed",
                        ValidString.in("packed", "array"),
                        LOW,
                        "Ids as packed little-endian bytes (TokenRecord.tokens), or as a plain Avro array"
                                + " (TokenRecord.ids), which costs many times the CPU.")
                .define(
                        RECORD_SPANS,
                        BOOLEAN,
                        false,
                        LOW,
                        "Whether records say which bytes of the document each id stands for (TokenRecord.spans). Costs 8"
                                + " bytes more per id, so that " + RECORD_MAX_TOKENS + " must be at most 81920 with"
                                + " Kafka's own max.request.size, and is done on the CPU: " + ENCODER_BACKEND
                                + " must not be gpu.")
                .define(
                        VALUE_SERIALIZER,
                        CLASS,
                        null,
                        LOW,
                        "Class of a Kafka Serializer for token records in place of Millrace's own, e.g."
                                + " io.confluent.kafka.serializers.KafkaAvroSerializer; configured with all keys that do"
                                + " not start with millrace.")
                .define(
                        REGISTRY_UNAVAILABLE_MS,
                        LONG,
                        30_000L,
                        atLeast(0),
                        LOW,
                        "How long a record with an unknown writer schema waits for an unreachable registry before its"
                                + " thread is replaced and tries again. Nothing is rejected for it.");
    }

    private static ConfigDef dynamic(ConfigDef def) {
        return def.define(
                        DYNAMIC_TOKENIZERS,
                        LIST,
                        "",
                        ConfigDef.ValidList.anyNonDuplicateValues(true, false),
                        LOW,
                        "Tokenizers of " + TOKENIZERS + " whose batches are merged further: pairs of tokens that are"
                                + " frequent in a batch get ids of their own, which a table in " + MERGES_TOPIC
                                + " explains. Only for tokenizers whose tokens are bytes. Ids are not reproducible by"
                                + " replay, since a batch is what one poll returns.")
                .define(
                        DYNAMIC_BOUNDARY,
                        STRING,
                        "pretokens",
                        ValidString.in("pretokens", "word", "word_hyphen", "sentence"),
                        LOW,
                        "What a merge must not cross: pretokens (words, numbers, runs of signs), word (white space),"
                                + " word_hyphen (white space and punctuation other than a hyphen), or sentence (nothing"
                                + " but white space between words).")
                .define(
                        DYNAMIC_MERGES_MAX,
                        INT,
                        50,
                        atLeast(0),
                        LOW,
                        "Most merges of one batch: the most frequent pair first.")
                .define(
                        DYNAMIC_REDUCTION_TARGET,
                        DOUBLE,
                        1.0,
                        new NumberRange(0, 1),
                        LOW,
                        "Merging of a batch ends when this share of its tokens is gone; 1 sets no target.")
                .define(
                        DYNAMIC_COUNT_MIN,
                        INT,
                        1,
                        atLeast(1),
                        LOW,
                        "A pair must occur this often in its batch to be merged.")
                .define(
                        DYNAMIC_LANGUAGE,
                        STRING,
                        "",
                        LOW,
                        "BCP 47 tag that merge tables give as the language of their batch, for a hypernetwork.")
                .define(
                        DYNAMIC_BASE_IDS_MAX,
                        INT,
                        0,
                        atLeast(0),
                        LOW,
                        "Most base ids that a merge table gives for a new token, the width of a hypernetwork; longer ones"
                                + " are cut and flagged. 0 sets no limit.");
    }
}
