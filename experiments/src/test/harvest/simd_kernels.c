// Dot products, matrix-vector products and register tiles of matrix products with 512-bit intrinsics: multiply-accumulates per
// core cycle and per second, operands in the first-level cache, the second-level cache and memory.
//
//   gcc -O2 -mavx512f,bw,vl,vnni,bf16,vbmi,vpopcntdq (each as -mavx512...) -mavx2 -mf16c -o simd_kernels simd_kernels.c
//   ./simd_kernels > kernels.csv
//
// A cycle is the least time of one of a chain of dependent 64-bit additions, measured throughout: the clock is taken as constant. dot: two streams, 8
// accumulators. matvec: 4 rows of a matrix share each vector of x, 2 accumulators a row. tile: a[k,6] b[k,4 vectors] in the
// first-level cache into 24 accumulators, one broadcast of a for 4 products. Least time of several
// runs, those of the first-level cache at several places: some pairs of addresses share a way of the first-level cache.
#include <immintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define V __m512i
#define LOAD(p) _mm512_loadu_si512((const void *)(p))
static V lo, hi, sign;          // of grid8: low and high bytes of 64 values, the sign of a code
static __m256i table4, mask4;   // population counts of 4 bits
static inline __m512 f(V v) { return _mm512_castsi512_ps(v); }
static inline V i(__m512 v) { return _mm512_castps_si512(v); }

static inline V fp32(V c, V a, V b) { return i(_mm512_fmadd_ps(f(a), f(b), f(c))); }
static inline V bf16(V c, V a, V b) { return i(_mm512_dpbf16_ps(f(c), (__m512bh)a, (__m512bh)b)); }
static inline V vnni(V c, V a, V b) { return _mm512_dpbusd_epi32(c, a, b); }
static inline V maddubs(V c, V a, V b) {
    return _mm512_add_epi32(c, _mm512_madd_epi16(_mm512_maddubs_epi16(a, b), _mm512_set1_epi16(1)));
}
static inline V binary(V c, V a, V b) { return _mm512_add_epi64(c, _mm512_popcnt_epi64(_mm512_xor_si512(a, b))); }
// 64 codes of 8 bits to 2 x 32 bf16: sign apart, two 128-entry tables of bytes.
#define DECODE(x, x0, x1) do { \
    V y_ = x, z_ = x; __asm__("" : "+v"(x), "+v"(y_), "+v"(z_)); /* copies, not loads: vpermi2b overwrites the codes */ \
    V h_ = _mm512_ternarylogic_epi64(_mm512_permutex2var_epi8(hi, y_, hi), x, sign, 0xF8), \
      l_ = _mm512_permutex2var_epi8(lo, z_, lo); \
    x0 = _mm512_unpacklo_epi8(l_, h_); x1 = _mm512_unpackhi_epi8(l_, h_); } while (0)
static inline V grid8(V c, V a, V b) {
    V a0, a1, b0, b1;
    DECODE(a, a0, a1);
    DECODE(b, b0, b1);
    return bf16(bf16(c, a0, b0), a1, b1);
}
// Half vectors: 16 elements of 2 bytes, widened.
static inline V fp16(V c, __m256i a, __m256i b) { return i(_mm512_fmadd_ps(_mm512_cvtph_ps(a), _mm512_cvtph_ps(b), f(c))); }
static inline __m256i binary256(__m256i c, __m256i a, __m256i b) {
    __m256i x = _mm256_xor_si256(a, b);
    __m256i n = _mm256_add_epi8(_mm256_shuffle_epi8(table4, _mm256_and_si256(x, mask4)),
                                _mm256_shuffle_epi8(table4, _mm256_and_si256(_mm256_srli_epi16(x, 4), mask4)));
    return _mm256_add_epi64(c, _mm256_sad_epu8(n, _mm256_setzero_si256()));
}
#define LOAD256(p) _mm256_loadu_si256((const void *)(p))

static volatile int sink;
static inline int first512(V v) { return _mm_cvtsi128_si32(_mm512_castsi512_si128(v)); }
static inline int first256(__m256i v) { return _mm_cvtsi128_si32(_mm256_castsi256_si128(v)); }
#define ROW 8192  // bytes of a row of a matrix at most: x stays in the first-level cache
#define UNROLL _Pragma("GCC unroll 8")
#define KERNELS(name, T, BITS, ZERO, L, SIZE) \
    static void dot_##name(const uint8_t *a, const uint8_t *b, size_t bytes) { \
        T s[8]; UNROLL for (int u = 0; u < 8; u++) s[u] = ZERO; \
        for (size_t p = 0; p < bytes; p += 8 * SIZE) { \
            UNROLL for (int u = 0; u < 8; u++) s[u] = name(s[u], L(a + p + u * SIZE), L(b + p + u * SIZE)); } \
        int t = 0; UNROLL for (int u = 0; u < 8; u++) t ^= first##BITS(s[u]); \
        sink = t; } \
    static void matvec_##name(const uint8_t *a, const uint8_t *x, size_t bytes) { \
        size_t row = bytes / 4 < ROW ? bytes / 4 : ROW; int t = 0; \
        for (const uint8_t *end = a + bytes; a < end; a += 4 * row) { \
            T s[8]; UNROLL for (int u = 0; u < 8; u++) s[u] = ZERO; \
            for (size_t p = 0; p < row; p += 2 * SIZE) { \
                T x0 = L(x + p), x1 = L(x + p + SIZE); \
                UNROLL for (int r = 0; r < 4; r++) { \
                    s[2 * r] = name(s[2 * r], x0, L(a + r * row + p)); \
                    s[2 * r + 1] = name(s[2 * r + 1], x1, L(a + r * row + p + SIZE)); } } \
            UNROLL for (int u = 0; u < 8; u++) t ^= first##BITS(s[u]); } \
        sink = t; }
// c += x b for 6 x 4 accumulators zmm0-23; b in zmm24-27, x broadcast to zmm28; P(d, j) is one product.
#define TILE(name, product) \
    static void tile_##name(const uint8_t *a, const uint8_t *b, size_t bytes) { \
        size_t n = bytes / 256; V zero = _mm512_setzero_si512(), one = _mm512_set1_epi16(1); \
        __asm__ volatile(".macro P d j\n" product "\n.endm\n.macro ROW x d0 d1 d2 d3\nvpbroadcastd 4*\\x(%1), %%zmm28\n" \
            "P \\d0 24\nP \\d1 25\nP \\d2 26\nP \\d3 27\n.endm\n" \
            ".irp i,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23\nvmovdqa64 %3, %%zmm\\i\n.endr\n" \
            "vmovdqa64 %4, %%zmm31\n1:\n" \
            "vmovups (%2), %%zmm24\nvmovups 64(%2), %%zmm25\nvmovups 128(%2), %%zmm26\nvmovups 192(%2), %%zmm27\n" \
            "ROW 0 0 1 2 3\nROW 1 4 5 6 7\nROW 2 8 9 10 11\nROW 3 12 13 14 15\nROW 4 16 17 18 19\nROW 5 20 21 22 23\n" \
            "add $24, %1\nadd $256, %2\ndec %0\njnz 1b\n.purgem P\n.purgem ROW\n" \
            : "+r"(n), "+r"(a), "+r"(b) : "v"(zero), "v"(one) \
            : "cc", "memory", "zmm0", "zmm1", "zmm2", "zmm3", "zmm4", "zmm5", "zmm6", "zmm7", "zmm8", "zmm9", "zmm10", "zmm11", \
              "zmm12", "zmm13", "zmm14", "zmm15", "zmm16", "zmm17", "zmm18", "zmm19", "zmm20", "zmm21", "zmm22", "zmm23", "zmm24", \
              "zmm25", "zmm26", "zmm27", "zmm28", "zmm31"); }
KERNELS(fp32, V, 512, _mm512_setzero_si512(), LOAD, 64)
KERNELS(bf16, V, 512, _mm512_setzero_si512(), LOAD, 64)
KERNELS(vnni, V, 512, _mm512_setzero_si512(), LOAD, 64)
KERNELS(maddubs, V, 512, _mm512_setzero_si512(), LOAD, 64)
KERNELS(binary, V, 512, _mm512_setzero_si512(), LOAD, 64)
KERNELS(grid8, V, 512, _mm512_setzero_si512(), LOAD, 64)
KERNELS(binary256, __m256i, 256, _mm256_setzero_si256(), LOAD256, 32)
static void dot_fp16(const uint8_t *a, const uint8_t *b, size_t bytes) {
    V s[8]; UNROLL for (int u = 0; u < 8; u++) s[u] = _mm512_setzero_si512();
    for (size_t p = 0; p < bytes; p += 8 * 32) {
        UNROLL for (int u = 0; u < 8; u++) s[u] = fp16(s[u], LOAD256(a + p + 32 * u), LOAD256(b + p + 32 * u));
    }
    int t = 0;
    UNROLL for (int u = 0; u < 8; u++) t ^= first512(s[u]);
    sink = t;
}
TILE(fp32, "vfmadd231ps %%zmm28, %%zmm\\j, %%zmm\\d")
TILE(bf16, "vdpbf16ps %%zmm28, %%zmm\\j, %%zmm\\d")
TILE(vnni, "vpdpbusd %%zmm28, %%zmm\\j, %%zmm\\d")
TILE(maddubs, "vpmaddubsw %%zmm28, %%zmm\\j, %%zmm29\nvpmaddwd %%zmm31, %%zmm29, %%zmm29\nvpaddd %%zmm29, %%zmm\\d, %%zmm\\d")
TILE(binary, "vpxorq %%zmm28, %%zmm\\j, %%zmm29\nvpopcntq %%zmm29, %%zmm29\nvpaddq %%zmm29, %%zmm\\d, %%zmm\\d")

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}
static double cycle(void) {
    uint64_t n = 4000;
    double start = now();
    __asm__ volatile("1:\n.rept 50\nadd $1, %%rax\n.endr\ndec %0\njnz 1b\n" : "+r"(n) : : "rax", "cc");
    return (now() - start) / (4000 * 50.0);
}

typedef void (*kernel)(const uint8_t *, const uint8_t *, size_t);
static uint8_t *a, *b;
static const size_t most = 64u << 20;
static double shortest = 1;     // cycle, s
static void printRow(const char *kind, const char *path, const char *level, size_t bytes, double macs, double seconds) {
    printf("%s,%s,%s,%zu,%.1f,%.4g,%.2f\n", kind, path, level, bytes, macs / seconds * shortest, macs / seconds, 1e-9 / shortest);
    fflush(stdout);
}
// macs: of a call on the given bytes of a.
static void measure(const char *kind, const char *path, const char *level, kernel k, size_t bytes, double macs) {
    double seconds = 1e9;
    long calls = 1 + (long)(2e6 / bytes);
    double end = now() + 0.3;
    k(a, b, bytes);
    for (int r = 0; r < 6 || now() < end; r++) {
        double c = cycle(), start = now();
        size_t place = bytes <= 16384 ? r % 8 * (5 << 20) + r % 8 * 128 : 0;
        for (long n = 0; n < calls; n++) k(a, b + place, bytes);
        double t = (now() - start) / calls;
        seconds = t < seconds ? t : seconds;
        shortest = c < shortest ? c : shortest;
    }
    printRow(kind, path, level, bytes, macs, seconds);
}

int main(void) {
    a = aligned_alloc(4096, most);
    b = aligned_alloc(4096, most);
        for (size_t p = 0; p < most; p++) { a[p] = p * 7 % 31; b[p] = p * 5 % 29; }
    sign = _mm512_set1_epi8((char)0x80);
    hi = _mm512_set1_epi8(0x3F);
    lo = _mm512_set1_epi8(0x10);
    table4 = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
    mask4 = _mm256_set1_epi8(15);
    static const struct { const char *path; kernel dot, matvec; double perByte; } K[] = {
        {"fp32", dot_fp32, matvec_fp32, 0.25}, {"bf16", dot_bf16, matvec_bf16, 0.5}, {"int8-vnni", dot_vnni, matvec_vnni, 1},
        {"int8-maddubs", dot_maddubs, matvec_maddubs, 1}, {"binary", dot_binary, matvec_binary, 8},
        {"binary-avx2", dot_binary256, matvec_binary256, 8}, {"grid8", dot_grid8, matvec_grid8, 1}, {"fp16", dot_fp16, 0, 0.5}};
    static const struct { const char *level; size_t bytes; } L[] = {{"l1", 16384}, {"l2", 262144}, {"memory", 64u << 20}};
    for (double end = now() + 1; now() < end;) { double c = cycle(); shortest = c < shortest ? c : shortest; }
    printf("kernel,path,level,bytes,mac_per_cycle,mac_per_s,clock_ghz\n");
    for (unsigned k = 0; k < sizeof K / sizeof *K; k++) {
        for (int l = 0; l < 3; l++) {
            measure("dot", K[k].path, L[l].level, K[k].dot, L[l].bytes, L[l].bytes * K[k].perByte);
            if (K[k].matvec) measure("matvec", K[k].path, L[l].level, K[k].matvec, L[l].bytes, L[l].bytes * K[k].perByte);
        }
    }
    static const struct { const char *path; kernel tile; double perByte; } T[] = {
        {"fp32", tile_fp32, 0.25}, {"bf16", tile_bf16, 0.5}, {"int8-vnni", tile_vnni, 1}, {"int8-maddubs", tile_maddubs, 1},
        {"binary", tile_binary, 8}};
    for (unsigned k = 0; k < sizeof T / sizeof *T; k++)
        measure("tile", T[k].path, "l1", T[k].tile, 16384, 6.0 * 16384 * T[k].perByte);
    return 0;
}
