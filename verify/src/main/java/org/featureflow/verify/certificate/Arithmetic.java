package org.featureflow.verify.certificate;

import java.util.Locale;
import org.featureflow.verify.json.JsonValue;
import org.featureflow.verify.json.WrongInput;

/** What a statement about a number rests on, the strongest first. */
public enum Arithmetic {
    /** Rational numbers; rounding takes place once, at the end and outward. */
    EXACT,
    /** Every operation is rounded outward. */
    OUTWARD_ROUNDING,
    /** Not a proof. */
    FLOATING_POINT;

    /** The name in files. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Arithmetic read(JsonValue json) {
        for (Arithmetic arithmetic : values()) {
            if (arithmetic.text().equals(json.text())) {
                return arithmetic;
            }
        }
        throw json.wrong(
                "unknown arithmetic " + WrongInput.quote(json.text()), "use exact, outward-rounding or floating-point");
    }
}
