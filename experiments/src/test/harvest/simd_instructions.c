// Latency and reciprocal throughput of the 512-bit instructions of dot products, alone and taking turns with one whose
// execution ports are known, in core cycles.
//
//   gcc -O1 -o simd_instructions simd_instructions.c
//   ./simd_instructions > instructions.csv
//
// A cycle is the time of one of a chain of dependent 64-bit additions, measured right before and after; least of several runs.
// reciprocal_throughput: 10 independent destinations, 50 instructions a loop pass. with_X: cycles of one instruction and one X.
// latency: 50 instructions, each needing the one before (of those that accumulate: through the accumulator).
// Machine: VNNI, BF16, VBMI, VPOPCNTDQ.
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#define PASSES 4000
#define RUNS 12

static uint8_t buffer[1 << 14] __attribute__((aligned(64)));

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}

static double cycle(void) {
    uint64_t n = PASSES;
    double start = now();
    __asm__ volatile("1:\n.rept 50\nadd $1, %%rax\n.endr\ndec %0\njnz 1b\n" : "+r"(n) : : "rax", "cc");
    return (now() - start) / (PASSES * 50.0);
}

static double cycles(void (*loop)(void)) {
    double best = 1e9;
    for (int r = 0; r < RUNS; r++) {
        double before = cycle(), start = now();
        loop();
        double t = (now() - start) / (PASSES * 50.0), after = cycle();
        double c = t / (before < after ? before : after);
        best = c < best ? c : best;
    }
    return best;
}

#define ALL "zmm0", "zmm1", "zmm2", "zmm3", "zmm4", "zmm5", "zmm6", "zmm7", "zmm8", "zmm9", "zmm10", "zmm11", "zmm12", \
    "zmm13", "zmm14", "zmm15", "zmm16", "zmm17", "zmm18", "zmm19", "zmm20", "zmm21", "zmm22", "zmm23", "zmm24", "zmm25", \
    "zmm26", "zmm27", "zmm28", "zmm29", "zmm30", "zmm31", "cc", "memory"
// The instruction is the macro A with destination d and source s, X the one it takes turns with.
#define LOOP(macros, body) do { \
    uint64_t n = PASSES; \
    __asm__ volatile(".irp i,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31\n" \
                     "vpxorq %%zmm\\i, %%zmm\\i, %%zmm\\i\n.endr\n" macros "1:\n" body "dec %0\njnz 1b\n.purgem A\n.purgem X\n" \
                     : "+r"(n) : "r"(buffer) : ALL); } while (0)
#define A(text) ".macro A d s\n" text "\n.endm\n"
#define X(text) ".macro X d s\n" text "\n.endm\n"
#define ALONE ".rept 5\n.irp i,0,1,2,3,4,5,6,7,8,9\nA \\i 30\n.endr\n.endr\n"
#define TURNS ".rept 5\n.irp i,0,1,2,3,4,5,6,7,8,9\nA \\i 30\nX 1\\i 29\n.endr\n.endr\n"
#define CHAIN_0 ".rept 50\nA 0 0\n.endr\n"
#define CHAIN_1 ".rept 50\nA 0 30\n.endr\n"

// name, text, whether it accumulates, MACs
#define THREE(op) #op " %%zmm31, %%zmm\\s, %%zmm\\d"
#define TWO(op) #op " %%zmm\\s, %%zmm\\d"
#define HALF(op) #op " %%ymm\\s, %%zmm\\d"
#define QUARTER(op) #op " %%xmm\\s, %%zmm\\d"
#define SHIFT(op) #op " $8, %%zmm\\s, %%zmm\\d"
#define INSTRUCTIONS(F) \
    F(vfmadd231ps, THREE(vfmadd231ps), 1) F(vmulps, THREE(vmulps), 0) F(vaddps, THREE(vaddps), 0) \
    F(vdpbf16ps, THREE(vdpbf16ps), 1) F(vpdpbusd, THREE(vpdpbusd), 1) F(vpdpwssd, THREE(vpdpwssd), 1) \
    F(vpmaddubsw, THREE(vpmaddubsw), 0) F(vpmaddwd, THREE(vpmaddwd), 0) F(vpmullw, THREE(vpmullw), 0) \
    F(vpmulld, THREE(vpmulld), 0) F(vpmullq, THREE(vpmullq), 0) F(vpaddb, THREE(vpaddb), 0) F(vpaddw, THREE(vpaddw), 0) F(vpaddd, THREE(vpaddd), 0) \
    F(vpaddq, THREE(vpaddq), 0) F(vpxorq, THREE(vpxorq), 0) F(vpandq, THREE(vpandq), 0) F(vporq, THREE(vporq), 0) \
    F(vpternlogq, "vpternlogq $202, %%zmm31, %%zmm\\s, %%zmm\\d", 1) F(vpopcntq, TWO(vpopcntq), 0) F(vpsadbw, THREE(vpsadbw), 0) \
    F(vpsrlw, SHIFT(vpsrlw), 0) F(vpsrld, SHIFT(vpsrld), 0) F(vpsrad, SHIFT(vpsrad), 0) F(vpslld, SHIFT(vpslld), 0) \
    F(vpsraw, SHIFT(vpsraw), 0) F(vpsllw, SHIFT(vpsllw), 0) F(vpmovsxbw, HALF(vpmovsxbw), 0) \
    F(vpmovsxbd, QUARTER(vpmovsxbd), 0) F(vcvtph2ps, HALF(vcvtph2ps), 0) F(vpshufb, THREE(vpshufb), 0) \
    F(vpermb, THREE(vpermb), 0) F(vpermi2b, THREE(vpermi2b), 1) F(vpunpcklbw, THREE(vpunpcklbw), 0) \
    F(vmovdqa64, TWO(vmovdqa64), 0) F(vmovups_load, "vmovups 64*\\d(%1), %%zmm\\d", 1) F(vmovups_store, "vmovups %%zmm\\d, 64*\\d(%1)", 1)

#define NOTHING X("")
#define FMA X("vfmadd231ps %%zmm31, %%zmm\\s, %%zmm\\d")
#define ADD X("vaddps %%zmm31, %%zmm\\s, %%zmm\\d")
#define MULLW X("vpmullw %%zmm31, %%zmm\\s, %%zmm\\d")
#define PERMB X("vpermb %%zmm31, %%zmm\\s, %%zmm\\d")
#define PADDD X("vpaddd %%zmm31, %%zmm\\s, %%zmm\\d")
#define FUNCTIONS(name, text, acc) \
    static void rate_##name(void) { LOOP(A(text) NOTHING, ALONE); } \
    static void chain_##name(void) { LOOP(A(text) NOTHING, CHAIN_##acc); } \
    static void fma_##name(void) { LOOP(A(text) FMA, TURNS); } \
    static void add_##name(void) { LOOP(A(text) ADD, TURNS); } \
    static void mullw_##name(void) { LOOP(A(text) MULLW, TURNS); } \
    static void permb_##name(void) { LOOP(A(text) PERMB, TURNS); } \
    static void paddd_##name(void) { LOOP(A(text) PADDD, TURNS); }
INSTRUCTIONS(FUNCTIONS)

int main(void) {
    printf("instruction,form,latency,reciprocal_throughput,with_vfmadd231ps,with_vaddps,with_vpmullw,with_vpermb,with_vpaddd\n");
#define ROW(name, text, acc) \
    printf("%s,zmm,%.2f,%.2f,%.2f,%.2f,%.2f,%.2f,%.2f\n", #name, cycles(chain_##name), cycles(rate_##name), \
           cycles(fma_##name), cycles(add_##name), cycles(mullw_##name), cycles(permb_##name), cycles(paddd_##name)); \
    fflush(stdout);
    INSTRUCTIONS(ROW)
    return 0;
}
