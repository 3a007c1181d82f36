#!/usr/bin/env bash
# Counts tokens in the files that held-out.tsv names, or in given files, per tokenizer: bytes per token of all files
# together and on average over files. Usage: vocabularies/evaluate.sh NAME "TOKENIZER…" [FILE…]
set -euo pipefail

cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
exec </dev/null
. vocabularies/functions.sh

(($# >= 2)) || fail "evaluate.sh must have a vocabulary's name and tokenizers, got $# arguments"
name=$1 tokenizers=$2
shift 2
./millrace --version >/dev/null || fail "./millrace must build, but does not"
if (($# == 0)); then
    fetch "$name"
    extract "$name" held-out
    set -- target/vocabularies/"$name"/held-out/*
fi
./millrace count --json --tokenizer "${tokenizers// /,}" "$@" | awk '
    {
        bytes = $0; sub(/.*"bytes":/, "", bytes); sub(/,.*/, "", bytes); total += bytes; files++
        list = $0; sub(/.*"tokens":[{]/, "", list); sub(/[}].*/, "", list)
        n = split(list, pairs, ",")
        for (i = 1; i <= n; i++) {
            split(pairs[i], pair, /"?:/)
            names[i] = substr(pair[1], 2); tokens[i] += pair[2]
            if (pair[2] > 0) ratios[i] += bytes / pair[2]
        }
    }
    END {
        print "| tokenizer | files | bytes | tokens | bytes/token | average over files |"
        print "|---|--:|--:|--:|--:|--:|"
        for (i = 1; i <= n; i++)
            printf "| %s | %d | %d | %d | %.3f | %.3f |\n", names[i], files, total, tokens[i], total / tokens[i], ratios[i] / files
    }'
