/**
 * What must be true: a {@link org.featureflow.verify.claim.Claim} is checked on instances drawn from
 * {@link org.featureflow.verify.claim.InstanceSpec}s by the {@link org.featureflow.verify.claim.ClaimRunner}, and ends in a
 * {@link org.featureflow.verify.claim.Verdict} with its evidence. Theory section 9.
 */
@NullMarked
package org.featureflow.verify.claim;

import org.jspecify.annotations.NullMarked;
