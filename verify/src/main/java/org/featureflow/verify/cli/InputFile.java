package org.featureflow.verify.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.featureflow.verify.json.JsonValue;
import org.featureflow.verify.json.WrongInput;
import org.featureflow.verify.report.Digest;

/** A file the user named, read once and whole, so that its digest is that of what was used. */
final class InputFile {

    private final Path path;
    private final byte[] bytes;

    private InputFile(Path path, byte[] bytes) {
        this.path = path;
        this.bytes = bytes;
    }

    /**
     * Reads a file.
     *
     * @throws WrongInput if there is no such file, it is a directory, empty, or cannot be read
     */
    static InputFile read(Path path) {
        if (Files.isDirectory(path)) {
            throw new WrongInput("'" + path + "' is a directory, name a file in it");
        }
        if (!Files.exists(path)) {
            throw new WrongInput("there is no file '" + path + "', check the name");
        }
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(path);
        } catch (IOException e) {
            throw new WrongInput("'" + path + "' cannot be read (" + e.getMessage() + "), check its permissions");
        }
        if (bytes.length == 0) {
            throw new WrongInput("'" + path + "' is empty, name a file with content");
        }
        return new InputFile(path, bytes);
    }

    /** The path as the user wrote it. */
    Path path() {
        return path;
    }

    /** Its SHA-256 digest. */
    String digest() {
        return Digest.of(bytes);
    }

    /** Whether the content starts with these bytes. */
    boolean startsWith(byte... start) {
        if (bytes.length < start.length) {
            return false;
        }
        for (int i = 0; i < start.length; i++) {
            if (bytes[i] != start[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * The content as text, without a byte order mark.
     *
     * @throws WrongInput if it is not UTF-8 or has null characters, as binary files do
     */
    String text() {
        CharsetDecoder strict = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        String text;
        try {
            text = strict.decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw notText();
        }
        if (text.indexOf('\0') >= 0) {
            throw notText();
        }
        String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
        if (content.isBlank()) {
            throw new WrongInput("'" + path + "' is blank, name a file with content");
        }
        return content;
    }

    /**
     * The content as a JSON object.
     *
     * @throws WrongInput if it is not one
     */
    JsonValue json() {
        return JsonValue.parse(toString(), text());
    }

    private WrongInput notText() {
        return new WrongInput(
                "'" + path + "' is not text in UTF-8 but binary or in another encoding, save it as UTF-8 text");
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
