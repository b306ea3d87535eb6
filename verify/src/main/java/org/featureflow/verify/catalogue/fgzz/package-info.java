/** Claims of [FGZZ], "Convex Formulation of Overparameterized Deep Neural Networks", 2019, and negative controls of them. */
@NullMarked
package org.featureflow.verify.catalogue.fgzz;

import org.jspecify.annotations.NullMarked;
