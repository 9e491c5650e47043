#include "match/processor.h"

#if defined(__x86_64__)
#include <cpuid.h>

/* CPUID leaf 0x80000001, register C, bit 5 (ABM). Not every compiler knows the word "lzcnt". */
static bool has_lzcnt(void) {
    unsigned a, b, c, d;
    return __get_cpuid(0x80000001, &a, &b, &c, &d) != 0 && (c >> 5 & 1) != 0;
}

bool yg_processor_is_quick(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt") && has_lzcnt();
}
#else
bool yg_processor_is_quick(void) {
    return false;
}
#endif
