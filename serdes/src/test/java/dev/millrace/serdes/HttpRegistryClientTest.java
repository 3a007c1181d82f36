package dev.millrace.serdes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.RawDocument;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpRegistryClientTest {
    private static final Schema SCHEMA =
            SchemaBuilder.record("R").fields().requiredInt("a").endRecord();
    private static final SchemaReference REFERENCE = new SchemaReference.Id(7);
    private static final String SCHEMA_ANSWER =
            "{'schema':'{\\'type\\':\\'record\\',\\'name\\':\\'R\\',\\'fields\\':[{\\'name\\':\\'a\\',\\'type\\':\\'int\\'}]}'}";
    private static final FakeRegistry.Answer ABSENT =
            FakeRegistry.json(404, "{'error_code':40403,'message':'Schema not found'}");

    private final FakeRegistry server = FakeRegistry.http();
    private final FakeRegistry second = FakeRegistry.http();

    @AfterEach
    void stop() {
        server.close();
        second.close();
    }

    private static RegistryClient client(String url, Object... keysAndValues) {
        Map<String, Object> configs = new HashMap<>(Map.of("schema.registry.url", url));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            configs.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return RegistryClient.create(configs);
    }

    private FakeRegistry.Request onlyRequest() {
        assertThat(server.requests()).hasSize(1);
        return server.requests().get(0);
    }

    @Test
    void registersBelowThePathOfTheUrl() {
        server.answering(FakeRegistry.json(200, "{'id':7,'version':3,'guid':'00000000-0000-0001-0000-000000000002'}"));
        RegisteredSchema registered = client(server.url() + "/apis/ccompat/v7/").register("a b/ü-value", SCHEMA);

        assertThat(registered).isEqualTo(new RegisteredSchema(7, new UUID(1, 2), 3, SCHEMA));
        FakeRegistry.Request request = onlyRequest();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.target()).isEqualTo("/apis/ccompat/v7/subjects/a%20b%2F%C3%BC-value/versions");
        assertThat(request.contentType()).isEqualTo("application/vnd.schemaregistry.v1+json");
        assertThat(request.accept()).startsWith("application/vnd.schemaregistry.v1+json");
        assertThat(request.authorization()).isNull();
        assertThat(request.body())
                .isEqualTo("{\"schema\":\"" + SCHEMA.toString().replace("\"", "\\\"") + "\"}");
    }

    @Test
    void asksTheRegistryToNormalizeWhereConfigured() {
        server.answering(FakeRegistry.json(200, "{'id':7}"));
        RegistryClient client = client(server.url(), "normalize.schemas", true);
        assertThat(client.register("s", SCHEMA)).isEqualTo(new RegisteredSchema(7, null, 0, SCHEMA));
        client.lookup("s", SCHEMA);
        assertThat(server.requests())
                .extracting(FakeRegistry.Request::target)
                .containsExactly("/subjects/s/versions?normalize=true", "/subjects/s?normalize=true");
    }

    @Test
    void sendsTheSchemasOfGeneratedClassesAsTheyWerePublishedUnlessToldOtherwise() {
        server.answering(FakeRegistry.json(200, "{'id':7}"));
        client(server.url()).register("s", RawDocument.getClassSchema());
        client(server.url(), "avro.remove.java.properties", "false").lookup("s", RawDocument.getClassSchema());
        assertThat(server.requests().get(0).body()).doesNotContain("avro.java.string");
        assertThat(server.requests().get(1).body()).contains("avro.java.string");
    }

    @Test
    void fetchesByIdAndByGuid() {
        server.answering(FakeRegistry.json(200, SCHEMA_ANSWER));
        RegistryClient client = client(server.url());
        assertThat(client.fetch(REFERENCE)).isEqualTo(SCHEMA);
        assertThat(client.fetch(new SchemaReference.Guid(new UUID(1, 2)))).isEqualTo(SCHEMA);
        assertThat(server.requests())
                .extracting(request -> request.method() + " " + request.target())
                .containsExactly("GET /schemas/ids/7", "GET /schemas/guids/00000000-0000-0001-0000-000000000002");
    }

    @Test
    void fetchesTheSchemasThatASchemaRefersTo() {
        String inner = "{\\'type\\':\\'record\\',\\'name\\':\\'In\\',\\'fields\\':[]}";
        String middle =
                "{\\'type\\':\\'record\\',\\'name\\':\\'Mid\\',\\'fields\\':[{\\'name\\':\\'in\\',\\'type\\':\\'In\\'}]}";
        String outer = "{\\'type\\':\\'record\\',\\'name\\':\\'Out\\',\\'fields\\':["
                + "{\\'name\\':\\'mid\\',\\'type\\':\\'Mid\\'},{\\'name\\':\\'in\\',\\'type\\':\\'In\\'}]}";
        Map<String, String> answers = Map.of(
                "/schemas/ids/7",
                "{'schema':'" + outer + "','references':[{'name':'Mid','subject':'mid','version':2},"
                        + "{'name':'In','subject':'in','version':1}]}",
                "/subjects/mid/versions/2",
                "{'schema':'" + middle + "','references':[{'name':'In','subject':'in','version':1}]}",
                "/subjects/in/versions/1",
                "{'schema':'" + inner + "'}");
        server.answering(exchange -> FakeRegistry.json(
                        200, answers.getOrDefault(exchange.getRequestURI().toString(), ""))
                .to(exchange));
        Schema schema = client(server.url()).fetch(REFERENCE);
        assertThat(schema.getField("mid").schema().getField("in").schema().getName())
                .isEqualTo("In");
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void refusesASchemaThatRefersToItself() {
        server.answering(
                FakeRegistry.json(200, "{'schema':'{}','references':[{'name':'A','subject':'a','version':1}]}"));
        assertThatThrownBy(() -> client(server.url()).fetch(REFERENCE))
                .isInstanceOf(UndecodableException.class)
                .hasMessageContaining("refers to a/1 again");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'schema':'syntax = proto3;','schemaType':'PROTOBUF'} | PROTOBUF",
                "{'schema':'{}','schemaType':'JSON'} | JSON",
                "{'schema':'no schema'} | schema id 7"
            })
    void saysThatASchemaIsNotAvro(String answer, String detail) {
        server.answering(FakeRegistry.json(200, answer.replace("''", "'")));
        assertThatThrownBy(() -> client(server.url()).fetch(REFERENCE))
                .isInstanceOfSatisfying(UndecodableException.class, e -> {
                    assertThat(e.reason()).isEqualTo(UndecodableException.Reason.SCHEMA_UNUSABLE);
                    assertThat(e.detail()).contains(detail);
                });
    }

    @Test
    void knowsTheLevelOfASubject() {
        server.answering(FakeRegistry.json(200, "{'compatibilityLevel':'FULL_TRANSITIVE'}"));
        assertThat(client(server.url()).compatibility("s")).contains(CompatibilityLevel.FULL_TRANSITIVE);
        assertThat(onlyRequest().target()).isEqualTo("/config/s");
        server.answering(FakeRegistry.json(404, "{'error_code':40408,'message':'no level'}"));
        assertThat(client(server.url()).compatibility("s")).isEmpty();
        server.answering(FakeRegistry.json(200, "{'compatibilityLevel':'SOMEWHAT'}"));
        assertThatThrownBy(() -> client(server.url()).compatibility("s"))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("SOMEWHAT");
    }

    @Test
    void setsTheLevelOfASubject() {
        server.answering(FakeRegistry.json(200, "{'compatibility':'FULL'}"));
        client(server.url()).setCompatibility("s", CompatibilityLevel.FULL);
        assertThat(onlyRequest().method()).isEqualTo("PUT");
        assertThat(onlyRequest().body()).isEqualTo("{\"compatibility\":\"FULL\"}");
    }

    @Test
    void testsCompatibilityWithTheLatestVersion() {
        server.answering(FakeRegistry.json(200, "{'is_compatible':true}"));
        assertThat(client(server.url()).isCompatible("s", SCHEMA)).isTrue();
        assertThat(onlyRequest().target()).isEqualTo("/compatibility/subjects/s/versions/latest");
        server.answering(FakeRegistry.json(200, "{'is_compatible':false}"));
        assertThat(client(server.url()).isCompatible("s", SCHEMA)).isFalse();
    }

    @Test
    void sendsUserAndPassword() {
        server.answering(FakeRegistry.json(200, SCHEMA_ANSWER));
        client(server.url(), "basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", "ann:pä:ss")
                .fetch(REFERENCE);
        client(server.url().replace("localhost", "bob:s%40c@localhost")).fetch(REFERENCE);
        assertThat(server.requests())
                .extracting(FakeRegistry.Request::authorization)
                .containsExactly(basic("ann:pä:ss"), basic("bob:s@c"));
    }

    private static String basic(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void sendsABearerToken() {
        server.answering(FakeRegistry.json(200, SCHEMA_ANSWER));
        client(server.url(), "bearer.auth.credentials.source", "STATIC_TOKEN", "bearer.auth.token", "abc.def")
                .fetch(REFERENCE);
        assertThat(onlyRequest().authorization()).isEqualTo("Bearer abc.def");
    }

    @Test
    void goesThroughAProxy() {
        server.answering(FakeRegistry.json(200, SCHEMA_ANSWER));
        // The proxy is asked for a host that does not exist.
        client("http://registry.invalid:81", "proxy.host", "localhost", "proxy.port", server.port())
                .fetch(REFERENCE);
        assertThat(onlyRequest().target()).isEqualTo("http://registry.invalid:81/schemas/ids/7");
    }

    @Test
    void saysThatASchemaIsMissing() {
        server.answering(ABSENT);
        assertThatThrownBy(() -> client(server.url()).fetch(REFERENCE))
                .isInstanceOf(SchemaNotFoundException.class)
                .hasMessageContaining("40403")
                .hasMessageContaining("Schema not found");
    }

    @Test
    void doesNotAskForIdsThatCannotBe() {
        assertThatThrownBy(() -> client(server.url()).fetch(new SchemaReference.Id(-1)))
                .isInstanceOf(SchemaNotFoundException.class);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void saysThatASchemaIsIncompatible() {
        server.answering(FakeRegistry.json(409, "{'error_code':409,'message':'not so'}"));
        assertThatThrownBy(() -> client(server.url()).register("s", SCHEMA))
                .isInstanceOf(IncompatibleSchemaException.class)
                .hasMessageContaining("not so");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 400, 401, 403, 422})
    void saysThatARequestIsRefused(int status) {
        server.answering(FakeRegistry.json(status, "{'error_code':42201,'message':'no'}"));
        String url = server.url().replace("localhost", "ann:secret@localhost");
        assertThatThrownBy(() -> client(url + "," + second.url()).register("s", SCHEMA))
                .isInstanceOfSatisfying(
                        RegistryRejectedException.class,
                        e -> assertThat(e.status()).isEqualTo(status))
                .hasMessageNotContaining("secret");
        assertThat(second.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void saysThatTheRegistryIsUnavailable(int status) {
        server.answering(FakeRegistry.json(status, "{'error_code':50001,'message':'later'}"));
        assertThatThrownBy(() -> client(server.url()).fetch(REFERENCE))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("HTTP " + status)
                .hasMessageContaining("later");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>Not found</html>", "{'status':404}", "{'error_code':'x'}"})
    void doesNotTakeTheNotFoundOfAProxyForThatOfARegistry(String body) {
        server.answering(FakeRegistry.json(404, body));
        assertThatThrownBy(() -> client(server.url()).fetch(REFERENCE))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("is the path right?");
        assertThatThrownBy(() -> client(server.url()).fetch(new SchemaReference.Guid(new UUID(1, 2))))
                .isInstanceOf(RegistryUnavailableException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>Welcome</html>", "'text'", "{'status':'ok'}", "[]"})
    void doesNotTakeTheWelcomeOfAnotherServerForASchema(String body) {
        server.answering(FakeRegistry.json(200, body));
        assertThatThrownBy(() -> client(server.url()).fetch(REFERENCE))
                .isInstanceOf(RegistryUnavailableException.class);
        assertThatThrownBy(() -> client(server.url()).register("s", SCHEMA))
                .isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void knowsARegistryWithoutGuidsFromAProxy() {
        server.answering(exchange -> (exchange.getRequestURI().getPath().startsWith("/schemas/ids/")
                        ? ABSENT
                        : FakeRegistry.json(404, ""))
                .to(exchange));
        assertThatThrownBy(() -> client(server.url()).fetch(new SchemaReference.Guid(new UUID(1, 2))))
                .isInstanceOf(SchemaNotFoundException.class)
                .hasMessageContaining("does not offer GUIDs");
    }

    @Test
    void asksTheNextUrlWhenOneIsDownAndStaysWithIt() {
        String dead;
        try (FakeRegistry gone = FakeRegistry.http()) {
            dead = gone.url();
        }
        server.answering(FakeRegistry.json(503, ""));
        second.answering(ABSENT);
        RegistryClient client = client(dead + "," + server.url() + "," + second.url());
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> client.fetch(REFERENCE)).isInstanceOf(SchemaNotFoundException.class);
        }
        assertThat(server.requests()).hasSize(1);
        assertThat(second.requests()).hasSize(3);

        second.answering(FakeRegistry.json(500, ""));
        server.answering(FakeRegistry.json(200, SCHEMA_ANSWER));
        assertThat(client.fetch(REFERENCE)).isEqualTo(SCHEMA);
    }

    @Test
    void namesEveryUrlThatFailedAndNoPassword() {
        server.answering(FakeRegistry.json(503, ""));
        second.answering(FakeRegistry.json(404, ""));
        String urls = server.url().replace("localhost", "ann:secret@localhost") + "," + second.url();
        assertThatThrownBy(() -> client(urls).fetch(REFERENCE))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining(server.url() + ": HTTP 503")
                .hasMessageContaining(second.url() + ": HTTP 404")
                .hasMessageNotContaining("secret");
    }

    @Test
    void givesUpOnAServerThatSaysNothing() {
        server.answering(server.silence());
        assertThatThrownBy(
                        () -> client(server.url(), "http.read.timeout.ms", 200).fetch(REFERENCE))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("no complete answer in 200 ms");
    }

    @Test
    void givesUpOnAServerThatDoesNotFinish() {
        server.answering(server.stall());
        assertThatThrownBy(
                        () -> client(server.url(), "http.read.timeout.ms", 200).fetch(REFERENCE))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("no complete answer in 200 ms");
    }

    @Test
    void asksTheNextUrlWhenOneIsSlow() {
        server.answering(server.silence());
        second.answering(FakeRegistry.json(200, SCHEMA_ANSWER));
        RegistryClient client = client(server.url() + "," + second.url(), "http.read.timeout.ms", 2_000);
        assertThat(client.fetch(REFERENCE)).isEqualTo(SCHEMA);
    }

    @Test
    void givesUpOnAnAnswerWithoutEnd() {
        server.answering(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] chunk = new byte[1 << 20];
            Arrays.fill(chunk, (byte) ' ');
            try (OutputStream out = exchange.getResponseBody()) {
                for (int i = 0; i < 1_000; i++) {
                    out.write(chunk);
                }
            }
        });
        assertThatThrownBy(() ->
                        client(server.url(), "http.read.timeout.ms", 60_000).fetch(REFERENCE))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("an answer of more than");
    }

    @Test
    void reachesARegistryAgainThatWasDown() {
        server.answering(FakeRegistry.json(503, ""));
        RegistryClient client = client(server.url());
        assertThatThrownBy(() -> client.fetch(REFERENCE)).isInstanceOf(RegistryUnavailableException.class);
        server.answering(FakeRegistry.json(200, SCHEMA_ANSWER));
        assertThat(client.fetch(REFERENCE)).isEqualTo(SCHEMA);
    }
}
