/* What the quick forms of the look-alike engine are compiled for, and whether this processor
 * has it. The two stand together: lzcnt on a processor (or under a hypervisor) without it runs
 * as bsr, which gives other numbers and no fault. */
#ifndef YG_MATCH_PROCESSOR_H
#define YG_MATCH_PROCESSOR_H

#include <stdbool.h>

#if defined(__x86_64__)
#define YG_QUICK_TARGET target("avx2,bmi,bmi2,lzcnt,popcnt")
#endif

/* All of YG_QUICK_TARGET; always false elsewhere than on x86-64. Any thread. */
bool yg_processor_is_quick(void);

#endif
