/** The claims every installation has: {@link org.featureflow.verify.catalogue.Catalogue}. One package a paper, one class a theorem. */
@NullMarked
package org.featureflow.verify.catalogue;

import org.jspecify.annotations.NullMarked;
