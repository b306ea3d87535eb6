package org.featureflow.verify.catalogue.papers;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.featureflow.core.data.Dataset;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.flow.depth.Block;
import org.featureflow.flow.depth.BlockMeasure;
import org.featureflow.flow.depth.Blocks;
import org.featureflow.flow.depth.DepthProblem;
import org.featureflow.flow.depth.DepthScheme;
import org.featureflow.flow.depth.DepthState;
import org.featureflow.flow.depth.TimedNetwork;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.Evidence;
import org.featureflow.verify.claim.Hypothesis;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.Plot;
import org.featureflow.verify.claim.StatedClaim;
import org.featureflow.verify.claim.Verdict;
import org.featureflow.verify.statistics.MeanInterval;

/**
 * The training scheme of [LMLLY] sec. 4, whose blocks learn their times and switch their order, against training of the same network at fixed
 * times: the same start, the same batches, as many steps. [LMLLY] find it better on convolutional networks; here the blocks are fully connected
 * and the images are 8 x 8. A step of either needs a forward and a backward pass: the slopes of the times are inner products of what these
 * passes compute, so equal steps are equal cost.
 *
 * <p>No theorem says which is better. The check reports the interval of the difference, whatever it is; what it claims is that the schemes agree:
 * that the ratio of their test losses is within a factor declared before. Pixels go through a fixed Gaussian embedding, classes are regressed on as one-hot rows through a fixed Gaussian read-out.
 */
final class SwitchingBlocks {

    private static final double ERROR_RATE = 0.05;
    private static final double FACTOR = 1.5;
    private static final double LEARNING_RATE = 0.5;

    /** Of the times: fast enough for blocks to switch, slow enough for training not to diverge. */
    private static final double TIME_RATE = 0.02;

    private static final double CLIP = 3;
    private static final int TRAINING_ROWS = 1300;
    private static final int TEST_ROWS = 497;
    private static final int BATCH = 64;
    private static final int RECORDS = 8;
    private static final int QUICK_STEPS = 64;
    private static final int QUICK_SEEDS = 6;

    private SwitchingBlocks() {}

    static Claim claim() {
        return new StatedClaim(
                "lmlly-switching",
                "on handwritten digits blocks that switch their order and blocks at fixed times end at test losses within a factor "
                        + FACTOR + ", at equal cost",
                "[LMLLY] sec. 4 and experiments, where switching is better; the data's README beside the resource",
                "a ratio of the losses whose interval at error rate " + ERROR_RATE + " is beyond the factor",
                Verdict.SUPPORTED,
                1,
                streams -> draw(streams, 8, 6, 1),
                (spec, products) -> check(spec, QUICK_STEPS, QUICK_SEEDS));
    }

    /** In the specification {@code inputs} is D, {@code depth} the number of blocks and {@code width} the number of units a block. */
    static InstanceSpec draw(RandomStreams streams, int dimension, int blocks, int units) {
        return new InstanceSpec(
                streams.stream("seeds").nextInt(Integer.MAX_VALUE),
                InstanceSpec.DataKind.GENERIC,
                TRAINING_ROWS,
                dimension,
                false,
                Architecture.Model.RESNET,
                blocks,
                units,
                "tanh",
                "squared");
    }

    /** With {@code steps} a multiple of 8. */
    static Outcome check(InstanceSpec spec, int steps, int seeds) {
        List<Run> plain = new ArrayList<>();
        List<Run> switching = new ArrayList<>();
        for (int seed = 0; seed < seeds; seed++) {
            RandomStreams streams = new RandomStreams(spec.seed()).child(seed);
            plain.add(run(spec, streams, steps, 0));
            switching.add(run(spec, streams, steps, TIME_RATE));
        }
        double[] losses = new double[seeds];
        double[] accuracies = new double[seeds];
        double[] logarithms = new double[seeds];
        double inversions = 0;
        List<Evidence> evidence = new ArrayList<>();
        for (int seed = 0; seed < seeds; seed++) {
            losses[seed] = switching.get(seed).loss() - plain.get(seed).loss();
            logarithms[seed] =
                    StrictMath.log(switching.get(seed).loss() / plain.get(seed).loss());
            accuracies[seed] = switching.get(seed).accuracy() - plain.get(seed).accuracy();
            inversions += (double) switching.get(seed).inversions() / seeds;
        }
        MeanInterval loss = MeanInterval.of(losses, ERROR_RATE);
        MeanInterval accuracy = MeanInterval.of(accuracies, ERROR_RATE);
        MeanInterval ratio = MeanInterval.of(logarithms, ERROR_RATE);
        evidence.add(new Evidence("test loss, switching over plain", StrictMath.exp(ratio.mean())));
        evidence.add(new Evidence("lower end of the ratio", StrictMath.exp(ratio.lower())));
        evidence.add(new Evidence("upper end of the ratio", StrictMath.exp(ratio.upper())));
        evidence.add(new Evidence("test loss, switching minus plain", loss.mean()));
        evidence.add(new Evidence("its half width at error rate " + ERROR_RATE, loss.halfWidth()));
        evidence.add(new Evidence("test accuracy, switching minus plain", accuracy.mean()));
        evidence.add(new Evidence("its half width at error rate " + ERROR_RATE + ", accuracy", accuracy.halfWidth()));
        evidence.add(new Evidence("mean test loss, plain", mean(plain)));
        evidence.add(new Evidence("mean test loss, switching", mean(switching)));
        evidence.add(new Evidence("pairs of blocks switched, mean over the seeds", inversions));
        evidence.add(new Evidence("seeds", seeds));
        evidence.add(new Evidence("steps", steps));
        Plot plot = new Plot(
                "test-loss",
                "Digits, " + spec.depth() + " blocks of " + spec.width() + " units",
                new Plot.Axis("step", Plot.Scale.LINEAR),
                new Plot.Axis("test loss", Plot.Scale.LOGARITHMIC),
                List.of(series("fixed times", plain, steps), series("switching", switching, steps)));
        return new Outcome(
                verdict(ratio),
                List.of(Hypothesis.checked("blocks switch", inversions > 0, inversions + " pairs in the mean")),
                evidence,
                List.of(plot));
    }

    private static Verdict verdict(MeanInterval logarithm) {
        double greatest = StrictMath.log(FACTOR);
        if (logarithm.lower() > greatest || logarithm.upper() < -greatest) {
            return Verdict.REFUTED;
        }
        boolean within = logarithm.upper() <= greatest && logarithm.lower() >= -greatest;
        return within ? Verdict.SUPPORTED : Verdict.INCONCLUSIVE;
    }

    private static Run run(InstanceSpec spec, RandomStreams streams, int steps, double timeRate) {
        Digits digits = Digits.shuffled(streams.stream("rows"), TRAINING_ROWS, TEST_ROWS);
        Setting setting = Setting.draw(spec, streams.child("setting"));
        DepthProblem test = setting.problem(digits.test());
        RandomGenerator batches = streams.stream("batches");
        TimedNetwork network = TimedNetwork.of(setting.start());
        List<Double> losses = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            if (step % (steps / RECORDS) == 0) {
                losses.add(test.at(network.measure(), DepthScheme.network()).loss());
            }
            network = network.step(setting.problem(batch(digits.training(), batches)), LEARNING_RATE, timeRate);
        }
        DepthState end = test.at(network.measure(), DepthScheme.network());
        losses.add(end.loss());
        return new Run(losses, accuracy(end.output(), digits.test().targets()), network.inversions());
    }

    private static Dataset batch(Dataset data, RandomGenerator random) {
        DMatrixRMaj inputs = data.inputs();
        DMatrixRMaj targets = data.targets();
        DMatrixRMaj x = new DMatrixRMaj(BATCH, inputs.numCols);
        DMatrixRMaj y = new DMatrixRMaj(BATCH, targets.numCols);
        for (int n = 0; n < BATCH; n++) {
            int row = random.nextInt(inputs.numRows);
            System.arraycopy(inputs.data, row * x.numCols, x.data, n * x.numCols, x.numCols);
            System.arraycopy(targets.data, row * y.numCols, y.data, n * y.numCols, y.numCols);
        }
        return new Dataset(x, y);
    }

    private static double accuracy(DMatrixRMaj outputs, DMatrixRMaj classes) {
        int right = 0;
        for (int n = 0; n < outputs.numRows; n++) {
            int best = 0;
            for (int c = 1; c < outputs.numCols; c++) {
                best = outputs.get(n, c) > outputs.get(n, best) ? c : best;
            }
            right += classes.get(n, best) == 1 ? 1 : 0;
        }
        return (double) right / outputs.numRows;
    }

    private static double mean(List<Run> runs) {
        return runs.stream().mapToDouble(Run::loss).sum() / runs.size();
    }

    /** Means over the seeds with Student's intervals. */
    private static Plot.Series series(String label, List<Run> runs, int steps) {
        List<Plot.Point> points = new ArrayList<>();
        for (int i = 0; i <= RECORDS; i++) {
            int record = i;
            double[] losses =
                    runs.stream().mapToDouble(run -> run.losses().get(record)).toArray();
            MeanInterval interval = MeanInterval.of(losses, ERROR_RATE);
            points.add(
                    new Plot.Point((double) i * steps / RECORDS, interval.mean(), interval.lower(), interval.upper()));
        }
        return new Plot.Series(label, Plot.Mark.POINTS, points);
    }

    /** A training run: test losses at equal distances, the last at the end. */
    private record Run(List<Double> losses, double accuracy, int inversions) {

        double loss() {
            return losses.get(losses.size() - 1);
        }
    }

    /** What both schemes share: the block, the fixed embedding and read-out, the start. */
    private record Setting(Block block, DMatrixRMaj embedding, DMatrixRMaj readOut, BlockMeasure start) {

        private static final int PIXELS = 64;
        private static final int CLASSES = 10;

        static Setting draw(InstanceSpec spec, RandomStreams streams) {
            int dimension = spec.inputs();
            Block block = Blocks.unit(dimension, Activations.named(spec.activation()), CLIP);
            RandomGenerator random = streams.stream("start");
            double[][][] theta = new double[spec.depth()][spec.width()][block.parameterDimension()];
            for (double[][] cell : theta) {
                for (double[] particle : cell) {
                    for (int p = 0; p < particle.length; p++) {
                        // output weights first, then the unit's input weights and its bias
                        particle[p] = random.nextGaussian() * (p < dimension ? 0.5 : 1.5 / Math.sqrt(dimension));
                    }
                }
            }
            return new Setting(
                    block,
                    gaussian(streams.stream("embedding"), PIXELS, dimension, 1.5 / Math.sqrt(PIXELS)),
                    gaussian(streams.stream("read-out"), dimension, CLASSES, 1 / Math.sqrt(dimension)),
                    BlockMeasure.ofEqualCells(theta));
        }

        DepthProblem problem(Dataset data) {
            DMatrixRMaj embedded = new DMatrixRMaj(data.samples(), embedding.numCols);
            CommonOps_DDRM.mult(data.inputs(), embedding, embedded);
            return new DepthProblem(block, embedded, readOut, data.targets());
        }

        private static DMatrixRMaj gaussian(RandomGenerator random, int rows, int cols, double deviation) {
            DMatrixRMaj matrix = new DMatrixRMaj(rows, cols);
            for (int i = 0; i < matrix.getNumElements(); i++) {
                matrix.data[i] = deviation * random.nextGaussian();
            }
            return matrix;
        }
    }
}
