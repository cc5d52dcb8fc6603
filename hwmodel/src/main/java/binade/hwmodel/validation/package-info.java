/** The model against synthesised and published figures, point by point. */
package binade.hwmodel.validation;
