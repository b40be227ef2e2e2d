package barid.kit.tracing;

/** Work of which nothing is told. */
final class NoWork implements Work {
    static final NoWork INSTANCE = new NoWork();

    private NoWork() {}

    @Override
    public Work tell(String attribute, String value) {
        return this;
    }

    @Override
    public Work tell(String attribute, long value) {
        return this;
    }

    @Override
    public void fail(Throwable reason) {}

    @Override
    public void close() {}
}
