/** The command line: the only place that prints. Start at {@link org.featureflow.verify.cli.Main}. */
package org.featureflow.verify.cli;
