package dev.millrace.tokenizer.vocab;

import dev.millrace.tokenizer.TokenizerLoadException;
import dev.millrace.tokenizer.pipeline.Template;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the {@code post_processor} of a {@code tokenizer.json}: what goes around a single document. */
final class TemplateJson {
    private final List<Integer> prefix = new ArrayList<>();
    private final List<Integer> suffix = new ArrayList<>();

    /** Whether the reference library would have to treat what a template gave part by part. */
    private boolean inParts;

    private TemplateJson() {}

    static Template of(@Nullable JsonView postProcessor) {
        TemplateJson template = new TemplateJson();
        if (postProcessor != null) {
            template.apply(postProcessor);
        }
        return new Template(ints(template.prefix), ints(template.suffix));
    }

    private void apply(JsonView processor) {
        boolean addsTokens = !List.of("ByteLevel", "Sequence").contains(processor.type());
        if (addsTokens && inParts) {
            throw processor.refuse("type", "ByteLevel after a template, which leaves the document in parts");
        }
        switch (processor.type()) {
            case "ByteLevel" -> {} // moves offsets, adds no ids
            case "Sequence" -> processor.objects("processors").forEach(this::apply);
            case "RobertaProcessing", "BertProcessing" -> {
                prefix.add(0, pairId(processor, "cls"));
                suffix.add(pairId(processor, "sep"));
            }
            case "TemplateProcessing" -> applyTemplate(processor);
            default ->
                throw processor.refuse(
                        "type", "ByteLevel, Sequence, RobertaProcessing, BertProcessing or TemplateProcessing");
        }
    }

    private void applyTemplate(JsonView processor) {
        JsonView specialTokens = processor.object("special_tokens");
        List<Integer> before = new ArrayList<>();
        boolean documentSeen = false;
        for (JsonView element : processor.objects("single")) {
            JsonView sequence = element.object("Sequence");
            JsonView special = element.object("SpecialToken");
            if (sequence != null && sequence.string("id").equals("A") && !documentSeen) {
                documentSeen = true;
            } else if (special != null && specialTokens != null) {
                JsonView token = specialTokens.object(special.string("id"));
                if (token == null) {
                    throw specialTokens.refuse(special.string("id"), "an object");
                }
                (documentSeen ? suffix : before).addAll(ids(token));
            } else {
                throw processor.refuse("single", "special tokens around one sequence A");
            }
        }
        if (!documentSeen) {
            throw processor.refuse("single", "special tokens around one sequence A");
        }
        prefix.addAll(0, before);
        inParts = processor.objects("single").size() > 1;
    }

    private static List<Integer> ids(JsonView token) {
        List<Integer> ids = new ArrayList<>();
        if (!(token.fields().get("ids") instanceof List<?> list)) {
            throw token.refuse("ids", "a list");
        }
        for (Object id : list) {
            ids.add(id(token, "ids", id));
        }
        return ids;
    }

    private static int pairId(JsonView processor, String field) {
        if (processor.fields().get(field) instanceof List<?> pair && pair.size() == 2) {
            return id(processor, field, pair.get(1));
        }
        throw processor.refuse(field, "a token and its id");
    }

    private static int id(JsonView view, String field, @Nullable Object value) {
        if (value instanceof Long id && id >= 0 && id <= Integer.MAX_VALUE) {
            return id.intValue();
        }
        throw new TokenizerLoadException(view.at(field) + " must hold ids, got " + value);
    }

    private static int[] ints(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }
}
