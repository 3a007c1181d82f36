package dev.millrace.app.kafka;

import picocli.CommandLine.Command;

/** {@code millrace rejected}: the parent of list, show and replay. */
@Command(
        name = "rejected",
        header = "See what was rejected and why, and put it back into the stream after a fix.",
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "",
            "Documents that could not be tokenized lie in the rejected topic: the original bytes, and in headers the "
                    + "reason, a message and the coordinates of the source record.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  millrace rejected list --config millrace.properties",
            "  millrace rejected show --config millrace.properties documents-rejected-0@17",
            "  millrace rejected replay --config millrace.properties --reason UNKNOWN_TOKENIZER --dry-run"
        })
public final class RejectedCommand {}
