#include "map/host_regex.h"

#include <malloc.h>
#include <pthread.h>
#include <regex.h>
#include <stdlib.h>

#include "base/mem.h"
#include "map/identifier.h"

enum {
    FLAGS = REG_EXTENDED | REG_NOSUB | REG_ICASE,
    KEEP_MEMORY = 1 << 20,
    STATE_BYTES = 4096, /* that a byte of text may cost, roughly: what is taken at first */
    LEAST_BYTES = 256,  /* one value, so that a name is asked of one automaton */
    MOST_BYTES = 4 << 20,
    MOST_COSTLY = 4096,
};

struct yg_host_regex {
    regex_t regex;
    pthread_mutex_t lock;          /* glibc's regexec takes one of its own, too */
    size_t seen_bytes, most_bytes; /* of text, since it was compiled */
    size_t most_memory;
    unsigned renewals_n, costly_n; /* costly: for what it held */
    bool is_compiled, is_given_up;
    char text[YG_HOST_RULE_BYTES + 1];
};

yg_host_regex *yg_host_regex_make(yg_str text, const char **ret_fault, char *ret_detail) {
    *ret_fault = yg_host_rule_fault(text, ret_detail);
    if (*ret_fault != NULL)
        return NULL;
    yg_host_regex *r = yg_alloc(1, sizeof *r);
    memcpy(r->text, text.p, text.n);
    yg_host_regex_keep(r, KEEP_MEMORY);
    r->is_compiled = regcomp(&r->regex, r->text, FLAGS) == 0;
    pthread_mutex_init(&r->lock, NULL);
    return r;
}

void yg_host_regex_keep(yg_host_regex *r, size_t most_memory) {
    size_t bytes = most_memory / STATE_BYTES;
    r->most_memory = most_memory;
    r->most_bytes = bytes < LEAST_BYTES ? LEAST_BYTES : bytes;
}

bool yg_host_regex_is_given_up(yg_host_regex *r) {
    pthread_mutex_lock(&r->lock);
    bool is_given_up = r->is_given_up;
    pthread_mutex_unlock(&r->lock);
    return is_given_up;
}

unsigned yg_host_regex_renewals(yg_host_regex *r) {
    pthread_mutex_lock(&r->lock);
    unsigned n = r->renewals_n;
    pthread_mutex_unlock(&r->lock);
    return n;
}

/* Bytes that the allocator has given out; other threads may move it meanwhile, which costs a
 * renewal too many or too late by a factor, no more. */
static size_t memory_now(void) {
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

static void renew(yg_host_regex *r) {
    size_t before = memory_now();
    if (r->is_compiled)
        regfree(&r->regex);
    size_t after = memory_now(), held = before > after ? before - after : 0;
    /* An allocator that says nothing (a sanitizer's): no more is trusted than at first. */
    if (before > 0 && held < r->most_memory / 4 && r->most_bytes < MOST_BYTES)
        r->most_bytes *= 4;
    else if (held > r->most_memory && r->most_bytes > LEAST_BYTES)
        r->most_bytes /= 2;
    r->renewals_n++;
    r->costly_n += held > r->most_memory / 4;
    r->is_given_up = r->costly_n >= MOST_COSTLY;
    r->is_compiled = !r->is_given_up && regcomp(&r->regex, r->text, FLAGS) == 0;
    r->seen_bytes = 0;
}

bool yg_host_regex_fits(yg_host_regex *r, const char *text, size_t n) {
    pthread_mutex_lock(&r->lock);
    if (r->seen_bytes > 0 && r->seen_bytes + n > r->most_bytes && !r->is_given_up)
        renew(r);
    r->seen_bytes += n;
    bool fits = r->is_compiled && regexec(&r->regex, text, 0, NULL, 0) == 0;
    pthread_mutex_unlock(&r->lock);
    return fits;
}

void yg_host_regex_free(yg_host_regex *r) {
    if (r == NULL)
        return;
    if (r->is_compiled)
        regfree(&r->regex);
    pthread_mutex_destroy(&r->lock);
    free(r);
}
