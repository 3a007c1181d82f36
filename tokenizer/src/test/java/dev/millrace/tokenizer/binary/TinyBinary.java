package dev.millrace.tokenizer.binary;

import dev.millrace.tokenizer.train.BpeTrainer;
import dev.millrace.tokenizer.train.TrainedFiles;
import dev.millrace.tokenizer.train.TrainerOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Small vocabularies of bytes, learnt on the spot. */
final class TinyBinary {
    private TinyBinary() {}

    /** Bytes in which some pairs are frequent. */
    static byte[] data(int length, long seed) {
        Random random = new Random(seed);
        byte[] data = new byte[length];
        for (int i = 0; i < length; i++) {
            data[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : 0x40 + 0x47 * random.nextInt(4));
        }
        return data;
    }

    /** A {@code tokenizer.json} of so many tokens, the first of them {@code <|start|>} and {@code <|end|>}. */
    static String json(int size) throws IOException {
        TrainerOptions options = TrainerOptions.of(size)
                .withTokens(List.of("<|start|>", "<|end|>"), List.of())
                .forBytes();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BpeTrainer trainer = new BpeTrainer(options, 1)) {
            byte[] data = data(8192, 1);
            trainer.add(data, 0, data.length);
            TrainedFiles.writeTokenizerJson(trainer.train(tokens -> {}), out);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
