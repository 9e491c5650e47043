#include "map/host_regex.h"

#include <pthread.h>
#include <regex.h>
#include <stdlib.h>

#include "base/mem.h"
#include "map/identifier.h"

enum { FLAGS = REG_EXTENDED | REG_NOSUB | REG_ICASE, KEEP_BYTES = 4096 };

struct yg_host_regex {
    regex_t regex;
    pthread_mutex_t lock; /* glibc's regexec takes one of its own, too */
    size_t seen_bytes, most_bytes;
    bool is_compiled;
    char text[YG_HOST_RULE_BYTES + 1];
};

yg_host_regex *yg_host_regex_make(yg_str text, const char **ret_fault, char *ret_detail) {
    *ret_fault = yg_host_rule_fault(text, ret_detail);
    if (*ret_fault != NULL)
        return NULL;
    yg_host_regex *r = yg_alloc(1, sizeof *r);
    memcpy(r->text, text.p, text.n);
    r->most_bytes = KEEP_BYTES;
    r->is_compiled = regcomp(&r->regex, r->text, FLAGS) == 0;
    pthread_mutex_init(&r->lock, NULL);
    return r;
}

void yg_host_regex_keep(yg_host_regex *r, size_t most_bytes) {
    r->most_bytes = most_bytes;
}

static void renew(yg_host_regex *r) {
    if (r->is_compiled)
        regfree(&r->regex);
    r->is_compiled = regcomp(&r->regex, r->text, FLAGS) == 0;
    r->seen_bytes = 0;
}

bool yg_host_regex_fits(yg_host_regex *r, const char *text, size_t n) {
    pthread_mutex_lock(&r->lock);
    if (r->seen_bytes > 0 && r->seen_bytes + n > r->most_bytes)
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
