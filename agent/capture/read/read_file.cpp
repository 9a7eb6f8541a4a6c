#include "agent/capture/read/read_file.hpp"

#include "agent/capture/pcap/file_source.hpp"
#include "agent/capture/read/json.hpp"
#include "agent/capture/read/summary.hpp"

namespace magpie::agent {

int read_file(const std::string& path, ReadFormat format, std::ostream& out, std::ostream& err, const Ours& ours) {
    const auto source = FileSource::open(path);
    if (!source) {
        err << source.error() << '\n';
        return 1;
    }
    const bool wired = (*source)->link_type() == LinkType::ethernet;
    if (wired ? ours.of_air() : ours.of_clients()) {
        err << path
            << (wired ? ": is of a line, --own and --bssid are of the air\n"
                      : ": is of the air, --resolver is of a line\n");
        return 1;
    }
    if (format == ReadFormat::json) {
        print_frames(**source, out);
    } else {
        summarize(**source, ours, out);
    }
    if (!(*source)->problem().empty()) {
        err << path << ": " << (*source)->problem() << '\n';
        return 1;
    }
    return 0;
}

}  // namespace magpie::agent
