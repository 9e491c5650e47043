/* Where the config file is, and the built-in one. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/input.h"
#include "base/limits.h"
#include "fetch/config.h"

/* Made at build time from data/config.yaml by tools/embed. */
extern const unsigned char yg_config_yaml[];
extern const size_t yg_config_yaml_bytes;

yg_str yg_config_builtin(void) {
    return (yg_str){(const char *)yg_config_yaml, yg_config_yaml_bytes};
}

/* The XDG base directory specification: a relative path in a variable is ignored. */
static bool add_place(yg_buf *buf, const char *variable, const char *below_home, const char *rest,
                      yg_error *err) {
    const char *base = getenv(variable), *home = getenv("HOME");
    if (base != NULL && base[0] == '/')
        yg_buf_addf(buf, "%s%s", base, rest);
    else if (home != NULL && home[0] != '\0')
        yg_buf_addf(buf, "%s%s%s", home, below_home, rest);
    else
        return yg_fail(err, YG_ERR_USAGE, "neither %s nor HOME is set", variable);
    return true;
}

bool yg_config_default_path(yg_buf *buf, yg_error *err) {
    return add_place(buf, "XDG_CONFIG_HOME", "/.config", "/yagura/config.yaml", err);
}

bool yg_config_default_cache(yg_buf *buf, yg_error *err) {
    return add_place(buf, "XDG_CACHE_HOME", "/.cache", "/yagura/feeds", err);
}

bool yg_config_load(const char *path, yg_config *ret_config, yg_error *err) {
    YG_CLEANUP_BUF yg_buf place = {0};
    YG_CLEANUP_BUF yg_buf text = {0};
    if (path == NULL &&
        (!yg_config_default_path(&place, NULL) || access(yg_buf_z(&place), F_OK) != 0))
        return yg_config_parse(yg_config_builtin(), "built-in config", ret_config, err);
    if (path == NULL)
        path = yg_buf_z(&place);
    if (!yg_input_read_file(path, YG_LIMIT_CONFIG_BYTES, &text, err))
        return yg_fail_in(err, "%s", path);
    return yg_config_parse(yg_buf_str(&text), path, ret_config, err);
}

static bool write_new(const char *path, yg_error *err) {
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (fd < 0 && errno == EEXIST)
        return yg_fail(err, YG_ERR_USAGE, "%s is there already; nothing is written over it", path);
    if (fd < 0)
        return yg_fail(err, YG_ERR_IO, "cannot write %s: %s", path, strerror(errno));
    bool done = yg_cache_write(fd, yg_config_builtin(), err);
    return (close(fd) == 0 && done) || (done && yg_fail(err, YG_ERR_IO, "cannot write %s", path));
}

bool yg_config_write(const char *path, yg_error *err) {
    YG_CLEANUP_BUF yg_buf folder = {0};
    const char *slash = strrchr(path, '/');
    if (slash != NULL && slash != path) {
        yg_buf_add(&folder, (yg_str){path, (size_t)(slash - path)});
        if (!yg_cache_make_folders(&folder, err))
            return false;
    }
    return write_new(path, err);
}
