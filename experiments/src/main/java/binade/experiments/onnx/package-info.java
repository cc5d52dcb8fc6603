/** Networks from ONNX files: read without trust, and turned into a graph with gradients. */
package binade.experiments.onnx;
