package dev.millrace.bench.pipeline;

/** What is measured. */
enum Contender {
    /** The topology of this project. */
    MILLRACE("millrace", "documents", 1.0),
    /** Copies bytes, as many out as ours: the ceiling that Kafka Streams sets. */
    PASS_THROUGH("pass-through", "documents", 1.0),
    /** {@code mapValues} with jtokkit. */
    JTOKKIT("jtokkit app", "texts", 0.5),
    /** {@code mapValues} with DJL's Hugging Face tokenizers. */
    DJL("DJL app", "texts", 0.1);

    private final String title;
    private final String topic;
    private final double share;

    Contender(String title, String topic, double share) {
        this.title = title;
        this.topic = topic;
        this.share = share;
    }

    /** Name for people. */
    String title() {
        return title;
    }

    /** Its input: Avro documents, or the same texts as plain values. */
    String topic() {
        return topic;
    }

    /** Share of the documents it is given, so that the slow ones end within the hour. */
    double share() {
        return share;
    }
}
