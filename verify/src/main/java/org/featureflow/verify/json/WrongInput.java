package org.featureflow.verify.json;

/**
 * The call or its input is wrong: ends the program with one line on standard error, {@code featureflow: what is wrong, where, what to
 * do}, and exit code 2.
 */
public final class WrongInput extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Longer quotations of a user's file say no more. */
    private static final int LONGEST_QUOTE = 40;

    /** A complete message. */
    public WrongInput(String message) {
        super(oneLine(message));
    }

    /** What is wrong, where it is, and what to do about it. */
    public WrongInput(String what, String where, String remedy) {
        this(what + ", " + where + ", " + remedy);
    }

    /** A text of the user's, in quotation marks, cut if long. */
    public static String quote(String text) {
        return "'" + (text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "...") + "'";
    }

    /** A number of things, for instance {@code 1 input} or {@code 2 inputs}. */
    public static String count(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    /** Line ends and other control characters of a user's file or of a library's message must not reach the terminal. */
    public static String oneLine(String text) {
        return text.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ").replaceAll("\\p{Cntrl}", "?");
    }
}
