package org.featureflow.core.feature;

/** Whether the memory of something is still its own: once released it is handed out to others, and must not be read. */
final class Held {

    private final String what;
    private boolean released;

    /** Of something, in words that go before "released". */
    Held(String what) {
        this.what = what;
    }

    /**
     * To be called before each reading.
     *
     * @throws IllegalStateException if it was released
     */
    void check() {
        if (released) {
            throw new IllegalStateException(what + " released: keep the state it belongs to while that is current");
        }
    }

    /**
     * To be called before the memory is given back.
     *
     * @throws IllegalStateException if it was released before
     */
    void release() {
        check();
        released = true;
    }
}
