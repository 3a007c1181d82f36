#!/usr/bin/env bash
# Learns a vocabulary of 32,000 tokens from 100 MB of different texts inside the artifacts of train-corpus.tsv, and prints
# the time and the most memory it took. Where the npm package 'tokenizers' is found in $MILLRACE_NPM/node_modules, the
# Hugging Face trainer learns from the same files: 30,000 tokens, GPT-2's pieces, pairs of any frequency, which is all that
# this package lets one ask for; ours then learns as many as well. Usage: bench/train.sh
set -euo pipefail
cd "$(dirname "$0")/.."
. vocabularies/functions.sh
work=target/train-bench
mkdir -p "$work"

./millrace --version >/dev/null
tail -n +2 bench/train-corpus.tsv | cut -f 1,2 | fetch_artifacts
mvn -q -B -ntp -Pbench -pl bench -am -DskipTests package
rm -rf "$work/text"
java -cp bench/target/classes dev.millrace.bench.TextCorpus bench/train-corpus.tsv target/vocabularies/artifacts "$work/text"

# Runs ./millrace train with more arguments; VmHWM is the most memory that the process had.
train() {
    local began pid peak=0 line
    began=$(date +%s%N)
    MILLRACE_OPTS=-Xmx2g ./millrace train --out "$work/trained" "$@" "$work"/text/*.txt >"$work/trained.json" 2>"$work/log" &
    pid=$!
    while line=$(grep -s VmHWM "/proc/$pid/status"); do
        peak=$(awk '{print $2}' <<<"$line")
        sleep 0.2
    done
    wait "$pid"
    printf 'millrace train %s: %s s, %d MiB\n' "$*" "$(awk -v a="$began" -v b="$(date +%s%N)" 'BEGIN {printf "%.1f", (b - a) / 1e9}')" $((peak / 1024))
    cat "$work/trained.json"
}

train --vocab-size 32000
if [[ -d ${MILLRACE_NPM:-/none}/node_modules/tokenizers ]]; then
    train --vocab-size 30000 --min-frequency 1
    NODE_PATH=$MILLRACE_NPM/node_modules node -e '
        const hf = require("tokenizers");
        const files = process.argv.slice(1);
        const tokenizer = new hf.Tokenizer(hf.BPE.empty());
        tokenizer.setPreTokenizer(hf.byteLevelPreTokenizer(false, true));
        const began = Date.now();
        tokenizer.train(files);
        console.log("Hugging Face: " + (Date.now() - began) / 1000 + " s, "
            + Math.round(process.resourceUsage().maxRSS / 1024) + " MiB, " + tokenizer.getVocabSize() + " tokens");
    ' "$work"/text/*.txt
fi
./millrace verify --tokenizer "$work/trained" --against hf "$work"/text/00[0-9]0.txt
