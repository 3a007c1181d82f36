package dev.millrace.app.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.app.Cli;
import dev.millrace.app.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An option that would do nothing is refused before anything is read or written. */
class LonelyOptionsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            train --vocab-size 300 -o OUT --max-words 3 FILE         | --max-words must go with --superwords
            train --vocab-size 300 -o OUT --forbid x FILE            | --forbid must go with --superwords
            train --vocab-size 300 -o OUT --reservoir 9 FILE         | --reservoir must go with --topic
            train --vocab-size 300 -o OUT --set a=b FILE             | --config and --set must go with --topic
            train --vocab-size 300 -o OUT --topic t --lines          | --lines and --jsonl must go without --topic
            train --vocab-size 300 -o OUT --topic t --reservoir 0    | --reservoir must be at least 1, got 0
            train --vocab-size 300 -o OUT --seed 1 FILE              | --seed must go with --chunks or --topic
            train --vocab-size 300 -o OUT --threads 0 FILE           | --threads must be from 1 to 1024, got 0
            train --vocab-size 300 -o OUT --threads 2000000000 FILE  | --threads must be from 1 to 1024, got 2000000000
            train --vocab-size 300 -o OUT --superwords 44 FILE       | --superwords must be less than the 44 merges
            gpu --check --set millrace.gpu.devce=1                   | --set must name a key of millrace.gpu, got millrace.gpu.devce
            gpu --check --set millrace.http.port=1                   | --set must name a key of millrace.gpu, got millrace.http.port
            merges -t gpt2 --at 20,-5 FILE                           | --at must be at least 0, got -5
            clinical train --base gpt2 -o OUT --tokens-per-type 2147483647 FILE | tokens per type must be at most 16777216
            verify -t gpt2 --threads 0 FILE                          | --threads must be from 1 to 1024, got 0
            encode -t gpt2 --entropy-max-bits 7 FILE                 | --entropy-max-bits must go with --entropy-gate
            count --entropy-max-bits 7 FILE                          | --entropy-max-bits must go with --entropy-gate
            encode -t gpt2 --entropy-gate raw --entropy-max-bits NaN FILE | from 0 to 8 bits per byte, got NaN
            encode -t gpt2 --policy date=year FILE                   | --policy, --otherwise and --key-file must go with --redact
            redact --seed 7 FILE                                     | --seed must go with --self-test
            redact --statements 7 FILE                               | --statements must go with --self-test
            redact --self-test --spans                               | must go without --self-test
            redact --self-test --otherwise mask                      | must go without --self-test
            redact --key-file FILE FILE                              | --key-file must go with a treatment of surrogate
            merges -t gpt2 --ids --at 5 FILE                         | --at must go without --ids
            inspect -t gpt2 --prefix-of gpt2 FILE                    | --prefix-of must go without documents
            clinical train --base gpt2 -o OUT --seed 7 FILE          | --seed must go with --hold-out
            clinical evaluate -t millrace-clinical-v1 --hold-out 5 FILE | --hold-out must go with --terms
            topics --replication-factor 3                            | --replication-factor must go with --create
            topics --partitions 0                                    | --partitions must be at least 1, got 0
            demo --documents FILE --megabytes 5                      | --megabytes must go without --documents
            """)
    void isRefusedInOneSentence(String command, String sentence, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "one two three\n");
        Path out = folder.resolve("out");

        Result result = Cli.run(command.replace("FILE", file.toString())
                .replace("OUT", out.toString())
                .split(" "));

        assertThat(result.code()).as("%s", result).isEqualTo(2);
        assertThat(result.err()).startsWith("millrace: ").contains(sentence).hasLineCount(1);
        assertThat(result.out()).isEmpty();
        assertThat(out).doesNotExist();
    }
}
