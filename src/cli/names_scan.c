/* yagura names scan: which of the host names that come in imitate a brand of ours. */
#include "cli/names.h"

int yg_names_scan_run(yg_cli *cli) {
    (void)cli;
    return YG_EXIT_DONE;
}
