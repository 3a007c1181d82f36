package dev.millrace.app.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** What went wrong, in words for the person at the terminal. */
public final class Reasons {
    private Reasons() {}

    /** Says why {@code failure} happened; Java's file exceptions carry only a path as their message. */
    public static String of(Throwable failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "a file of that name exists";
        }
        if (failure instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason();
        }
        @Nullable String message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure.getClass().getSimpleName()
                : message.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    /** Says why a line is no JSON, without the parser's name for where it read it: the line is all there is. */
    public static String ofJson(IOException failure) {
        String message = failure instanceof JsonProcessingException json
                ? String.valueOf(json.getOriginalMessage())
                : String.valueOf(failure.getMessage());
        return message.replaceAll("\\s*\\(start marker at \\[[^\\]]*]\\)", "").replaceAll("\\s*\\R\\s*", " ");
    }
}
