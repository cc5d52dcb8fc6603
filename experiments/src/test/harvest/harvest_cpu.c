// Result words of the x86 dot-product instructions, in the "#tcvec v1" layout (one dot product per row: id,a,b,c,d).
//
//   gcc -O2 -mavx512f -mavx512vl -mavx512bw -mavx512vnni -mavx512bf16 -o harvest_cpu harvest_cpu.c
//   ./harvest_cpu OUT_DIR [ROWS]           then: gzip -9n OUT_DIR/*.csv
//
// Positions of a pair or quadruple are those in the register, low first. vpmaddubsw and vpmaddwd have no accumulator: c is
// added to their (sign-extended) result modulo 2^32.
#include <immintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state;
static uint64_t rnd(void) {
    state ^= state << 13; state ^= state >> 7; state ^= state << 17;
    return state * 0x2545F4914F6CDD1Dull >> 16;
}
static uint32_t low(__m128i v) { return (uint32_t)_mm_cvtsi128_si32(v); }
#define A_ _mm_set1_epi32((int)a)
#define B_ _mm_set1_epi32((int)b)
#define C_ _mm_set1_epi32((int)c)
static uint32_t bf16(uint32_t a, uint32_t b, uint32_t c) {
    return low(_mm_castps_si128(_mm_dpbf16_ps(_mm_castsi128_ps(C_), (__m128bh)A_, (__m128bh)B_)));
}
static uint32_t busd(uint32_t a, uint32_t b, uint32_t c) { return low(_mm_dpbusd_epi32(C_, A_, B_)); }
static uint32_t busds(uint32_t a, uint32_t b, uint32_t c) { return low(_mm_dpbusds_epi32(C_, A_, B_)); }
static uint32_t wssd(uint32_t a, uint32_t b, uint32_t c) { return low(_mm_dpwssd_epi32(C_, A_, B_)); }
static uint32_t wssds(uint32_t a, uint32_t b, uint32_t c) { return low(_mm_dpwssds_epi32(C_, A_, B_)); }
static uint32_t maddubs(uint32_t a, uint32_t b, uint32_t c) { return (uint32_t)(int16_t)low(_mm_maddubs_epi16(A_, B_)) + c; }
static uint32_t maddwd(uint32_t a, uint32_t b, uint32_t c) { return low(_mm_madd_epi16(A_, B_)) + c; }

static const struct { const char *device, *path, *in, *acc; int k, digits; uint32_t (*dot)(uint32_t, uint32_t, uint32_t); } OPS[] = {
    {"avx512-bf16", "cpu", "bf16", "fp32", 2, 4, bf16}, {"avx512-vnni", "cpu", "u8s8", "s32", 4, 2, busd},
    {"avx512-vnni", "cpu-satfinite", "u8s8", "s32", 4, 2, busds}, {"avx512-vnni", "cpu", "s16", "s32", 2, 4, wssd},
    {"avx512-vnni", "cpu-satfinite", "s16", "s32", 2, 4, wssds}, {"avx2-maddubs", "cpu", "u8s8", "s32", 2, 2, maddubs},
    {"avx2-maddwd", "cpu", "s16", "s32", 2, 4, maddwd}};

// bf16: any words; near the smallest normal product; moderate; specials and zeros
static uint32_t bf16Word(int mode) {
    uint32_t w = (uint32_t)rnd() & 0xFFFF;
    static const uint16_t special[] = {0, 0x8000, 0x7F80, 0xFF80, 0x7FC1, 0xFFC2, 0x7F83, 0x0001, 0x807F, 0x3F80};
    switch (mode) {
    case 0: return w;
    case 1: return (w & 0x807F) | (uint32_t)(62 + rnd() % 4) << 7;
    case 2: return (w & 0x807F) | (uint32_t)(117 + rnd() % 20) << 7;
    default: return rnd() % 2 ? special[rnd() % 10] : (w & 0x807F) | 127u << 7;
    }
}

int main(int argc, char **argv) {
    if (argc < 2) { fprintf(stderr, "usage: harvest_cpu OUT_DIR [ROWS]\n"); return 2; }
    int rows = argc > 2 ? atoi(argv[2]) : 1000;
    for (unsigned op = 0; op < sizeof OPS / sizeof *OPS; op++) {
        state = 20251120 + op * 0x9E3779B97F4A7C15ull;
        char name[512];
        snprintf(name, sizeof name, "%s/%s_%s_%s_%s.csv", argv[1], OPS[op].device, OPS[op].path, OPS[op].in, OPS[op].acc);
        FILE *o = fopen(name, "w");
        if (!o) { perror(name); return 1; }
        int d = OPS[op].digits, pairs = 8 / d;
        fprintf(o, "#tcvec v1 gpu=%s path=%s in=%s acc=%s m=1 n=1 k=%d wa=%d wb=%d wc=8 wd=8 rows=%d\n", OPS[op].device,
                OPS[op].path, OPS[op].in, OPS[op].acc, OPS[op].k, d, d, rows);
        for (int r = 0; r < rows; r++) {
            uint32_t a = (uint32_t)rnd(), b = (uint32_t)rnd(), c = (uint32_t)rnd();
            if (OPS[op].dot == bf16) {
                int m = r % 4;
                a = bf16Word(m) | bf16Word(m) << 16; b = bf16Word(m) | bf16Word(m) << 16;
                c = m == 1 ? c & 0x81FFFFFF : m == 2 ? (c & 0x807FFFFF) | (uint32_t)(115 + rnd() % 24) << 23
                    : m == 3 ? bf16Word(3) << 16 : c;
            } else if (r % 3 == 0) {            // extremes, and sums near the ends
                for (int i = 0; i < 4; i++) {
                    if (rnd() % 2) { a |= 0xFFu << 8 * i; }
                    if (rnd() % 2) { b = (b & ~(0xFFu << 8 * i)) | (rnd() % 2 ? 0x80u : 0x7Fu) << 8 * i; }
                }
                c = rnd() % 2 ? 0x7FFFFFFFu - (uint32_t)(rnd() & 0xFFFF) : 0x80000000u + (uint32_t)(rnd() & 0xFFFF);
            }
            uint32_t v = OPS[op].dot(a, b, c);
            fprintf(o, "%d,", r);
            for (int s = 0; s < 2; s++) {
                uint32_t x = s ? b : a;
                for (int i = 0; i < OPS[op].k && i < pairs; i++) {
                    fprintf(o, "%0*x", d, x >> 4 * d * i & (d == 4 ? 0xFFFF : 0xFF));
                }
                fputc(',', o);
            }
            fprintf(o, "%08x,%08x\n", c, v);
        }
        fclose(o);
        printf("%s\n", name);
    }
    return 0;
}
