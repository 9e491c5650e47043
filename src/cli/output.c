#include "cli/output.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void forget(yg_output *output) {
    yg_buf_free(&output->path);
    yg_buf_free(&output->temporary);
    output->file = NULL;
}

bool yg_output_open(yg_output *output, yg_cli *cli, const char *path, yg_error *err) {
    struct stat st;
    *output = (yg_output){.cli = cli};
    if (path == NULL || strcmp(path, "-") == 0)
        return true;
    yg_buf_addz(&output->path, path);
    /* A device or pipe (/dev/stdout) cannot be renamed onto. */
    bool special = stat(path, &st) == 0 && !S_ISREG(st.st_mode);
    int fd;
    if (special) {
        output->file = fopen(path, "we");
    } else {
        yg_buf_addf(&output->temporary, "%s.XXXXXX", path);
        fd = mkstemp((char *)(uintptr_t)yg_buf_z(&output->temporary));
        if (fd >= 0)
            output->file = fdopen(fd, "w");
    }
    if (output->file != NULL)
        return true;
    yg_fail(err, YG_ERR_IO, "%s: cannot write: %s", path, strerror(errno));
    forget(output);
    return false;
}

bool yg_output_add(yg_output *output, yg_str piece, yg_error *err) {
    if (output->file == NULL) {
        yg_buf_add(&output->cli->out, piece);
        yg_cli_flush_some(output->cli);
        return !output->cli->out_failed ||
               yg_fail(err, YG_ERR_IO, "standard output was closed before the end");
    }
    return fwrite(piece.p ? piece.p : "", 1, piece.n, output->file) == piece.n ||
           yg_fail(err, YG_ERR_IO, "%s: cannot write: %s", yg_buf_z(&output->path),
                   strerror(errno));
}

bool yg_output_close(yg_output *output, yg_error *err) {
    if (output->file == NULL)
        return true;
    FILE *file = output->file;
    output->file = NULL;
    bool done = fflush(file) == 0 && (output->temporary.n == 0 || fsync(fileno(file)) == 0);
    done = fclose(file) == 0 && done;
    if (done && output->temporary.n > 0)
        done = rename(yg_buf_z(&output->temporary), yg_buf_z(&output->path)) == 0;
    if (!done) {
        yg_fail(err, YG_ERR_IO, "%s: cannot write: %s", yg_buf_z(&output->path), strerror(errno));
        if (output->temporary.n > 0)
            unlink(yg_buf_z(&output->temporary));
    }
    forget(output);
    return done;
}

void yg_output_drop(yg_output *output) {
    if (output->file != NULL)
        fclose(output->file);
    if (output->temporary.n > 0)
        unlink(yg_buf_z(&output->temporary));
    forget(output);
}
