/* The warning lists that the program brings (data/warnings). */
#include "watch/warning.h"

extern const unsigned char yg_windows_names[];
extern const size_t yg_windows_names_bytes;

yg_str yg_warnings_windows_text(void) {
    return (yg_str){(const char *)yg_windows_names, yg_windows_names_bytes};
}

yg_warnings *yg_warnings_windows(void) {
    yg_warnings *warnings = yg_warnings_make();
    yg_error err = {0};
    if (!yg_warnings_read_bytes(warnings, YG_STR("windows.json"), yg_warnings_windows_text(),
                                &err)) {
        yg_warnings_free(warnings);
        return NULL;
    }
    yg_warnings_settle(warnings);
    return warnings;
}
