# What the scripts in this folder share.

fail() {
    printf '%s: %s\n' "${0##*/}" "$1" >&2
    exit 1
}

# Runs a program of this folder with the classes of the launcher's build.
run_java() {
    local java=java classes
    [[ -z ${JAVA_HOME:-} ]] || java=$JAVA_HOME/bin/java
    classes=$(<"$(<app/target/launcher/current)/classpath")
    "$java" -cp "$classes" "$@"
}

# Fetches the artifacts of the named vocabularies.
fetch() {
    local name list
    for name in "$@"; do
        for list in "vocabularies/$name"/{corpus,held-out}.tsv; do
            [[ ! -f $list ]] || tail -n +2 "$list" | cut -f 1,2
        done
    done | fetch_artifacts
}

# Copies the artifacts on standard input, COORDINATE<tab>VERSION a line, to target/vocabularies/artifacts with one run of
# Maven, each as GROUP:ARTIFACT[:TYPE[:CLASSIFIER]]:VERSION with '_' for ':'. What is there already is left alone.
fetch_artifacts() {
    local work=target/vocabularies pom version
    pom=$work/pom.xml
    version=$(sed -n '/<artifactId>maven-dependency-plugin</{n;s/.*<version>\(.*\)<.*/\1/p;q}' pom.xml)
    mkdir -p "$work/artifacts"
    {
        cat <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>dev.millrace</groupId>
  <artifactId>vocabularies</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <build>
    <plugins>
      <plugin>
        <groupId>org.apache.maven.plugins</groupId>
        <artifactId>maven-dependency-plugin</artifactId>
        <version>$version</version>
        <configuration>
          <outputDirectory>\${project.basedir}/artifacts</outputDirectory>
          <artifactItems>
POM
        sort -u | while IFS=$'\t' read -r coordinate pinned; do
            [[ ! -f $work/artifacts/${coordinate//:/_}_$pinned ]] || continue
            IFS=: read -r group artifact type classifier <<<"$coordinate"
            printf '            <artifactItem><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version>' \
                "$group" "$artifact" "$pinned"
            printf '<type>%s</type>' "${type:-jar}"
            [[ -z $classifier ]] || printf '<classifier>%s</classifier>' "$classifier"
            printf '<destFileName>%s</destFileName></artifactItem>\n' "${coordinate//:/_}_$pinned"
        done
        cat <<'POM'
          </artifactItems>
        </configuration>
      </plugin>
    </plugins>
  </build>
</project>
POM
    } >"$pom"
    ! grep -q '<artifactItem>' "$pom" || mvn -q -B -ntp -f "$pom" dependency:copy </dev/null
}

# Takes the files of vocabularies/NAME/LIST.tsv out of their artifacts, into target/vocabularies/NAME/LIST.
extract() {
    local name=$1 list=$2
    rm -rf "target/vocabularies/$name/$list"
    mkdir -p "target/vocabularies/$name/$list"
    run_java vocabularies/Extract.java "vocabularies/$name/$list.tsv" target/vocabularies/artifacts \
        "target/vocabularies/$name/$list"
}
