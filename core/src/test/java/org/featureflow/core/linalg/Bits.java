package org.featureflow.core.linalg;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** Digests of the bits of results, to compare virtual machines and processors. */
final class Bits {
    private Bits() {}

    static String digest(double[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * values.length);
        for (double value : values) {
            bytes.putDouble(value);
        }
        CRC32 sum = new CRC32();
        sum.update(bytes.array());
        return Long.toHexString(sum.getValue());
    }
}
