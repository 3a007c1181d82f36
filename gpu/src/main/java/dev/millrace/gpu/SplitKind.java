package dev.millrace.gpu;

/** The families of pre-tokenizers that there is a kernel for. */
enum SplitKind {
    /** GPT-2's expression. */
    GPT2("millrace_split_gpt2"),
    /** Those of cl100k, Llama 3 and Qwen. */
    CL100K("millrace_split_cl100k"),
    /** Those of o200k and Tekken. */
    O200K("millrace_split_o200k"),
    /** No pre-tokenizer: cuts only where no token of the vocabulary reaches across. */
    NONE("millrace_split_none");

    private final String kernel;

    SplitKind(String kernel) {
        this.kernel = kernel;
    }

    /** Name of the kernel. */
    String kernel() {
        return kernel;
    }
}
