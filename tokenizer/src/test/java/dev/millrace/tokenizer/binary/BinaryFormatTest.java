package dev.millrace.tokenizer.binary;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.SharedData;
import dev.millrace.tokenizer.SpecialTokens;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.tokenizer.binary.BinaryFormat.Kind;
import dev.millrace.tokenizer.oracle.HuggingFaceOracle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinaryFormatTest {
    /** Native libraries of JNA, which comes with the Hugging Face library. */
    private static byte[] library(String name) throws IOException {
        try (InputStream in = BinaryFormatTest.class.getResourceAsStream("/com/sun/jna/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    private static BinaryFormat format(byte[] bytes) {
        return BinaryFormat.of(bytes, 0, bytes.length);
    }

    @ParameterizedTest
    @CsvSource({
        "linux-x86/libjnidispatch.so,ELF,x86",
        "linux-x86-64/libjnidispatch.so,ELF,x86-64",
        "linux-arm/libjnidispatch.so,ELF,arm",
        "linux-aarch64/libjnidispatch.so,ELF,aarch64",
        "linux-ppc/libjnidispatch.so,ELF,ppc",
        "linux-ppc64le/libjnidispatch.so,ELF,ppc64le",
        "linux-mips64el/libjnidispatch.so,ELF,mips64el",
        "linux-s390x/libjnidispatch.so,ELF,s390x",
        "linux-riscv64/libjnidispatch.so,ELF,riscv64",
        "linux-loongarch64/libjnidispatch.so,ELF,loongarch64",
        "sunos-sparc/libjnidispatch.so,ELF,sparc",
        "sunos-sparcv9/libjnidispatch.so,ELF,sparcv9",
        "win32-x86/jnidispatch.dll,PE,x86",
        "win32-x86-64/jnidispatch.dll,PE,x86-64",
        "win32-aarch64/jnidispatch.dll,PE,aarch64",
        "darwin-x86-64/libjnidispatch.jnilib,MACH_O,x86-64",
        "darwin-aarch64/libjnidispatch.jnilib,MACH_O,aarch64",
        "Native.class,CLASS,jvm"
    })
    void realFilesAreKnownByTheirMagicNumber(String name, Kind kind, String architecture) throws IOException {
        byte[] file = library(name);
        assertThat(format(file)).isEqualTo(new BinaryFormat(kind, architecture));
        assertThat(format(file).isExecutable()).isTrue();
        byte[] shifted = new byte[file.length + 3];
        System.arraycopy(file, 0, shifted, 3, file.length);
        assertThat(BinaryFormat.of(shifted, 3, shifted.length).kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "6465780a30333500,DEX",
        "0061736d01000000,WASM",
        "504b030414000000,ZIP",
        "213c617263683e0a,AR",
        "1f8b0800,GZIP",
        "425a6839,BZIP2",
        "fd377a585a00,XZ",
        "28b52ffd,ZSTD",
        "377abcaf271c,SEVEN_ZIP",
        "cafebabe00000002,MACH_O",
        "cafebabe00000041,CLASS",
        "4d5a9000,MZ",
        "425a6800,UNKNOWN",
        "7f45,UNKNOWN",
        "'',UNKNOWN"
    })
    void headersAreKnownAndStumpsAreNot(String hex, Kind kind) {
        assertThat(format(HexFormat.of().parseHex(hex)).kind()).isEqualTo(kind);
    }

    @Test
    void aTarIsKnownByTheMarkInItsFirstHeader() {
        byte[] header = new byte[512];
        System.arraycopy("ustar".getBytes(US_ASCII), 0, header, 257, 5);
        assertThat(format(header).kind()).isEqualTo(Kind.TAR);
    }

    @Test
    void noBeginningOfAnyFileThrows() throws IOException {
        for (String name : List.of("win32-x86/jnidispatch.dll", "linux-x86/libjnidispatch.so")) {
            byte[] file = library(name);
            for (int length = 0; length < 600; length++) {
                assertThat(BinaryFormat.of(file, 0, length)).isNotNull();
            }
        }
        Random random = new Random(5);
        byte[] wild = new byte[80];
        for (int i = 0; i < 1000; i++) {
            random.nextBytes(wild);
            wild[0] = 'M';
            wild[1] = 'Z';
            assertThat(format(wild).kind()).isIn(Kind.MZ, Kind.PE);
        }
    }

    @Test
    void entropyIsThatOfTheFrequenciesOfBytes() {
        byte[] all = new byte[2560];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        assertThat(Entropy.bitsPerByte(all, 0, all.length)).isCloseTo(8, within(1e-9));
        assertThat(Entropy.bitsPerByte(new byte[100], 0, 100)).isZero();
        assertThat(Entropy.bitsPerByte(all, 0, 0)).isZero();
        byte[] quarters = "aabbccdd".getBytes(US_ASCII);
        assertThat(Entropy.bitsPerByte(quarters, 0, 8)).isCloseTo(2, within(1e-9));
        assertThat(Entropy.bitsPerByte(quarters, 0, 4)).isCloseTo(1, within(1e-9));
    }

    @Test
    void thePublishedVocabularyEncodesExecutablesAsTheLibraryDoesAndGivesTheirBytesBack() throws IOException {
        Path file = SharedData.path("tokenizers/binary-bpe-glaurung-001/tokenizer.json");
        Tokenizer tokenizer = TokenizerRegistry.load(file.toString());
        Encoder encoder = tokenizer.newEncoder(EncodingOptions.DEFAULT.withSpecialTokens(SpecialTokens.ALLOW));
        try (HuggingFaceOracle oracle = HuggingFaceOracle.ofFile(file)) {
            for (String name : List.of(
                    "linux-x86-64/libjnidispatch.so",
                    "linux-aarch64/libjnidispatch.so",
                    "linux-s390x/libjnidispatch.so",
                    "linux-riscv64/libjnidispatch.so",
                    "sunos-sparc/libjnidispatch.so",
                    "win32-x86/jnidispatch.dll",
                    "darwin-aarch64/libjnidispatch.jnilib")) {
                byte[] bytes = Arrays.copyOf(library(name), 48 << 10);
                // The texts of two special tokens, which merges of data make.
                byte[] names = "<|start|><|end|>".getBytes(US_ASCII);
                System.arraycopy(names, 0, bytes, 1 << 10, names.length);
                int[] ids = new int[bytes.length];
                encoder.begin(bytes, 0, bytes.length);
                int count = encoder.next(ids, 0, ids.length);
                assertThat(tokenizer.decode(ids, 0, count)).as(name).isEqualTo(bytes);
                byte[] head = Arrays.copyOf(bytes, 16 << 10);
                encoder.begin(head, 0, head.length);
                count = encoder.next(ids, 0, ids.length);
                assertThat(Arrays.copyOf(ids, count))
                        .as(name)
                        .isEqualTo(oracle.encode(new String(head, ISO_8859_1), false));
            }
        }
    }
}
