package binade.experiments.cli;

import binade.formats.kernel.Kernels;
import picocli.CommandLine.IVersionProvider;

/** Version, commit, JVM and vector width. */
final class Version implements IVersionProvider {
    static final String NUMBER = "0.1.0";

    /** The commit the launcher found, or "unknown". */
    static String commit() {
        String commit = System.getProperty("binade.commit", "");
        return commit.isBlank() ? "unknown" : commit;
    }

    static String jvm() {
        return System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version");
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "binade " + NUMBER + " (" + commit() + ")", jvm(), "kernels: " + Kernels.describe()
        };
    }
}
