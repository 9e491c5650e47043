/* What looks like a list of indicators here and there, and is something else: documents, logs,
 * source code. */
#include "intel/indicator_row.h"

enum { MARK_BYTES = 4096 };

static bool ends_nocase(yg_str s, yg_str end) {
    return s.n >= end.n && yg_str_eq_nocase(yg_str_from(s, s.n - end.n), end);
}

/* Prose links to reports; what it links to is not what it accuses. */
static bool has_document_name(yg_str path) {
    static const char *const ends[] = {
        ".adoc", ".asciidoc", ".md", ".markdown", ".rst", ".html", ".htm", ".xhtml",
    };
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (ends_nocase(path, yg_str_of(ends[i])))
            return true;
    }
    return false;
}

/* A line that AsciiDoc, Markdown or HTML begin like this and that no list has. */
static bool is_marked_up(yg_str line) {
    static const char *const starts[] = {
        "= ",    "== ",   "=== ", "```",  ":toc:",  "[source",   "<html",  "<HTML",
        "<head", "<body", "<p>",  "<div", "<table", "include::", "image::"};
    line = yg_str_trim(line);
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        if (yg_str_starts(line, yg_str_of(starts[i])))
            return true;
    }
    return line.n > 0 && strchr("#;!/", line.p[0]) == NULL &&
           yg_str_find(line, YG_STR("](http")) != SIZE_MAX;
}

static bool is_document(yg_str text, yg_str path) {
    yg_str rest = yg_str_sub(text, 0, MARK_BYTES), line;
    if (has_document_name(path))
        return true;
    while (yg_str_split(&rest, '\n', &line)) {
        if (is_marked_up(line))
            return true;
    }
    return false;
}

bool yg_indicator_is_foreign(yg_str text, yg_str path) {
    yg_str start = yg_str_trim(yg_str_sub(text, 0, 256));
    bool json = start.n > 0 && (start.p[0] == '{' || (start.p[0] == '[' && start.n > 1 &&
                                                      strchr("\n\r \t\"{[]", start.p[1]) != NULL));
    if (json || yg_str_starts(start, YG_STR("<?")) || yg_str_starts(start, YG_STR("<!")))
        return true;
    static const char *const marks[] = {"#separator",       "#fields",  "#Fields:", "#Software:",
                                        "# yagura-claims:", "#include", "#define",  "#!/"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (yg_str_find(yg_str_sub(text, 0, MARK_BYTES), yg_str_of(marks[i])) != SIZE_MAX)
            return true;
    }
    return is_document(text, path);
}
