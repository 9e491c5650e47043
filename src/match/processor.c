#include "match/processor.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <stdatomic.h>

/* CPUID leaf 0x80000001, register C, bit 5 (ABM). Not every compiler knows the word "lzcnt". */
static bool has_lzcnt(void) {
    unsigned a, b, c, d;
    return __get_cpuid(0x80000001, &a, &b, &c, &d) != 0 && (c >> 5 & 1) != 0;
}

static bool look(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt") && has_lzcnt();
}

/* Asked once: under a hypervisor CPUID leaves the machine, and costs some ten microseconds. */
bool yg_processor_is_quick(void) {
    static atomic_int known; /* 0: not asked, 1: no, 2: yes */
    int answer = atomic_load_explicit(&known, memory_order_relaxed);
    if (answer == 0) {
        answer = look() ? 2 : 1;
        atomic_store_explicit(&known, answer, memory_order_relaxed);
    }
    return answer == 2;
}
#else
bool yg_processor_is_quick(void) {
    return false;
}
#endif
