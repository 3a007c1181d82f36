package dev.millrace.tokenizer.vocab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.tokenizer.TokenizerLoadException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TiktokenFileTest {
    private static Vocabulary read(String file) throws IOException {
        return TiktokenFile.read(new ByteArrayInputStream(file.getBytes(UTF_8)), "ranks");
    }

    @Test
    void ranksMayLeaveHolesAndLinesMayBeEmpty() throws IOException {
        Vocabulary vocabulary = read("YQ== 0\r\n\nYg== 1\nYWI= 3");
        assertThat(vocabulary.size()).isEqualTo(4);
        assertThat(vocabulary.token(3)).isEqualTo("ab".getBytes(UTF_8));
        assertThat(vocabulary.contains(2)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            YQ== 0,YWI= 1,YWI= 2   | a token of its own, but lines 2 and 3 of ranks both have YWI=
            YWI= 7,,YWI= 2         | a token of its own, but lines 3 and 1 of ranks both have YWI=
            YQ== 0,Yg== 1,Yw== 0   | a rank of its own, but lines 1 and 3 of ranks both have 0
            YQ== 0,YQ== 0          | a rank of its own, but lines 1 and 2 of ranks both have 0
            ' 0'                   | start with a token in Base64, but line 1 of ranks does not
            YQ== 0,Y 1             | start with a token in Base64, but line 2 of ranks does not
            YQ== 0,Yg==            | end with a rank from 0 to 16777215, but line 2 of ranks does not
            YQ== 99999999          | end with a rank from 0 to 16777215, but line 1 of ranks does not
            """)
    void whatIsWrongIsNamed(String lines, String message) {
        assertThatThrownBy(() -> read(lines.replace(',', '\n')))
                .isInstanceOf(TokenizerLoadException.class)
                .hasMessage(
                        "each line of a rank file must " + (message.contains("of its own") ? "have " : "") + message);
    }
}
