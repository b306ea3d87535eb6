/**
 * The choices a paper's reader makes: {@link org.featureflow.core.model.Activation}, {@link org.featureflow.core.model.Loss}
 * and {@link org.featureflow.core.model.Architecture}. The named instances are in
 * {@link org.featureflow.core.model.Activations} and {@link org.featureflow.core.model.Losses}; more are found through
 * {@link java.util.ServiceLoader}.
 */
@NullMarked
package org.featureflow.core.model;

import org.jspecify.annotations.NullMarked;
