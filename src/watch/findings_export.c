/* Findings for other programs: which form. */
#include "watch/findings_export.h"

#include "watch/findings_lists.h"
#include "watch/findings_stix.h"

bool yg_findings_hand_over(yg_findings_out *o, bool last, yg_error *err) {
    enum { ENOUGH_BYTES = 32768 };
    if (o->piece.n == 0 || (!last && o->piece.n < ENOUGH_BYTES))
        return true;
    bool done = o->write(o->self, yg_buf_str(&o->piece), err);
    yg_buf_clear(&o->piece);
    return done;
}

typedef struct {
    yg_findings_out *o;
    yg_findings_export_counts *counts;
} csv_job;

static bool on_csv(void *self, const yg_finding *finding, yg_error *err) {
    csv_job *j = self;
    j->counts->findings++;
    yg_findings_csv_row(&j->o->piece, finding);
    return yg_findings_hand_over(j->o, false, err);
}

/* Look-alike names and indicators are different lists: who blocks the one may only watch for the
 * other. */
static bool put_list(yg_findings_out *o, yg_store *store, const yg_finding_filter *filter,
                     const yg_sighting_filter *sights, yg_findings_export_counts *counts,
                     yg_error *err) {
    yg_block_list list;
    yg_finding_filter one = *filter;
    if (one.kind.n == 0)
        one.kind = YG_STR("name");
    if (!yg_block_list_make(store, &one, sights, o->options, &list, counts, err))
        return false;
    bool done = yg_findings_put_list(o, &list, counts, err);
    yg_block_list_free(&list);
    return done;
}

bool yg_findings_export(yg_store *store, const yg_finding_filter *filter,
                        const yg_sighting_filter *sights, const yg_findings_export_options *options,
                        yg_export_write write, void *self, yg_findings_export_counts *ret_counts,
                        yg_error *err) {
    yg_findings_out o = {.options = options, .write = write, .self = self};
    yg_findings_export_counts counts = {0};
    bool done;
    if (yg_str_eqz(options->format, "stix")) {
        done = yg_findings_stix(store, filter, sights, options, write, self, &counts, err);
    } else if (yg_str_eqz(options->format, "csv")) {
        csv_job job = {&o, &counts};
        yg_findings_csv_head(&o.piece);
        done = yg_findings_each(store, filter, sights, on_csv, &job, err);
    } else {
        done = put_list(&o, store, filter, sights, &counts, err);
    }
    done = done && yg_findings_hand_over(&o, true, err);
    yg_buf_free(&o.piece);
    if (done)
        *ret_counts = counts;
    return done;
}
