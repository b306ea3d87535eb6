/** Claims of [FDZ] on regularized two-level networks, theory sections 5.3 and 6. */
@NullMarked
package org.featureflow.verify.catalogue.fdz;

import org.jspecify.annotations.NullMarked;
