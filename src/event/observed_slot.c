/* Names of fields that patterns ask for by property. Sources: as of event/log_role_table.h. */
#include "event/observed_part.h"

/* Sorted bytewise; canonical names (log_role.c). */
static const struct {
    const char *name;
    yg_slot slot;
} rows[] = {
    {"app", YG_SLOT_SERVICE},
    {"app_proto", YG_SLOT_SERVICE},
    {"application", YG_SLOT_IMAGE},
    {"attachment", YG_SLOT_FILE},
    {"c_port", YG_SLOT_SRC_PORT},
    {"client.port", YG_SLOT_SRC_PORT},
    {"clientrequestmethod", YG_SLOT_METHOD},
    {"cmd", YG_SLOT_COMMAND},
    {"cmdline", YG_SLOT_COMMAND},
    {"command", YG_SLOT_COMMAND},
    {"commandline", YG_SLOT_COMMAND},
    {"cs_method", YG_SLOT_METHOD},
    {"cs_uri_port", YG_SLOT_DST_PORT},
    {"cs_uri_query", YG_SLOT_QUERY},
    {"cs_uri_scheme", YG_SLOT_SCHEME},
    {"cs_version", YG_SLOT_HTTP_VERSION},
    {"currentdirectory", YG_SLOT_CWD},
    {"cwd", YG_SLOT_CWD},
    {"dest_port", YG_SLOT_DST_PORT},
    {"destination.bytes", YG_SLOT_DST_BYTES},
    {"destination.packets", YG_SLOT_DST_PACKETS},
    {"destination.port", YG_SLOT_DST_PORT},
    {"destinationport", YG_SLOT_DST_PORT},
    {"destport", YG_SLOT_DST_PORT},
    {"details", YG_SLOT_KEY_DATA},
    {"dll.path", YG_SLOT_LOADED},
    {"dport", YG_SLOT_DST_PORT},
    {"dpt", YG_SLOT_DST_PORT},
    {"dst_bytes", YG_SLOT_DST_BYTES},
    {"dst_port", YG_SLOT_DST_PORT},
    {"dstport", YG_SLOT_DST_PORT},
    {"email.subject", YG_SLOT_MAIL_SUBJECT},
    {"exe", YG_SLOT_IMAGE},
    {"file.mime_type", YG_SLOT_MIME},
    {"file.name", YG_SLOT_FILE},
    {"file.path", YG_SLOT_FILE},
    {"file.size", YG_SLOT_SIZE},
    {"fileinfo.filename", YG_SLOT_FILE},
    {"fileinfo.mimetype", YG_SLOT_MIME},
    {"fileinfo.size", YG_SLOT_SIZE},
    {"filename", YG_SLOT_FILE},
    {"filepath", YG_SLOT_FILE},
    {"filesize", YG_SLOT_SIZE},
    {"flow.bytes_toclient", YG_SLOT_DST_BYTES},
    {"flow.bytes_toserver", YG_SLOT_SRC_BYTES},
    {"flow.pkts_toclient", YG_SLOT_DST_PACKETS},
    {"flow.pkts_toserver", YG_SLOT_SRC_PACKETS},
    {"fname", YG_SLOT_FILE},
    {"folderpath", YG_SLOT_FILE},
    {"fsize", YG_SLOT_SIZE},
    {"http.http_method", YG_SLOT_METHOD},
    {"http.http_port", YG_SLOT_DST_PORT},
    {"http.protocol", YG_SLOT_HTTP_VERSION},
    {"http.request.method", YG_SLOT_METHOD},
    {"http.version", YG_SLOT_HTTP_VERSION},
    {"http_method", YG_SLOT_METHOD},
    {"httprequest.requestmethod", YG_SLOT_METHOD},
    {"id.orig_p", YG_SLOT_SRC_PORT},
    {"id.resp_p", YG_SLOT_DST_PORT},
    {"image", YG_SLOT_IMAGE},
    {"imagefilename", YG_SLOT_IMAGE},
    {"imageloaded", YG_SLOT_LOADED},
    {"initiatingprocesscommandline", YG_SLOT_ACTOR_COMMAND},
    {"initiatingprocessfilename", YG_SLOT_ACTOR_IMAGE},
    {"initiatingprocessfolderpath", YG_SLOT_ACTOR_IMAGE},
    {"initiatingprocessid", YG_SLOT_ACTOR_PID},
    {"ipprotocol", YG_SLOT_PROTOCOL},
    {"localport", YG_SLOT_SRC_PORT},
    {"method", YG_SLOT_METHOD},
    {"mime_type", YG_SLOT_MIME},
    {"network.protocol", YG_SLOT_SERVICE},
    {"network.transport", YG_SLOT_PROTOCOL},
    {"newprocessid", YG_SLOT_NEW_PID},
    {"newprocessname", YG_SLOT_IMAGE},
    {"newvalue", YG_SLOT_KEY_DATA},
    {"objectvaluename", YG_SLOT_KEY_VALUE},
    {"orig_bytes", YG_SLOT_SRC_BYTES},
    {"orig_pkts", YG_SLOT_SRC_PACKETS},
    {"parentcommandline", YG_SLOT_PARENT_COMMAND},
    {"parentimage", YG_SLOT_PARENT_IMAGE},
    {"parentprocessid", YG_SLOT_PARENT_PID},
    {"parentprocessname", YG_SLOT_PARENT_IMAGE},
    {"pid", YG_SLOT_PID},
    {"ppid", YG_SLOT_PARENT_PID},
    {"process.command_line", YG_SLOT_COMMAND},
    {"process.executable", YG_SLOT_IMAGE},
    {"process.parent.command_line", YG_SLOT_PARENT_COMMAND},
    {"process.parent.executable", YG_SLOT_PARENT_IMAGE},
    {"process.parent.pid", YG_SLOT_PARENT_PID},
    {"process.pid", YG_SLOT_PID},
    {"process.working_directory", YG_SLOT_CWD},
    {"process_name", YG_SLOT_IMAGE},
    {"processcommandline", YG_SLOT_COMMAND},
    {"processid", YG_SLOT_PID},
    {"processname", YG_SLOT_IMAGE},
    {"procid", YG_SLOT_PID},
    {"proctitle", YG_SLOT_COMMAND},
    {"proto", YG_SLOT_PROTOCOL},
    {"protocol", YG_SLOT_PROTOCOL},
    {"query_string", YG_SLOT_QUERY},
    {"rcvdbyte", YG_SLOT_DST_BYTES},
    {"rcvdpkt", YG_SLOT_DST_PACKETS},
    {"registry.data.strings", YG_SLOT_KEY_DATA},
    {"registry.value", YG_SLOT_KEY_VALUE},
    {"registryvaluedata", YG_SLOT_KEY_DATA},
    {"registryvaluename", YG_SLOT_KEY_VALUE},
    {"relativetargetname", YG_SLOT_FILE},
    {"remoteport", YG_SLOT_DST_PORT},
    {"request.method", YG_SLOT_METHOD},
    {"request.protocol", YG_SLOT_HTTP_VERSION},
    {"requestmethod", YG_SLOT_METHOD},
    {"resp_bytes", YG_SLOT_DST_BYTES},
    {"resp_mime_types", YG_SLOT_MIME},
    {"resp_pkts", YG_SLOT_DST_PACKETS},
    {"s_port", YG_SLOT_DST_PORT},
    {"sentbyte", YG_SLOT_SRC_BYTES},
    {"sentpkt", YG_SLOT_SRC_PACKETS},
    {"server.port", YG_SLOT_DST_PORT},
    {"service", YG_SLOT_SERVICE},
    {"source.bytes", YG_SLOT_SRC_BYTES},
    {"source.packets", YG_SLOT_SRC_PACKETS},
    {"source.port", YG_SLOT_SRC_PORT},
    {"sourcefilename", YG_SLOT_FILE},
    {"sourceimage", YG_SLOT_IMAGE},
    {"sourceport", YG_SLOT_SRC_PORT},
    {"sport", YG_SLOT_SRC_PORT},
    {"sproc", YG_SLOT_IMAGE},
    {"spt", YG_SLOT_SRC_PORT},
    {"src_bytes", YG_SLOT_SRC_BYTES},
    {"src_port", YG_SLOT_SRC_PORT},
    {"srcport", YG_SLOT_SRC_PORT},
    {"subject", YG_SLOT_MAIL_SUBJECT},
    {"targetfilename", YG_SLOT_FILE},
    {"total_bytes", YG_SLOT_SIZE},
    {"transport", YG_SLOT_PROTOCOL},
    {"uri_query", YG_SLOT_QUERY},
    {"url.port", YG_SLOT_DST_PORT},
    {"url.query", YG_SLOT_QUERY},
    {"url.scheme", YG_SLOT_SCHEME},
    {"valuename", YG_SLOT_KEY_VALUE},
};

static bool look_up(yg_str name, yg_slot *ret) {
    size_t low = 0, high = sizeof rows / sizeof *rows;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = yg_str_cmp(yg_str_of(rows[middle].name), name);
        if (order == 0) {
            *ret = rows[middle].slot;
            return true;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

unsigned yg_log_slot_of(yg_str name) {
    char text[YG_LOG_NAME];
    yg_slot slot = YG_SLOT_NONE;
    yg_str whole = {text, yg_log_canonical(name, text, sizeof text)};
    for (size_t parts = 4; parts > 0 && whole.n > 0; parts--) {
        if (look_up(parts == 4 ? whole : yg_log_name_tail(whole, parts), &slot))
            return slot;
    }
    return YG_SLOT_NONE;
}
