/** Claims of [AOY], "A mean-field limit for certain deep neural networks", 2019, and negative controls of them. */
@NullMarked
package org.featureflow.verify.catalogue.aoy;

import org.jspecify.annotations.NullMarked;
