/* libyagura as another program uses it: the public header alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "yagura/yagura.h"

static const char bundle[] =
    "{\"type\":\"bundle\",\"id\":\"bundle--5d0092c5-5f74-4287-9642-33f4c354e56d\",\"objects\":["
    "{\"type\":\"intrusion-set\",\"spec_version\":\"2.1\","
    "\"id\":\"intrusion-set--4e78f46f-a023-4e5f-bc24-71b3ca22ec29\","
    "\"created\":\"2016-04-06T20:03:48.000Z\",\"modified\":\"2016-04-06T20:03:48.000Z\","
    "\"name\":\"Bobcat Breakin\",\"aliases\":[\"Zookeeper\"],\"x_odd\":{\"kept\":[1,2.50]}}]}";

static bool gather(void *self, const char *p, size_t n) {
    char *all = self;
    size_t have = strlen(all);
    assert_true(have + n < 8192);
    memcpy(all + have, p, n);
    all[have + n] = '\0';
    return true;
}

static bool refuse(void *self, const char *p, size_t n) {
    return false;
}

static void library__import_show_search_export__gives_what_came_in(void **state) {
    char folder[] = "/tmp/yagura-lib-XXXXXX", store[64], file[64], all[8192] = "", *json = NULL;
    yagura *y = NULL;
    yagura_error err = {0};
    yagura_counts counts = {0};
    assert_non_null(mkdtemp(folder));
    snprintf(store, sizeof store, "%s/y.db", folder);
    snprintf(file, sizeof file, "%s/b.json", folder);
    FILE *f = fopen(file, "w");
    fputs(bundle, f);
    fclose(f);
    assert_false(yagura_open(store, false, &y, &err));
    assert_int_equal(err.code, YAGURA_ERR_IO);
    assert_true(yagura_open(store, true, &y, &err));
    const char *paths[] = {file};
    assert_true(yagura_import(y, paths, 1, "zoo", &counts, &err));
    assert_int_equal(counts.taken, 1);
    assert_true(yagura_import(y, paths, 1, "zoo", &counts, &err));
    assert_int_equal(counts.unchanged, 1);
    assert_true(yagura_show(y, "zoo keeper", &json, &err));
    assert_non_null(strstr(json, "\"yagura-dossier/1\""));
    assert_non_null(strstr(json, "Bobcat Breakin"));
    yagura_free(json);
    assert_false(yagura_show(y, "nobody", &json, &err));
    assert_int_equal(err.code, YAGURA_ERR_USAGE);
    assert_true(yagura_search(y, "obcat", 10, &json, &err));
    assert_non_null(strstr(json, "intrusion-set--4e78f46f"));
    yagura_free(json);
    assert_true(yagura_export_stix(y, gather, all, &err));
    assert_non_null(strstr(all, "\"x_odd\":{\"kept\":[1,2.50]}"));
    assert_false(yagura_export_stix(y, refuse, NULL, &err));
    assert_int_equal(err.code, YAGURA_ERR_IO);
    assert_null(yagura_close(y));
    unlink(file);
    unlink(store);
    rmdir(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(library__import_show_search_export__gives_what_came_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
