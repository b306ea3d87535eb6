package org.featureflow.verify.cli;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.featureflow.verify.json.WrongInput;

/** A CSV file with a header: cells by row and named column, each complaint with its place. */
final class CsvTable {

    /** Java would also read {@code 1d}, {@code 0x1p3} and {@code NaN}. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");

    private static final Pattern NOT_FINITE = Pattern.compile("(?i)[+-]?(nan|inf|infinity)|na|n/a|null");

    private record Row(int number, long line, List<String> cells) {}

    private final InputFile file;
    private final List<String> header;
    private final List<Row> rows;

    private CsvTable(InputFile file, List<String> header, List<Row> rows) {
        this.file = file;
        this.header = header;
        this.rows = rows;
    }

    /**
     * Reads a table: RFC 4180 with any delimiter and line ends; empty lines and spaces around cells do not count.
     *
     * @throws WrongInput if it is not such a file, a header name is missing or repeated, or rows differ in length
     */
    static CsvTable of(InputFile file, char delimiter) {
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setDelimiter(delimiter)
                .setIgnoreEmptyLines(true)
                .setTrim(true)
                .get();
        List<Row> rows = new ArrayList<>();
        List<String> header = List.of();
        try (CSVParser parser = CSVParser.parse(new StringReader(file.text()), format)) {
            for (CSVRecord cells : parser) {
                if (header.isEmpty()) {
                    header = checkedHeader(file, cells.toList());
                } else {
                    Row row = new Row(rows.size() + 1, parser.getCurrentLineNumber(), cells.toList());
                    if (row.cells().size() != header.size()) {
                        throw new WrongInput(
                                "the row has " + row.cells().size() + " cells, the header " + header.size(),
                                place(file, row),
                                "give every row a cell for each column");
                    }
                    rows.add(row);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            String message = String.valueOf(e.getMessage()).replaceFirst("^.*Exception: ", "");
            throw new WrongInput("not a CSV file (" + message + ")", "'" + file + "'", "mend its quotation marks");
        }
        return new CsvTable(file, header, rows);
    }

    /** The names of the columns. */
    List<String> header() {
        return header;
    }

    /** The number of rows below the header. */
    int size() {
        return rows.size();
    }

    /**
     * The place of a column.
     *
     * @throws WrongInput if there is none of that name
     */
    int column(String name) {
        int column = header.indexOf(name);
        if (column < 0) {
            throw wrong(
                    "there is no column " + WrongInput.quote(name),
                    "the columns are " + String.join(", ", header)
                            + (header.size() == 1 ? "; is the --delimiter right?" : ""));
        }
        return column;
    }

    /**
     * A cell, not empty.
     *
     * @throws WrongInput if it is empty
     */
    String text(int row, int column) {
        String text = rows.get(row).cells().get(column);
        if (text.isEmpty()) {
            throw wrong(row, column, "the cell is empty", "fill it, or leave the row or column out");
        }
        return text;
    }

    /** Whether a cell is written as a number, finite or not. */
    boolean isNumber(int row, int column) {
        String text = text(row, column);
        return NUMBER.matcher(text).matches() || NOT_FINITE.matcher(text).matches();
    }

    /**
     * A cell that must be a finite number.
     *
     * @param remedy what to do about text
     * @throws WrongInput if it is not
     */
    double number(int row, int column, String remedy) {
        String text = text(row, column);
        if (NOT_FINITE.matcher(text).matches()) {
            throw wrong(
                    row,
                    column,
                    WrongInput.quote(text) + " is not a finite number",
                    "fill it, or leave the row or column out");
        }
        if (!NUMBER.matcher(text).matches()) {
            throw wrong(row, column, WrongInput.quote(text) + " is not a number", remedy);
        }
        double value = Double.parseDouble(text);
        if (Double.isInfinite(value)) {
            throw wrong(row, column, WrongInput.quote(text) + " is too large for a double", "choose smaller units");
        }
        return value;
    }

    /** A complaint about a cell. */
    WrongInput wrong(int row, int column, String what, String remedy) {
        return new WrongInput(
                what, place(file, rows.get(row)) + " column " + WrongInput.quote(header.get(column)), remedy);
    }

    /** A complaint about the table. */
    WrongInput wrong(String what, String remedy) {
        return new WrongInput(what, "'" + file + "'", remedy);
    }

    private static String place(InputFile file, Row row) {
        return "'" + file + "' row " + row.number() + " (line " + row.line() + ")";
    }

    private static List<String> checkedHeader(InputFile file, List<String> header) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < header.size(); i++) {
            String where = "'" + file + "' header column " + (i + 1);
            if (header.get(i).isEmpty()) {
                throw new WrongInput("a column has no name", where, "name every column");
            }
            if (!seen.add(header.get(i))) {
                throw new WrongInput(
                        "the column name " + WrongInput.quote(header.get(i)) + " is repeated", where, "rename one");
            }
        }
        return List.copyOf(header);
    }
}
