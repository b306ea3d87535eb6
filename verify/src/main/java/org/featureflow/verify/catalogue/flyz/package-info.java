/** Claims of [FLYZ], "Modeling from Features", COLT 2021, and negative controls of them. */
@NullMarked
package org.featureflow.verify.catalogue.flyz;

import org.jspecify.annotations.NullMarked;
