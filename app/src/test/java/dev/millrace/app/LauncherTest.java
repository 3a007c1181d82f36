package dev.millrace.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shell script at the root, in a folder with a blank in its name, with a {@code mvn} that notes its calls and leaves
 * behind what a build leaves, and a {@code java} that prints its arguments.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherTest {
    @TempDir
    private Path temp = Path.of("");

    private Path root = Path.of("");
    private Path tools = Path.of("");

    @BeforeEach
    void prepareATree() throws IOException {
        root = Files.createDirectories(temp.resolve("a project"));
        tools = Files.createDirectories(temp.resolve("tools"));
        Files.copy(Path.of("..", "millrace"), root.resolve("millrace"), StandardCopyOption.COPY_ATTRIBUTES);
        for (String folder : new String[] {".mvn", "app/src/main", "tokenizer/src/main"}) {
            Files.createDirectories(root.resolve(folder));
        }
        for (String file : new String[] {"pom.xml", "app/pom.xml", "tokenizer/pom.xml", "app/src/main/A.java"}) {
            Files.writeString(root.resolve(file), "");
        }
        age(root);
        tool("mvn", """
                echo called >> "%s/mvn.calls"
                sleep ${MVN_SECONDS:-0}
                [[ -z ${MVN_FAILS:-} ]] || { echo "[ERROR] no semicolon"; exit 1; }
                mkdir -p app/target && echo jar > app/target/millrace-app.jar
                printf '%%s' "/elsewhere/kafka.jar:$PWD/tokenizer/target/t.jar" > app/target/classpath
                mkdir -p tokenizer/target && echo jar > tokenizer/target/t.jar
                """.formatted(temp));
        java("17.0.1");
        tool("javac", "");
    }

    private void java(String version) throws IOException {
        tool("java", """
                if [[ $1 == -version ]]; then echo 'openjdk version "%s" 2021-09-14' >&2; exit; fi
                printf '<%%s>' "$@"; echo
                """.formatted(version));
    }

    private void tool(String name, String body) throws IOException {
        Path file = Files.writeString(tools.resolve(name), "#!/usr/bin/env bash\n" + body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Makes everything older than any build. */
    private static void age(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3_600)));
            }
        }
    }

    private record Outcome(int code, String output) {}

    private Process start(Path script, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(temp.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", tools + ":/usr/local/bin:/usr/bin:/bin");
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Outcome end(Process process) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), output);
    }

    private Outcome run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        return end(start(root.resolve("millrace"), environment, arguments));
    }

    private int builds() throws IOException {
        Path calls = temp.resolve("mvn.calls");
        return Files.exists(calls) ? Files.readAllLines(calls).size() : 0;
    }

    @Test
    void buildsOnFirstUseOnlyAndPassesArgumentsUnchanged() throws IOException, InterruptedException {
        Outcome first = run(Map.of(), "encode", "a b", "*", "");
        Outcome second = run(Map.of(), "encode", "a b", "*", "");

        assertThat(first.code()).as(first.output()).isZero();
        assertThat(first.output()).startsWith("millrace: building…");
        assertThat(second.output())
                .endsWith("<dev.millrace.app.MillraceCommand><encode><a b><*><>\n")
                .doesNotContain("building");
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void runsACopyOfOurJarsWithThoseOfOthersInPlace() throws IOException, InterruptedException {
        String output = run(Map.of("MILLRACE_OPTS", "-Xmx1g -Da=b"), "run").output();

        assertThat(output).contains("<-Xmx1g><-Da=b><-cp><").contains(":/elsewhere/kafka.jar:");
        String classPath = output.replaceAll("(?s).*<-cp><([^>]*)>.*", "$1");
        assertThat(classPath.split(":")).hasSize(3).allSatisfy(entry -> {
            if (!entry.startsWith("/elsewhere")) {
                assertThat(Path.of(entry)).exists().isNotEqualTo(root.resolve("tokenizer/target/t.jar"));
                assertThat(entry).contains("a project/app/target/launcher/build-");
            }
        });
    }

    @Test
    void aClosedStandardStreamIsNotTheFirstFileThatIsOpened() throws IOException, InterruptedException {
        run(Map.of(), "count");
        tool("java", """
                { : 9<&0; } 2>/dev/null && echo "open"
                cat || echo "no input"
                """);
        Path script = Files.writeString(
                temp.resolve("closed.sh"),
                "#!/usr/bin/env bash\nexec \"" + root.resolve("millrace") + "\" count - <&-\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));

        Outcome closed = end(start(script, Map.of()));

        assertThat(closed.output()).contains("open\n").endsWith("no input\n");
    }

    @Test
    void namesOfFilesAreUtf8WhereTheLocaleKnowsAsciiAlone() throws IOException, InterruptedException {
        run(Map.of(), "count");
        tool("java", "echo \"locale: ${LC_ALL:-none}\"\n");

        assertThat(run(Map.of(), "count").output()).isEqualTo("locale: C.UTF-8\n");
        assertThat(run(Map.of("LC_ALL", "C"), "count").output()).isEqualTo("locale: C.UTF-8\n");
        assertThat(run(Map.of("LANG", "xx_XX.UTF-8"), "count").output()).endsWith("locale: C.UTF-8\n");
        assertThat(run(Map.of("LC_ALL", "C.UTF-8"), "count").output()).isEqualTo("locale: C.UTF-8\n");
        tool("locale", "echo ISO-8859-1\n");
        assertThat(run(Map.of(), "count").output()).isEqualTo("locale: none\n");
    }

    @Test
    void buildsAgainWhenASourceIsNewerOrGone() throws IOException, InterruptedException {
        run(Map.of(), "x");
        Files.writeString(root.resolve("tokenizer/pom.xml"), "changed");
        FileTime future = FileTime.from(Instant.now().plusSeconds(2));
        Files.setLastModifiedTime(root.resolve("tokenizer/pom.xml"), future);
        run(Map.of(), "x");
        assertThat(builds()).isEqualTo(2);

        age(root.resolve("tokenizer"));
        Files.delete(root.resolve("app/src/main/A.java"));
        Files.setLastModifiedTime(root.resolve("app/src/main"), future);
        run(Map.of(), "x");
        assertThat(builds()).isEqualTo(3);
    }

    @Test
    void worksThroughLinksFromAnywhere() throws IOException, InterruptedException {
        Path link = Files.createSymbolicLink(temp.resolve("first"), Path.of("a project", "millrace"));
        Path linkToLink = Files.createSymbolicLink(tools.resolve("second"), link);

        Outcome outcome = end(start(linkToLink, Map.of(), "x"));

        assertThat(outcome.code()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains("<-Dmillrace.home=" + root.toRealPath() + ">");
    }

    @Test
    void concurrentFirstUsesBuildOnce() throws IOException, InterruptedException {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            processes.add(start(root.resolve("millrace"), Map.of("MVN_SECONDS", "1"), "x"));
        }
        for (Process process : processes) {
            Outcome outcome = end(process);
            assertThat(outcome.code()).as(outcome.output()).isZero();
            assertThat(outcome.output()).endsWith("<dev.millrace.app.MillraceCommand><x>\n");
        }

        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void aFailedBuildSaysWhyAndWhereTheLogIs() throws IOException, InterruptedException {
        Outcome outcome = run(Map.of("MVN_FAILS", "1"), "x");

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.output()).contains("[ERROR] no semicolon", "the build failed; see ", "build.log");
        assertThat(run(Map.of(), "x").code()).isZero();
    }

    @Test
    void anOldOrMissingJavaIsASentence() throws IOException, InterruptedException {
        java("11.0.2");
        Outcome old = run(Map.of(), "x");
        java("1.8.0_292");
        Outcome ancient = run(Map.of(), "x");
        Outcome wrongHome = run(Map.of("JAVA_HOME", temp.resolve("nowhere").toString()), "x");

        assertThat(old.code()).isEqualTo(1);
        assertThat(old.output())
                .contains("JDK 17 or newer")
                .contains("version 11")
                .hasLineCount(1);
        assertThat(ancient.output()).contains("version 8");
        assertThat(wrongHome.output()).contains("JAVA_HOME").hasLineCount(1);
        assertThat(builds()).isZero();
    }

    @Test
    void aMissingMavenIsASentence() throws IOException, InterruptedException {
        Files.delete(tools.resolve("mvn"));
        for (String name :
                new String[] {"bash", "dirname", "readlink", "find", "mkdir", "sed", "head", "flock", "env", "cat"}) {
            for (String folder : new String[] {"/bin", "/usr/bin"}) {
                Path tool = Path.of(folder, name);
                if (Files.exists(tool) && !Files.exists(tools.resolve(name))) {
                    Files.createSymbolicLink(tools.resolve(name), tool);
                }
            }
        }
        Outcome outcome = run(Map.of("PATH", tools.toString()), "x");

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.output()).contains("needs Maven").hasLineCount(1);
    }
}
