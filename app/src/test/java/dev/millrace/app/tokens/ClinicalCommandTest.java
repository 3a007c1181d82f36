package dev.millrace.app.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.app.Cli;
import dev.millrace.app.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClinicalCommandTest {
    private static final String DRUGS =
            "metformin hydrochloride\tdrug\tD1\nmetformin\tdrug\tD1\nmetoprolol tartrate\tdrug\tD2\natorvastatin\tdrug\tD3\n";

    private static final String NOTE = "Takes metformin hydrochloride daily. Denies pain.";

    @TempDir
    private Path folder = Path.of("");

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    private String pool() throws IOException {
        String out = folder.resolve("pool").toString();
        Result result = Cli.run("clinical", "train", "--base", "r50k_base", "-o", out, file("drugs.tsv", DRUGS));
        assertThat(result.code()).as("%s", result).isZero();
        assertThat(result.out()).contains("\"terms\":4,\"heldOut\":0,\"firstNewId\":50257,", "\"types\":{\"drug\":");
        return out;
    }

    @Test
    void aTrainedPoolEncodesDecodesAndCounts() throws IOException {
        String pool = pool();
        String note = file("note.txt", NOTE);
        Result encoded = Cli.run("encode", "-t", pool, note);

        assertThat(encoded.out()).contains("\"tokenizer\":\"pool\"", ",\"ids\":[51,1124,");
        assertThat(Cli.runWith(encoded.out(), "decode", "-t", pool, "-").out()).isEqualTo(NOTE);
        assertThat(Cli.run("count", "--json", "-t", "r50k_base", "-t", pool, note)
                        .out())
                .matches("(?s).*\"tokens\":\\{\"r50k_base\":\\d+,\"pool\":\\d+\\}.*");
    }

    @Test
    void theBuiltInPoolEncodesAndDecodes() {
        String note = "Subcutaneous injection of [**Name**].\n\u00bd tablet \u2014 percutaneous";
        Result encoded = Cli.runWith(note, "encode", "-t", "millrace-clinical-v1", "-");
        Result base = Cli.runWith(note, "encode", "-t", "r50k_base", "-");

        assertThat(encoded.out()).contains("\"tokenizer\":\"millrace-clinical-v1\"");
        assertThat(encoded.out().split(",")).hasSizeLessThan(base.out().split(",").length);
        assertThat(Cli.runWith(encoded.out(), "decode", "-t", "millrace-clinical-v1", "-")
                        .out())
                .isEqualTo(note);
    }

    @Test
    void explainsEachWordAndWhatNewTokensStartFrom() throws IOException {
        String pool = pool();
        Result explained = Cli.runWith(NOTE, "clinical", "explain", "-t", pool, "-");
        Result initialization = Cli.run("clinical", "initialization", "-t", pool);

        assertThat(explained.lines()).hasSize(2);
        assertThat(explained.lines().get(0))
                .contains(
                        "\"pooled\":true",
                        "{\"word\":\" metformin\",\"offset\":5,\"winner\":\"drug\",\"candidates\":[{\"tokenizer\":\"r50k_base\"");
        assertThat(explained.lines().get(1)).contains("\"pooled\":false");
        assertThat(initialization.lines().get(0))
                .matches("\\{\"id\":50257,\"token\":\".*\",\"baseIds\":\\[\\d+(,\\d+)+]}");
    }

    @Test
    void evaluatesTermsHeldOutAndDocuments() throws IOException {
        String pool = pool();
        Result result =
                Cli.run("clinical", "evaluate", "-t", pool, "--terms", file("d.tsv", DRUGS), file("n.txt", NOTE));

        assertThat(result.code()).as("%s", result).isZero();
        assertThat(result.lines().get(0)).matches("what +words +base +pool +change +sentences +pooled +fell back");
        assertThat(result.lines().get(1)).startsWith("terms: drug");
        assertThat(result.lines().get(2))
                .matches("documents +6 +\\d\\.\\d{3} +\\d\\.\\d{3} +-\\d+\\.\\d % +2 +50\\.0 % +0\\.0 %");
    }

    @Test
    void anExtendedPoolKeepsItsIds() throws IOException {
        String pool = pool();
        String larger = folder.resolve("larger").toString();
        String more = file("more.tsv", "hypothyroidism\tdisease\nhyperthyroidism\tdisease\n");
        Cli.run("clinical", "train", "--base", "r50k_base", "--extend", pool, "-o", larger, more);
        List<String> before = Cli.run("clinical", "initialization", "-t", pool).lines();
        List<String> after = Cli.run("clinical", "initialization", "-t", larger).lines();

        assertThat(after).hasSizeGreaterThan(before.size()).startsWith(before.toArray(String[]::new));
    }

    @Test
    void whatCannotBeIsRefusedInASentence() throws IOException {
        String terms = file("drugs.tsv", DRUGS);
        String out = folder.resolve("x").toString();
        Result json = Cli.run("clinical", "train", "--base", "r50k_base", "-o", out + "/tokenizer.json", terms);
        assertThat(json.code()).isEqualTo(2);
        assertThat(json.err()).contains("a tokenizer.json cannot express a clinical pool, so --out must be a folder");
        Result verified = Cli.run("verify", "-t", pool(), terms);
        assertThat(verified.code()).isEqualTo(2);
        assertThat(verified.err()).contains("a tokenizer.json cannot express a clinical pool");
        Result other = Cli.run("clinical", "explain", "-t", "r50k_base", terms);
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("--tokenizer must be a clinical pool, got r50k_base");
        Result malformed =
                Cli.run("clinical", "train", "--base", "r50k_base", "-o", out, file("bad.tsv", "metformin\n"));
        assertThat(malformed.code()).isEqualTo(1);
        assertThat(malformed.err()).contains("bad.tsv line 1 has 1 columns");
        Result theta = Cli.run("clinical", "train", "--base", "r50k_base", "--theta", "-1", "-o", out, terms);
        assertThat(theta.code()).isEqualTo(2);
        assertThat(theta.err()).contains("--theta must be at least 0, got -1");
        Result extend = Cli.run("clinical", "train", "--base", "r50k_base", "--extend", "gpt2", "-o", out, terms);
        assertThat(extend.code()).isEqualTo(2);
        assertThat(extend.err()).contains("--extend must be a clinical pool, got gpt2");
        Result missing = Cli.run("clinical", "train", "--base", "r50k_base", "-o", out, out);
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.err()).contains("cannot read the terms of " + out + ": no such file");
        Result empty = Cli.run("encode", "-t", file("millrace.json", ""), terms);
        assertThat(empty.code()).isEqualTo(1);
        assertThat(empty.err()).contains("millrace.json: the file must be an object, but is empty");
    }
}
