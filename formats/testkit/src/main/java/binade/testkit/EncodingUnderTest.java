package binade.testkit;

/** An implementation that knows the codes of a format. */
public interface EncodingUnderTest {
    /** The value of a code. */
    double decode(long code);

    /** The code of a value that is in the format already. */
    long encode(double value);
}
