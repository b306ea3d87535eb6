/**
 * Certificates: files from whose content alone what they claim is derived again, by exact or outward-rounded arithmetic. Start at
 * {@link org.featureflow.verify.certificate.Certificate}. Knows no solver, no flow and no claim.
 */
@NullMarked
package org.featureflow.verify.certificate;

import org.jspecify.annotations.NullMarked;
