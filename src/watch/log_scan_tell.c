/* The telling side: results in the order of the input, folded within each file. */
#include <stdlib.h>

#include "watch/log_scan_part.h"

enum { FAULTS_OF_A_FILE = 100 };

static bool take(scan_teller *t, const yg_sighting *sighting, yg_error *err) {
    t->counts.sightings++;
    t->counts.counted += sighting->count;
    return t->options->take(t->options->self, sighting, err);
}

bool yg_log_tell_folded(scan_teller *t, yg_error *err) {
    bool done = true;
    for (size_t i = 0; done && i < t->fold.list.n; i++)
        done = take(t, &t->fold.list.at[i], err);
    yg_log_fold_clear(&t->fold);
    return done;
}

static bool begin_member(scan_teller *t, scan_member *member, yg_error *err) {
    if (t->member == member)
        return true;
    bool done = yg_log_tell_folded(t, err);
    yg_log_member_release(t->member);
    atomic_fetch_add(&member->holders, 1);
    t->member = member;
    t->lines = member->start_lines;
    t->faults = t->end_offset = t->into = 0;
    t->counts.files += !member->is_counted;
    t->counts.event_logs += !member->is_counted && member->is_event_log;
    if (!member->is_counted && !t->options->follow)
        member->part = ++t->parts;
    member->is_counted = true;
    return done;
}

bool yg_log_tell_placed(scan_teller *t, const yg_sighting *s, yg_error *err) {
    const yg_log_scan_options *o = t->options;
    if (o->seen != NULL && !o->seen(o->self, s, err))
        return false;
    if (o->all)
        return take(t, s, err);
    return yg_log_fold_add(&t->fold, s) ||
           (yg_log_tell_folded(t, err) && (yg_log_fold_add(&t->fold, s) || take(t, s, err)));
}

bool yg_log_tell_sighting(scan_teller *t, yg_sighting s, yg_error *err) {
    s.file = yg_buf_str(&t->member->path);
    s.print = yg_str_of(t->member->print);
    s.part = t->member->part;
    s.line += t->lines + 1;
    return yg_log_tell_placed(t, &s, err);
}

/* A packed file of which not one byte came out is no file that was searched. */
static void tell_unreadable(scan_teller *t, const char *reason) {
    yg_error why = {0};
    yg_fail(&why, YG_ERR_INPUT, "%.*s: %s", YG_FMT(yg_buf_str(&t->member->path)), reason);
    t->counts.files--;
    yg_log_tell_refused(t, &why);
}

bool yg_log_tell(scan_teller *t, const scan_result *r, yg_error *err) {
    if (!begin_member(t, r->member, err))
        return false;
    t->counts.text_bytes += r->text_bytes;
    t->counts.records_read += r->records;
    t->counts.hits += r->hits;
    t->counts.versions += r->versions;
    t->counts.out_of_time += r->out_of_time;
    t->counts.long_records += r->long_records;
    t->counts.converted_bytes += r->converted_bytes;
    t->counts.charsets |= r->charsets;
    /* Both in the order of their records. */
    for (size_t i = 0, met = 0; i < r->sightings.n || met < r->mets.n;) {
        bool is_met = i == r->sightings.n ||
                      (met < r->mets.n &&
                       r->mets.at[met].sighting.offset_bytes < r->sightings.at[i].offset_bytes);
        if (is_met ? !yg_log_tell_met(t, r, met++, err)
                   : !yg_log_tell_sighting(t, r->sightings.at[i++], err))
            return false;
    }
    yg_log_tell_hard(t, r);
    t->lines += r->lines;
    /* A piece in which nothing begins has none: the record before it reaches beyond it. */
    if (r->end_offset > t->end_offset || (r->end_offset == t->end_offset && r->into > t->into)) {
        t->end_offset = r->end_offset;
        t->into = r->into;
    }
    if (r->fault.reason != NULL && r->fault.offset_bytes == 0 && r->text_bytes == 0)
        tell_unreadable(t, r->fault.reason);
    else if (r->fault.reason != NULL && t->options->fault != NULL && t->faults++ < FAULTS_OF_A_FILE)
        t->options->fault(t->options->self, yg_buf_str(&t->member->path), &r->fault);
    return true;
}

void yg_log_tell_refused(scan_teller *t, const yg_error *why) {
    t->counts.refused++;
    if (t->refused.code == YG_OK || (t->refused.code == YG_ERR_INPUT && why->code != YG_ERR_INPUT))
        t->refused = *why;
    if (t->options->refused != NULL)
        t->options->refused(t->options->self, why);
}

void yg_log_tell_progress(scan_teller *t) {
    const yg_log_scan_options *o = t->options;
    if (o->progress != NULL)
        o->progress(o->self, &t->counts,
                    t->member != NULL ? yg_buf_str(&t->member->path) : YG_STR(""));
}

bool yg_log_tell_end(scan_teller *t, yg_error *err) {
    if (t->refused.code == YG_OK || (t->refused.code == YG_ERR_INPUT && t->counts.files > 0))
        return true;
    t->counts.failed = t->refused.code;
    *err = t->refused;
    return false;
}

void yg_log_teller_free(scan_teller *t) {
    yg_log_fold_free(&t->fold);
    yg_pattern_matcher_free(t->matcher);
    yg_log_hold_free(&t->hold);
    free(t->hard);
    yg_log_member_release(t->member);
}
