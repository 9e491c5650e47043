/* Compiling a set: the exact table. Keys are sorted by the first bits of their buckets, by threads
 * each a range of them; then each part of the buckets is counted and filled while it stays in the
 * nearer caches. Under one bucket they keep their order. A quarter of the parts at a time: to read
 * the keys four times costs less than memory for all at once. */
#include "base/side.h"
#include "match/indicator_job.h"

enum { PART_BITS = 8, PARTS = 1 << PART_BITS, QUARTER = PARTS / 4 };

typedef struct {
    uint32_t bucket;
    yg_slot slot;
} sorted_slot;

typedef struct {
    yg_indicator_job *job;
    sorted_slot *sorted;
    uint32_t mask;  /* of buckets */
    unsigned shift; /* from bucket to part */
    size_t first;   /* part of the quarter */
    size_t begins[PARTS + 1];
    size_t next[YG_JOB_MOST_RANGES][PARTS]; /* where each range puts its next one */
} slot_job;

static void count_range(void *self, size_t range) {
    slot_job *s = self;
    const yg_indicator_job *j = s->job;
    size_t to = yg_job_range(j, j->head.slots_n, range + 1);
    uint32_t number;
    for (size_t i = yg_job_range(j, j->head.slots_n, range); i < to; i++)
        s->next[range][yg_bucket_of(yg_job_key(j, i, &number), s->mask) >> s->shift]++;
}

static void place_parts(slot_job *s) {
    size_t sum = 0;
    for (size_t part = 0; part < PARTS; part++) {
        s->begins[part] = sum;
        for (size_t range = 0; range < s->job->ranges; range++) {
            size_t here = s->next[range][part];
            s->next[range][part] = sum;
            sum += here;
        }
    }
    s->begins[PARTS] = sum;
}

static void sort_range(void *self, size_t range) {
    slot_job *s = self;
    const yg_indicator_job *j = s->job;
    size_t to = yg_job_range(j, j->head.slots_n, range + 1);
    sorted_slot *sorted = s->sorted;
    for (size_t i = yg_job_range(j, j->head.slots_n, range); i < to; i++) {
        uint32_t number;
        uint64_t key = yg_job_key(j, i, &number);
        uint32_t bucket = yg_bucket_of(key, s->mask), part = bucket >> s->shift;
        if (part - s->first >= QUARTER)
            continue;
        size_t at = s->next[range][part]++ - s->begins[s->first];
        sorted[at] = (sorted_slot){bucket, {(uint32_t)key, number}};
    }
}

static void fill_part(void *self, size_t piece) {
    slot_job *s = self;
    uint32_t *buckets = yg_job_section(s->job, YG_SECTION_BUCKETS);
    yg_slot *slots = yg_job_section(s->job, YG_SECTION_SLOTS);
    size_t part = s->first + piece, n = s->begins[part + 1] - s->begins[part];
    const sorted_slot *sorted = s->sorted + (s->begins[part] - s->begins[s->first]);
    size_t first = part << s->shift;
    if (first > s->mask)
        return;
    for (size_t i = 0; i < n; i++)
        buckets[sorted[i].bucket + 1]++;
    uint32_t sum = (uint32_t)s->begins[part];
    for (size_t b = first + 1; b <= first + ((size_t)1 << s->shift); b++) {
        uint32_t here = buckets[b];
        buckets[b] = sum;
        sum += here;
    }
    for (size_t i = 0; i < n; i++)
        slots[buckets[sorted[i].bucket + 1]++] = sorted[i].slot;
}

void yg_job_fill_slots(yg_indicator_job *j) {
    slot_job *s = yg_alloc(1, sizeof *s);
    unsigned threads = j->ranges > 1 ? j->maker->threads : 1, bits = j->head.bucket_bits;
    size_t most = 0;
    s->job = j;
    s->mask = (uint32_t)((UINT64_C(1) << bits) - 1);
    s->shift = bits > PART_BITS ? bits - PART_BITS : 0;
    yg_side_by_side(threads, j->ranges, count_range, s);
    place_parts(s);
    for (size_t first = 0; first < PARTS; first += QUARTER) {
        size_t n = s->begins[first + QUARTER] - s->begins[first];
        most = n > most ? n : most;
    }
    s->sorted = yg_realloc(NULL, most, sizeof *s->sorted);
    yg_mem_want_large(s->sorted, most * sizeof *s->sorted);
    for (s->first = 0; s->first < PARTS; s->first += QUARTER) {
        yg_side_by_side(threads, j->ranges, sort_range, s);
        yg_side_by_side(threads, QUARTER, fill_part, s);
    }
    free(s->sorted);
    free(s);
}
