package org.featureflow.verify.cli;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ejml.data.DMatrixRMaj;

/**
 * An array in NumPy's format NPY, versions 1 to 3: little-endian doubles or floats of one or two dimensions in C or Fortran order, or a
 * single Unicode text.
 */
final class NpyArray {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    private static final Pattern DESCRIPTION = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");

    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");

    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9, ]*)\\)");

    private final String name;
    private final String type;
    private final boolean fortran;
    private final int[] shape;
    private final ByteBuffer content;

    private NpyArray(String name, String type, boolean fortran, int[] shape, ByteBuffer content) {
        this.name = name;
        this.type = type;
        this.fortran = fortran;
        this.shape = shape;
        this.content = content;
    }

    /**
     * Parses an array.
     *
     * @param name its name, for complaints
     * @param bytes the file, not modified
     * @throws IllegalArgumentException if it is not such an array or is truncated
     */
    static NpyArray parse(String name, byte[] bytes) {
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            byte[] magic = new byte[MAGIC.length];
            in.get(magic);
            int version = in.get();
            in.get();
            if (!Arrays.equals(magic, MAGIC) || version < 1 || version > 3) {
                throw new IllegalArgumentException(
                        "'" + name + "' is not an array in NPY format 1 to 3: use numpy.savez");
            }
            byte[] header = new byte[version == 1 ? Short.toUnsignedInt(in.getShort()) : in.getInt()];
            in.get(header);
            String text = new String(header, StandardCharsets.UTF_8);
            String type = group(name, DESCRIPTION, text);
            boolean fortran = group(name, ORDER, text).equals("True");
            int[] shape = Arrays.stream(group(name, SHAPE, text).split(","))
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .mapToInt(Integer::parseInt)
                    .toArray();
            return new NpyArray(name, type, fortran, shape, in.slice().order(ByteOrder.LITTLE_ENDIAN));
        } catch (BufferUnderflowException | NegativeArraySizeException | NumberFormatException e) {
            throw new IllegalArgumentException("the array '" + name + "' is truncated or damaged: save it again", e);
        }
    }

    /** The text of an array that is one. */
    String text() {
        if (!type.startsWith("<U") || shape.length != 0) {
            throw new IllegalArgumentException("'" + name + "' is not a text: save it as numpy.array('...')");
        }
        StringBuilder text = new StringBuilder();
        while (content.remaining() >= Integer.BYTES) {
            int character = content.getInt();
            if (character != 0) {
                text.appendCodePoint(Character.isValidCodePoint(character) ? character : '?');
            }
        }
        return text.toString();
    }

    /** The matrix, of two dimensions. */
    DMatrixRMaj matrix() {
        if (shape.length != 2) {
            throw new IllegalArgumentException(
                    "the array '" + name + "' has " + shape.length + " dimensions: a matrix is needed");
        }
        return numbers(shape[0], shape[1]);
    }

    /** A matrix, or an array of one dimension as a column. */
    DMatrixRMaj columns() {
        return shape.length == 1 ? numbers(shape[0], 1) : matrix();
    }

    private DMatrixRMaj numbers(int rows, int columns) {
        int size = switch (type) {
            case "<f8" -> Double.BYTES;
            case "<f4" -> Float.BYTES;
            default ->
                throw new IllegalArgumentException("the array '" + name + "' has numbers of type '" + type
                        + "': convert it to float64 or float32, little-endian");
        };
        long entries = (long) rows * columns;
        if (entries == 0) {
            throw new IllegalArgumentException("the array '" + name + "' is empty: it needs entries");
        }
        if (content.remaining() != entries * size) {
            throw new IllegalArgumentException("the array '" + name + "' is truncated or damaged: save it again");
        }
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        for (int i = 0; i < entries; i++) {
            int at = i * size;
            double value = size == Double.BYTES ? content.getDouble(at) : content.getFloat(at);
            int row = fortran ? i % rows : i / columns;
            int column = fortran ? i / rows : i % columns;
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("entry (" + row + ", " + column + ") of the array '" + name + "' is "
                        + value + ": every weight must be finite");
            }
            matrix.set(row, column, value);
        }
        return matrix;
    }

    private static String group(String name, Pattern pattern, String header) {
        Matcher matcher = pattern.matcher(header);
        if (!matcher.find()) {
            throw new IllegalArgumentException(
                    "the header of the array '" + name + "' is not one of plain numbers or texts: save it as float64");
        }
        return matcher.group(1);
    }
}
