/* Lists that block or alarm, in the forms of other programs. Private to src/watch. */
#ifndef YG_WATCH_FINDINGS_LISTS_H
#define YG_WATCH_FINDINGS_LISTS_H

#include "watch/findings_block.h"

typedef struct {
    const yg_findings_export_options *options;
    yg_export_write write;
    void *self;
    yg_buf piece;
} yg_findings_out;
/* Hands over what has gathered, when it is enough; all of it when `last`. */
bool yg_findings_hand_over(yg_findings_out *o, bool last, yg_error *err);

/* The list in the form of options->format. What the form has no place for is taken off
 * counts->names and counted in counts->other. */
bool yg_findings_put_list(yg_findings_out *o, const yg_block_list *list,
                          yg_findings_export_counts *counts, yg_error *err);

#endif
