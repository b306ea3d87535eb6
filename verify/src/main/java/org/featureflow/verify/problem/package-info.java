/** Problem files of the systems beyond the feature flow: a JSON tree in, the result's JSON tree out. */
@NullMarked
package org.featureflow.verify.problem;

import org.jspecify.annotations.NullMarked;
