/**
 * Result files: what they all carry ({@link org.featureflow.verify.report.ResultHeader},
 * {@link org.featureflow.verify.report.Environment}), and how a file comes to its place in one piece
 * ({@link org.featureflow.verify.report.ResultFile}).
 */
@NullMarked
package org.featureflow.verify.report;

import org.jspecify.annotations.NullMarked;
