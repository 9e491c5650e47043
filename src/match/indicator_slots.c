/* Compiling a set: the exact table. Keys are sorted by the first bits of their buckets, by threads
 * each a range of them; then each part of the buckets is counted and filled while it stays in the
 * nearer caches. Under one bucket they keep their order. */
#include "base/side.h"
#include "match/indicator_job.h"

static unsigned part_shift(const yg_indicator_job *j) {
    return j->head.bucket_bits > 8 ? j->head.bucket_bits - 8 : 0;
}

static uint32_t bucket_mask(const yg_indicator_job *j) {
    return (uint32_t)((UINT64_C(1) << j->head.bucket_bits) - 1);
}

static void count_range(void *self, size_t range) {
    yg_indicator_job *j = self;
    size_t *counts = j->parts[range], to = yg_job_range(j, j->head.slots_n, range + 1);
    uint32_t mask = bucket_mask(j), number;
    unsigned shift = part_shift(j);
    memset(counts, 0, sizeof j->parts[range]);
    for (size_t i = yg_job_range(j, j->head.slots_n, range); i < to; i++)
        counts[yg_bucket_of(yg_job_key(j, i, &number), mask) >> shift]++;
}

static void sort_range(void *self, size_t range) {
    yg_indicator_job *j = self;
    size_t *next = j->parts[range], to = yg_job_range(j, j->head.slots_n, range + 1);
    uint32_t mask = bucket_mask(j), number;
    unsigned shift = part_shift(j);
    for (size_t i = yg_job_range(j, j->head.slots_n, range); i < to; i++) {
        uint64_t key = yg_job_key(j, i, &number);
        uint32_t bucket = yg_bucket_of(key, mask);
        j->sorted[next[bucket >> shift]++] = (yg_sorted_slot){bucket, {(uint32_t)key, number}};
    }
}

void yg_job_slots_sort(yg_indicator_job *j) {
    size_t sum = 0;
    j->sorted = yg_realloc(NULL, j->head.slots_n, sizeof *j->sorted);
    yg_mem_want_large(j->sorted, j->head.slots_n * sizeof *j->sorted);
    yg_side_by_side(j->maker->threads, j->ranges, count_range, j);
    for (size_t part = 0; part <= YG_JOB_PARTS; part++) {
        for (size_t range = 0; range < j->ranges; range++) {
            size_t here = j->parts[range][part];
            j->parts[range][part] = sum;
            sum += here;
        }
    }
    yg_side_by_side(j->maker->threads, j->ranges, sort_range, j);
}

/* Behind the sort each range's place of a part is where the next range's began; the last one's is
 * the end of the part. */
void yg_job_slots_fill(yg_indicator_job *j, size_t part) {
    uint32_t *buckets = yg_job_section(j, YG_SECTION_BUCKETS);
    yg_slot *slots = yg_job_section(j, YG_SECTION_SLOTS);
    size_t to = j->parts[j->ranges - 1][part];
    size_t from = part == 0 ? 0 : j->parts[j->ranges - 1][part - 1];
    size_t n = (size_t)1 << part_shift(j), first = part * n;
    if (first > bucket_mask(j))
        return;
    for (size_t i = from; i < to; i++)
        buckets[j->sorted[i].bucket + 1]++;
    uint32_t sum = (uint32_t)from;
    for (size_t b = first + 1; b <= first + n; b++) {
        uint32_t here = buckets[b];
        buckets[b] = sum;
        sum += here;
    }
    for (size_t i = from; i < to; i++)
        slots[buckets[j->sorted[i].bucket + 1]++] = j->sorted[i].slot;
}
