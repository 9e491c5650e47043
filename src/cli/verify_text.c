/* yagura verify --text: not built yet in this slice. */
#include "cli/verbs.h"
#include "cli/verify.h"

int yg_verify_text_file(yg_cli *cli, const char *path) {
    return yg_cli_usage(cli, "--text %.60s: comes with the next slice", path);
}
