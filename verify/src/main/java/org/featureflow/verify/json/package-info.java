/**
 * JSON read with complaints that say where ({@link org.featureflow.verify.json.JsonValue}), and written the same on every Java version
 * ({@link org.featureflow.verify.json.JsonWriter}).
 */
@NullMarked
package org.featureflow.verify.json;

import org.jspecify.annotations.NullMarked;
