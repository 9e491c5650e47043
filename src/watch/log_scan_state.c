/* What STIX patterns remember when a scan is stopped, kept in a file for the scan that goes on. Its
 * name is a digest of the word for --resume and of the patterns; what it holds is checked as if a
 * stranger had written it. */
#include "base/file.h"
#include "base/hash.h"
#include "watch/log_scan_part.h"

enum { STATES_KEPT = 16 };
#define STATE_BYTES (UINT64_C(128) << 20)

/* The name of the file: whoever goes on elsewhere, or with other patterns, does not find it. */
static void state_path(const scan_teller *t, yg_str resume, yg_buf *path) {
    const yg_log_scan_options *o = t->options;
    const yg_patterns *patterns = yg_watchlist_patterns(o->watchlist);
    unsigned char digest[YG_HASH128_BYTES];
    YG_CLEANUP_BUF yg_buf key = {0};
    yg_buf_addf(&key, "%d %zu:", o->same_host, resume.n);
    yg_buf_add(&key, resume);
    for (size_t i = 0; i < yg_patterns_count(patterns); i++) {
        yg_str text = yg_watchlist_pattern(o->watchlist, (uint32_t)i);
        yg_buf_addf(&key, " %zu:", text.n);
        yg_buf_add(&key, text);
    }
    yg_hash128(yg_buf_str(&key), digest);
    yg_buf_addf(path, "%s/resume-", o->state_folder);
    for (size_t i = 0; i < sizeof digest; i++)
        yg_buf_addf(path, "%02x", digest[i]);
    yg_buf_addz(path, ".state");
}

static bool keeps_state(const scan_teller *t, yg_str resume) {
    const yg_patterns *patterns = yg_watchlist_patterns(t->options->watchlist);
    return resume.n > 0 && patterns != NULL && yg_patterns_need_memory(patterns);
}

void yg_log_state_save(scan_teller *t, yg_str resume) {
    YG_CLEANUP_BUF yg_buf path = {0}, bytes = {0};
    yg_error err = {0};
    if (!keeps_state(t, resume))
        return;
    t->counts.state_unkept = true;
    if (t->options->state_folder == NULL || !yg_folder_make(t->options->state_folder, &err))
        return;
    state_path(t, resume, &path);
    yg_pattern_matcher_save(yg_log_teller_matcher(t), t->observed, &bytes);
    yg_str part = yg_buf_str(&bytes);
    t->counts.state_unkept = !yg_file_write_whole(yg_buf_z(&path), &part, 1, &err);
    yg_folder_prune(t->options->state_folder, "resume-", ".state", STATES_KEPT, STATE_BYTES);
}

void yg_log_state_load(scan_teller *t, yg_str resume) {
    YG_CLEANUP_BUF yg_buf path = {0};
    yg_file file;
    yg_str bytes;
    if (!keeps_state(t, resume))
        return;
    t->counts.state_lost = true;
    if (t->options->state_folder == NULL)
        return;
    state_path(t, resume, &path);
    if (!yg_file_open(yg_buf_z(&path), &file))
        return;
    if (file.is_private && file.bytes <= STATE_BYTES && yg_file_map(&file, &bytes)) {
        t->counts.state_lost =
            !yg_pattern_matcher_load(yg_log_teller_matcher(t), bytes, &t->observed, NULL);
        yg_file_unmap(bytes);
    }
    yg_file_close(&file);
}
