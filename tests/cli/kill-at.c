/* Loaded before libc by test_crash.py: ends the program with SIGKILL in front of its n-th change of
 * a file (YAGURA_KILL_AT=n), so that every step of a commit is a moment of death; with n = 0 it
 * only writes the number of changes to the file YAGURA_KILL_COUNT at the end. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

static long done, fatal = -1;

static void step(void) {
    if (fatal < 0) {
        const char *at = getenv("YAGURA_KILL_AT");
        fatal = at ? atol(at) : 0;
    }
    if (++done == fatal)
        kill(getpid(), SIGKILL);
}

__attribute__((destructor)) static void report(void) {
    const char *path = getenv("YAGURA_KILL_COUNT");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (file != NULL) {
        fprintf(file, "%ld\n", done);
        fclose(file);
    }
}

#define WRAP(type, name, parameters, arguments)                                                    \
    type name parameters {                                                                         \
        static type(*real) parameters;                                                             \
        if (real == NULL)                                                                          \
            real = (type(*) parameters)dlsym(RTLD_NEXT, #name);                                    \
        step();                                                                                    \
        return real arguments;                                                                     \
    }

WRAP(ssize_t, pwrite, (int fd, const void *p, size_t n, off_t at), (fd, p, n, at))
WRAP(ssize_t, pwrite64, (int fd, const void *p, size_t n, off64_t at), (fd, p, n, at))
WRAP(int, fsync, (int fd), (fd))
WRAP(int, fdatasync, (int fd), (fd))
WRAP(int, ftruncate, (int fd, off_t n), (fd, n))
WRAP(int, ftruncate64, (int fd, off64_t n), (fd, n))
WRAP(int, unlink, (const char *path), (path))
