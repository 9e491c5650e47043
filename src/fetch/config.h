/* The config file, docs/formats/config.md: which feeds `yagura update` fetches, and how.
 *
 * Written by the user and still checked whole: an unknown or doubled key, a value of the wrong
 * kind, an address that could not be fetched anyway are errors with line and column. Feed names
 * become folder names and are limited to what is safe there [PATH-TRAVERSAL]. */
#ifndef YG_FETCH_CONFIG_H
#define YG_FETCH_CONFIG_H

#include "base/mem.h"
#include "fetch/fetch.h"

/* Texts are NUL-terminated, never NULL, empty when absent, and live as long as the config. */
typedef struct {
    const char *name, *address;
    const char
        *format; /* a reader's name; empty: sniffed. Not checked here: the rooms above know */
    const char *source, *licence; /* as for `import --source`, `--licence` */
    const char *tlp;              /* a TLP 2.0 word */
    const char *sha256;           /* 64 lower-case digits */
    uint64_t max_bytes;           /* from max_mib; 0: the default limit */
    bool enabled;                 /* false: fetched only when named */
    bool import;                  /* false: only kept in the cache */
    bool allow_private;
} yg_feed;

/* Zero-initialise; free with yg_config_free. Immutable after parsing, so threads may share it. */
typedef struct {
    yg_feed *feeds;
    size_t feeds_n;
    const char *proxy, *no_proxy, *ca_file; /* empty: the environment's; the system's */
    yg_fetch_times times;                   /* 0 where the file says nothing */
    yg_arena arena;
} yg_config;

/* `path` is for messages: "PATH: line 3, column 5: unknown key ...". */
bool yg_config_parse(yg_str text, const char *path, yg_config *ret_config, yg_error *err);
/* Reads the file; when path is NULL, the file of the default place, and when there is none, the
 * built-in config. */
bool yg_config_load(const char *path, yg_config *ret_config, yg_error *err);
void yg_config_free(yg_config *config);

/* data/config.yaml as it was at build time. */
yg_str yg_config_builtin(void);
/* Writes the built-in config to path (folders are made); never over a file that is there. */
bool yg_config_write(const char *path, yg_error *err);

/* Adds "$XDG_CONFIG_HOME/yagura/config.yaml" or "$XDG_CACHE_HOME/yagura/feeds", else below
 * ~/.config or ~/.cache. False when neither variable nor HOME is set. */
bool yg_config_default_path(yg_buf *buf, yg_error *err);
bool yg_config_default_cache(yg_buf *buf, yg_error *err);

/* The feed of that name, or NULL with *err naming the nearest one. */
const yg_feed *yg_config_feed(const yg_config *config, yg_str name, yg_error *err);

#define YG_CLEANUP_CONFIG __attribute__((cleanup(yg_config_free)))

#endif
