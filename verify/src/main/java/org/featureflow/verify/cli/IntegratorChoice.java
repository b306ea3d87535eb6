package org.featureflow.verify.cli;

import java.util.List;
import org.featureflow.flow.control.ErrorControl;
import org.featureflow.flow.control.FixedStep;
import org.featureflow.flow.control.StepController;
import org.featureflow.flow.integrate.Stopping;
import org.featureflow.flow.step.ExplicitEuler;
import org.featureflow.flow.step.LinearlyImplicitEuler;
import org.featureflow.flow.step.Stepper;
import org.featureflow.flow.step.Tableau;
import org.featureflow.flow.step.WMethod;
import org.featureflow.verify.json.JsonValue;
import org.featureflow.verify.json.WrongInput;
import org.featureflow.verify.report.Rounded;

/**
 * How a problem file has a flow integrated: by a method in so many steps of one length, or to a flow time with the error of each step
 * within a tolerance, in no more than so many steps.
 *
 * @param stepper the method
 * @param controller the steps' lengths
 * @param steps the largest number of steps
 * @param time the flow time to end at, infinite if the number of steps is given
 * @param plan the lengths of the steps in words
 */
record IntegratorChoice(Stepper stepper, StepController controller, int steps, double time, String plan) {

    private static final List<Stepper> STEPPERS = List.of(
            new ExplicitEuler(),
            new LinearlyImplicitEuler(),
            new WMethod(Tableau.heun()),
            new WMethod(Tableau.ralston()),
            new WMethod(Tableau.bogackiShampine()),
            new WMethod(Tableau.dormandPrince()),
            new WMethod(Tableau.ros2()),
            new WMethod(Tableau.ros34pw2()));

    private static final int MOST_STEPS = 10_000;

    /** In flow time; grows by 5 a step where it is too short, is rejected where too long. */
    private static final double FIRST_STEP = 1e-3;

    /**
     * Reads the choice.
     *
     * @throws WrongInput if it is none
     */
    static IntegratorChoice read(JsonValue json) {
        Stepper stepper = stepper(json.get("method"));
        return json.find("tolerance")
                .map(tolerance -> controlled(json, stepper, tolerance))
                .orElseGet(() -> fixed(json, stepper));
    }

    private static IntegratorChoice fixed(JsonValue json, Stepper stepper) {
        json.allowOnly(List.of("method", "step", "steps"));
        double step = positive(json.get("step"), "step");
        return new IntegratorChoice(
                stepper,
                new FixedStep(step),
                json.get("steps").count(),
                Double.POSITIVE_INFINITY,
                "of " + Rounded.near(step));
    }

    private static IntegratorChoice controlled(JsonValue json, Stepper stepper, JsonValue tolerance) {
        json.allowOnly(List.of("method", "tolerance", "time", "steps"));
        if (!stepper.estimatesError()) {
            throw json.get("method")
                    .wrong(
                            stepper.name() + " does not estimate its error, so that it can meet no tolerance",
                            "use "
                                    + names(STEPPERS.stream()
                                            .filter(Stepper::estimatesError)
                                            .toList()) + ", or give step and steps");
        }
        double error = positive(tolerance, "tolerance");
        double time = positive(json.get("time"), "time");
        return new IntegratorChoice(
                stepper,
                new ErrorControl(error, Math.min(FIRST_STEP, time)),
                json.find("steps").map(JsonValue::count).orElse(MOST_STEPS),
                time,
                "with errors within " + Rounded.near(error) + " each");
    }

    /** When the run ends. */
    Stopping stopping() {
        Stopping afterSteps = Stopping.afterSteps(steps).withRestingVelocity(0).withRecordEvery(Integer.MAX_VALUE);
        return Double.isInfinite(time) ? afterSteps : afterSteps.withFlowTime(time);
    }

    private static double positive(JsonValue json, String name) {
        double number = json.number();
        if (!(number > 0)) {
            throw json.wrong("the " + name + " is " + number, "write a positive number");
        }
        return number;
    }

    private static Stepper stepper(JsonValue json) {
        String name = json.text();
        return STEPPERS.stream()
                .filter(stepper -> stepper.name().equals(name))
                .findFirst()
                .orElseThrow(() -> json.wrong("unknown method " + WrongInput.quote(name), "use " + names(STEPPERS)));
    }

    private static String names(List<Stepper> steppers) {
        List<String> names = steppers.stream().map(Stepper::name).toList();
        int last = names.size() - 1;
        return String.join(", ", names.subList(0, last)) + " or " + names.get(last);
    }
}
