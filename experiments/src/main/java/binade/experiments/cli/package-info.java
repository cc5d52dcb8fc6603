/** The command line: each subcommand parses, calls one study or library entry point, and hands the result on. */
package binade.experiments.cli;
