/** Claims on real data sets, which are embedded as resources with their sources. */
@NullMarked
package org.featureflow.verify.catalogue.data;

import org.jspecify.annotations.NullMarked;
