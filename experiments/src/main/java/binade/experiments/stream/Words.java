package binade.experiments.stream;

import java.util.StringTokenizer;

/** The words of a line, which blanks, tabs and carriage returns separate. */
final class Words {
    private Words() {}

    /** Index of the first character at or after i that is no blank. */
    static int skipBlanks(String s, int i) {
        int k = i;
        while (k < s.length() && (s.charAt(k) == ' ' || s.charAt(k) == '\t' || s.charAt(k) == '\r')) {
            k++;
        }
        return k;
    }

    /** Index of the first blank at or after i. */
    static int skipWord(String s, int i) {
        int k = i;
        while (k < s.length() && s.charAt(k) != ' ' && s.charAt(k) != '\t' && s.charAt(k) != '\r') {
            k++;
        }
        return k;
    }

    /** All of them. */
    static String[] of(String text) {
        StringTokenizer tokens = new StringTokenizer(text);
        String[] words = new String[tokens.countTokens()];
        for (int i = 0; i < words.length; i++) {
            words[i] = tokens.nextToken();
        }
        return words;
    }
}
