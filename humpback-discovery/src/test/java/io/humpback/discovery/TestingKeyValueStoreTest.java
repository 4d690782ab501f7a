package io.humpback.discovery;

/** The fake must behave like the real ones where it is not told otherwise. */
class TestingKeyValueStoreTest extends KeyValueStoreContract {
    @Override
    protected KeyValueStore openEmpty() {
        return new TestingKeyValueStore();
    }
}
