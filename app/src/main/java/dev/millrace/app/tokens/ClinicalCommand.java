package dev.millrace.app.tokens;

import picocli.CommandLine.Command;

/** {@code millrace clinical}: the parent of train, evaluate, explain and initialization. */
@Command(
        name = "clinical",
        header = "Pools of vocabularies for clinical text: learn, measure, explain.",
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "",
            "A pool extends a base tokenizer by small vocabularies, one for each semantic type, learnt from lists of terms. "
                    + "It encodes and decodes like any tokenizer (docs/clinical.md).",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  millrace clinical train --base r50k_base --out pool phenotypes.tsv",
            "  millrace clinical evaluate --tokenizer pool --jsonl notes.jsonl",
            "  millrace encode --tokenizer pool note.txt"
        })
public final class ClinicalCommand {}
