package org.featureflow.verify.program;

import java.util.Locale;
import org.featureflow.verify.json.WrongInput;

/** The scale of a network's products. */
public enum Scale {
    /** Theory section 2: X V_1 / d and (1/m) h V. */
    MEAN_FIELD,
    /** Plain matrix products X V_1 and h V, as PyTorch and NumPy code has them. */
    STANDARD;

    /** The name in files. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The scale of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Scale named(String name) {
        for (Scale scale : values()) {
            if (scale.text().equals(name)) {
                return scale;
            }
        }
        throw new IllegalArgumentException("unknown scale " + WrongInput.quote(name) + ": use mean-field or standard");
    }
}
