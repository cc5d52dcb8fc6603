/** Verilog of multiply-accumulate units, written by the same walk over the datapath that counts their cells. */
package binade.hwmodel.rtl;
