/* A generator for tests: the same numbers on every machine. SplitMix64 (Steele, Lea, Flood,
 * OOPSLA 2014). */
#ifndef TESTS_SEEDED_H
#define TESTS_SEEDED_H

#include <stdint.h>

static inline uint64_t seeded_next(uint64_t *state) {
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

/* 0 to below - 1. */
static inline uint64_t seeded_below(uint64_t *state, uint64_t below) {
    return seeded_next(state) % below;
}

#endif
