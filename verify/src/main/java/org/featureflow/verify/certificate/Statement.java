package org.featureflow.verify.certificate;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.featureflow.core.numeric.Interval;
import org.featureflow.verify.json.JsonValue;
import org.featureflow.verify.json.JsonWriter;

/**
 * A statement: a number lies in an interval.
 *
 * @param quantity the number's name in files
 * @param range where it lies; an end that is infinite says nothing
 * @param by what that rests on
 * @param verdict the verdict that the statement is, empty if it is none: CERTIFIED for an upper end alone, REFUTED for a lower one
 * @param remark what is to be said about it, empty if nothing
 */
public record Statement(String quantity, Interval range, Arithmetic by, String verdict, String remark) {

    private static final String CERTIFIED = "CERTIFIED";
    private static final String REFUTED = "REFUTED";

    /** A statement that is no verdict. */
    static Statement of(String quantity, Interval range, Arithmetic by) {
        return new Statement(quantity, range, by, "", "");
    }

    static Statement atLeast(String quantity, double lower, Arithmetic by) {
        return of(quantity, new Interval(lower, Double.POSITIVE_INFINITY), by);
    }

    static Statement atMost(String quantity, double upper, Arithmetic by) {
        return of(quantity, new Interval(Double.NEGATIVE_INFINITY, upper), by);
    }

    Statement withRemark(String text) {
        return new Statement(quantity, range, by, verdict, text);
    }

    /** The verdict at a tolerance that this range proves, if any. */
    Optional<Statement> verdictAt(double tolerance) {
        if (range.upper() <= tolerance) {
            return Optional.of(atMost(quantity, tolerance, by).asVerdict(CERTIFIED));
        }
        // Above the tolerance is the same as at least the next number.
        return range.lower() > tolerance
                ? Optional.of(atLeast(quantity, Math.nextUp(tolerance), by).asVerdict(REFUTED))
                : Optional.empty();
    }

    private Statement asVerdict(String name) {
        return new Statement(quantity, range, by, name, remark);
    }

    static Statement read(JsonValue json) {
        json.allowOnly(List.of("quantity", "lower", "upper", "by", "verdict", "remark"));
        String quantity = json.get("quantity").text();
        double lower = json.has("lower") ? json.get("lower").number() : Double.NEGATIVE_INFINITY;
        double upper = json.has("upper") ? json.get("upper").number() : Double.POSITIVE_INFINITY;
        if (!(lower <= upper)) {
            throw json.wrong("lower is " + lower + " and upper " + upper, "the lower end is at most the upper one");
        }
        Interval range = new Interval(lower, upper);
        if (range.equals(Interval.WHOLE)) {
            throw json.wrong("the claim has neither 'lower' nor 'upper'", "give at least one of them");
        }
        String verdict = json.find("verdict").map(JsonValue::text).orElse("");
        if (!verdict.isEmpty() && !verdict.equals(lower == Double.NEGATIVE_INFINITY ? CERTIFIED : REFUTED)) {
            throw json.get("verdict")
                    .wrong(
                            "a verdict '" + verdict + "' does not go with these ends",
                            "CERTIFIED has an upper end alone");
        }
        String remark = json.find("remark").map(JsonValue::text).orElse("");
        return new Statement(quantity, range, Arithmetic.read(json.get("by")), verdict, remark);
    }

    void write(JsonWriter json) throws IOException {
        json.text("quantity", quantity);
        if (Double.isFinite(range.lower())) {
            json.number("lower", range.lower());
        }
        if (Double.isFinite(range.upper())) {
            json.number("upper", range.upper());
        }
        json.text("by", by.text());
        if (!verdict.isEmpty()) {
            json.text("verdict", verdict);
        }
        if (!remark.isEmpty()) {
            json.text("remark", remark);
        }
    }
}
