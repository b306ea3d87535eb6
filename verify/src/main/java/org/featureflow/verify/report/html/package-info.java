/**
 * Pages for people: {@link org.featureflow.verify.report.html.VerifyPage} of a run of claims,
 * {@link org.featureflow.verify.report.html.CataloguePages} of the catalogue. A page is one file that needs no network and no script; it
 * is HTML and well-formed XML at once. Pictures are drawn from {@link org.featureflow.verify.claim.Plot} as SVG inside the page.
 */
@NullMarked
package org.featureflow.verify.report.html;

import org.jspecify.annotations.NullMarked;
