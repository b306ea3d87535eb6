/** Claims of [LMLLY], "A Mean-field Analysis of Deep ResNet and Beyond", ICML 2020, and negative controls of them. */
@NullMarked
package org.featureflow.verify.catalogue.lmlly;

import org.jspecify.annotations.NullMarked;
