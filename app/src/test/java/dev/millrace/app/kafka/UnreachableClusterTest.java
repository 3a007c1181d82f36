package dev.millrace.app.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.app.Cli;
import dev.millrace.app.Cli.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnreachableClusterTest {
    private static String[] command(String command, Path folder, String servers) throws IOException {
        Path file = Files.writeString(
                folder.resolve("k.properties"),
                "bootstrap.servers=" + servers + "\nschema.registry.url=mock://unreachable\n"
                        + "default.api.timeout.ms=3500\nrequest.timeout.ms=3500\n");
        Path document = Files.writeString(folder.resolve("a.txt"), "text");
        return command.replace("FILE", document.toString())
                .replace("OUT", folder.resolve("out").toString())
                .concat(" --config " + file)
                .split(" ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "produce FILE",
                "topics",
                "rejected list",
                "rejected show 0@1",
                "rejected replay",
                "train --vocab-size 300 --topic documents -o OUT"
            })
    void isSaidWithItsAddressesBeforeAndAfterTheWait(String command, @TempDir Path folder) throws IOException {
        String servers;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            servers = "127.0.0.1:" + socket.getLocalPort();
        }
        Result result = Cli.run(command(command, folder, servers));

        assertThat(result.code()).as("%s", result).isEqualTo(1);
        assertThat(result.err().lines())
                .containsExactly(
                        "Waiting for a broker of bootstrap.servers=" + servers,
                        "millrace: a broker must answer within 3500 ms, but none of bootstrap.servers=" + servers
                                + " does");
    }

    @Test
    void addressesThatAreNoneAreSaidAtOnce(@TempDir Path folder) throws IOException {
        Result unknown = Cli.run(command("produce FILE", folder, "no-such-host.invalid:9092"));
        Result noPort = Cli.run(command("produce FILE", folder, "localhost"));

        assertThat(unknown.code()).as("%s", unknown).isEqualTo(1);
        assertThat(unknown.err()).contains("no-such-host.invalid:9092").hasLineCount(1);
        assertThat(noPort.code()).as("%s", noPort).isEqualTo(1);
        assertThat(noPort.err()).contains("bootstrap.servers=localhost ").hasLineCount(1);
    }
}
