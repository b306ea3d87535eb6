package org.featureflow.verify.cli;

/**
 * The call or its input is wrong: ends the program with one line on standard error, {@code featureflow: what is wrong, where, what to
 * do}, and exit code 2.
 */
final class WrongInput extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Longer quotations of a user's file say no more. */
    private static final int LONGEST_QUOTE = 40;

    /** A complete message. */
    WrongInput(String message) {
        super(oneLine(message));
    }

    /** What is wrong, where it is, and what to do about it. */
    WrongInput(String what, String where, String remedy) {
        this(what + ", " + where + ", " + remedy);
    }

    /** A text of the user's, in quotation marks, cut if long. */
    static String quote(String text) {
        return "'" + (text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "...") + "'";
    }

    /** Line ends and other control characters of a user's file or of a library's message must not reach the terminal. */
    static String oneLine(String text) {
        return text.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ").replaceAll("\\p{Cntrl}", "?");
    }
}
